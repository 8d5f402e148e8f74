import Litmus

/// What the language's objects add to synchronises-with.
extension RelationalGraph {
    /// Their operations synchronise by rf like accesses, but fences have no part in it.
    ///
    /// - Parameter passed: what a release sequence passes on to its readers, rs ; rf.
    func synchronisesByObjects(_ passed: Relation) -> Relation {
        let object = identity { $0.event.isObject && !$0.event.isShared }
        let (releases, acquires) = (identity { $0.order.releases }, identity { $0.order.acquires })
        return releases.then(object).then(passed).then(acquires) | synchronisesByRWLock
    }

    private var synchronisesByRWLock: Relation {
        Relation(on: nodes.count) { mo[$0, $1] && nodes[$0].event.synchronisesAsRWLock(with: nodes[$1].event) }
    }
}

extension Event {
    /// C++20, [thread.sharedmutex.requirements]: an exclusive unlock synchronises with every later lock operation on
    /// the object, a shared unlock with later exclusive ones.
    ///
    /// - Parameter lock: comes later in the modification order of the same object.
    func synchronisesAsRWLock(with lock: Event) -> Bool {
        guard isShared, lock.isShared, kind == .update, lock.kind == .update else { return false }
        let isExclusiveUnlock = valueRead < 0
        let isSharedUnlock = valueRead > 0 && valueWritten == valueRead - 1
        let isExclusiveLock = lock.valueWritten < 0
        let isSharedLock = lock.valueRead >= 0 && lock.valueWritten == lock.valueRead + 1
        return isExclusiveUnlock && (isExclusiveLock || isSharedLock) || isSharedUnlock && isExclusiveLock
    }
}
