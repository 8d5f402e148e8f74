import CSodium
import CZeroMQ
