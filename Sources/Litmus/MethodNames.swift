extension ObjectOperation {
    /// As the language writes it.
    public var methodName: String {
        switch self {
        case .lock: "lock"
        case .tryLock: "try_lock"
        case .unlock, .unlockRead, .unlockWrite, .unlockEither: "unlock"
        case .readLock: "read"
        case .tryReadLock: "try_read"
        case .writeLock: "write"
        case .tryWriteLock: "try_write"
        case .wait, .barrierWait: "wait"
        case .notifyOne: "notify_one"
        case .notifyAll: "notify_all"
        case .acquire: "acquire"
        case .tryAcquire: "try_acquire"
        case .release: "release"
        case .send: "send"
        case .trySend: "try_send"
        case .receive: "recv"
        case .tryReceive: "try_recv"
        }
    }
}
