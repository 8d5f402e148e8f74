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

    /// C++20, [thread.sharedmutex.requirements]: an exclusive unlock synchronises with every later lock operation on
    /// the object, a shared unlock with later exclusive ones.
    private var synchronisesByRWLock: Relation {
        Relation(on: nodes.count) { a, b in
            let (unlock, lock) = (nodes[a].event, nodes[b].event)
            guard mo[a, b], unlock.isShared, lock.isShared, unlock.kind == .update, lock.kind == .update else {
                return false
            }
            let isExclusiveUnlock = unlock.valueRead < 0
            let isSharedUnlock = unlock.valueRead > 0 && unlock.valueWritten == unlock.valueRead - 1
            let isExclusiveLock = lock.valueWritten < 0
            let isSharedLock = lock.valueRead >= 0 && lock.valueWritten == lock.valueRead + 1
            return isExclusiveUnlock && (isExclusiveLock || isSharedLock) || isSharedUnlock && isExclusiveLock
        }
    }
}
