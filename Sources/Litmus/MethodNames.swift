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

extension ModifyOperator {
    /// As the language, and Rust, write it.
    public var methodName: String {
        switch self {
        case .swap: "swap"
        case .add: "fetch_add"
        case .subtract: "fetch_sub"
        case .and: "fetch_and"
        case .or: "fetch_or"
        case .xor: "fetch_xor"
        case .nand: "fetch_nand"
        case .max: "fetch_max"
        case .min: "fetch_min"
        }
    }
}
