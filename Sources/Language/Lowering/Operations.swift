import Litmus

/// What can be done to a kind of shared state, as checks, completion and hover know it.
struct OperationFacts: Sendable {
    enum Action: Sendable, Hashable {
        case load, store
        case modify(ModifyOperator)
        case compareExchange(isWeak: Bool)
        case object(ObjectOperation)
    }

    enum Result: Sendable, Hashable { case nothing, value, pair }

    var name: String
    var action: Action
    /// The arguments before the orderings: `value`, `old`, `mutex`.
    var parameters: [String] = []
    /// What its orderings are given to; each may be left out from the right.
    var orderings: [OrderedAccess] = []
    var result: Result = .nothing
    /// One sentence.
    var summary: String

    /// `compare_exchange(old, new, success, failure)`
    var signature: String {
        let orders = orderings.count == 2 ? ["success", "failure"] : orderings.map { _ in "ordering" }
        return "\(name)(\((parameters + orders).joined(separator: ", ")))"
    }

    static func of(_ kind: SharedDeclaration.Kind) -> [OperationFacts] { byKind[kind] ?? [] }

    /// The operation of that name of the first kind that has one.
    static func anyKind(_ name: String) -> OperationFacts? {
        SharedDeclaration.Kind.allCases.lazy.compactMap { of($0).first { $0.name == name } }.first
    }

    private static let byKind: [SharedDeclaration.Kind: [OperationFacts]] = [
        .atomic: atomics, .mutex: mutexes, .rwlock: rwlocks, .condvar: condvars, .barrier: barriers,
        .semaphore: semaphores, .channel: channels,
    ]
}

// The tables of the language's page.
extension OperationFacts {
    private static let atomics: [OperationFacts] = [
        OperationFacts(name: "load", action: .load, orderings: [.load], result: .value, summary: "The value read."),
        OperationFacts(name: "store", action: .store, parameters: ["value"], orderings: [.store],
                       summary: "Writes the value."),
        modification("swap", .swap, "Writes the value; gives the old one."),
        modification("fetch_add", .add, "Adds, wrapping; gives the old value."),
        modification("fetch_sub", .subtract, "Subtracts, wrapping; gives the old value."),
        modification("fetch_and", .and, "Bitwise and; gives the old value."),
        modification("fetch_or", .or, "Bitwise or; gives the old value."),
        modification("fetch_xor", .xor, "Bitwise exclusive or; gives the old value."),
        modification("fetch_nand", .nand, "Bitwise not-and; gives the old value."),
        modification("fetch_max", .max, "The greater of both, signed; gives the old value."),
        modification("fetch_min", .min, "The lesser of both, signed; gives the old value."),
        OperationFacts(
            name: "compare_exchange", action: .compareExchange(isWeak: false), parameters: ["old", "new"],
            orderings: [.success, .failure], result: .pair,
            summary: "Writes `new` if the value is `old`. Gives the pair `(ok, value read)`; "
                + "with `let v = …` alone, `v` is `ok`."),
        OperationFacts(
            name: "compare_exchange_weak", action: .compareExchange(isWeak: true), parameters: ["old", "new"],
            orderings: [.success, .failure], result: .pair,
            summary: "As `compare_exchange`, but it may fail although the value is `old`."),
    ]

    private static func modification(_ name: String, _ operation: ModifyOperator, _ summary: String) -> OperationFacts {
        OperationFacts(name: name, action: .modify(operation), parameters: ["value"], orderings: [.modify],
                       result: .value, summary: summary)
    }

    private static let mutexes = [
        object("lock", .lock, "Waits until the mutex is free, and takes it."),
        object("unlock", .unlock, "Gives the mutex back."),
        object("try_lock", .tryLock, "1 if it took the mutex, 0 if that is held.", result: .value),
    ]

    private static let rwlocks = [
        object("read", .readLock, "Takes the lock for reading, beside other readers."),
        object("write", .writeLock, "Takes the lock for writing, alone."),
        object("unlock", .unlockEither, "Gives back what the thread holds."),
        object("try_read", .tryReadLock, "1 if it took the lock for reading.", result: .value),
        object("try_write", .tryWriteLock, "1 if it took the lock for writing.", result: .value),
    ]

    private static let condvars = [
        object("wait", .wait, "Gives the mutex back, waits for a notification, and takes it again. "
            + "It may wake spuriously: wait in a loop.", parameters: ["mutex"]),
        object("notify_one", .notifyOne, "Wakes one waiting thread."),
        object("notify_all", .notifyAll, "Wakes all waiting threads."),
    ]

    private static let barriers = [
        object("wait", .barrierWait, "Waits until all have come; 1 in exactly one of them.", result: .value),
    ]

    private static let semaphores = [
        object("acquire", .acquire, "Waits for a permit, and takes it."),
        object("release", .release, "Gives a permit back, or adds one."),
        object("try_acquire", .tryAcquire, "1 if there was a permit to take.", result: .value),
    ]

    private static let channels = [
        object("send", .send, "Sends a value; waits while the channel is full.", parameters: ["value"]),
        object("recv", .receive, "Takes the oldest value; waits while there is none.", result: .value),
        object("try_send", .trySend, "1 if the value was sent.", parameters: ["value"], result: .value),
        object("try_recv", .tryReceive, "The pair `(ok, value)`; with `let v = …` alone, `v` is `ok`.", result: .pair),
    ]

    private static func object(_ name: String, _ operation: ObjectOperation, _ summary: String,
                               parameters: [String] = [], result: Result = .nothing) -> OperationFacts {
        OperationFacts(name: name, action: .object(operation), parameters: parameters, result: result,
                       summary: summary)
    }
}
