/// Failures on the instances of a batch of which it is still open whether they count: an `assume` that is false in some
/// other thread drops the iteration with all that it showed.
struct UnsettledFailures: Sendable {
    private var failures: [(instance: Int, site: FailureSite, detail: Int64, state: [NamedValue])] = []

    /// - Parameter instance: its number in the batch.
    mutating func note(_ site: FailureSite, detail: Int64, on instance: Int, state: [NamedValue]) {
        failures.append((instance, site, detail, state))
    }

    /// Records those that count, and forgets the rest; to be called when all bodies have run on the instances.
    ///
    /// - Returns: the instances that failures were recorded of.
    @discardableResult
    mutating func settle(into log: inout FailureLog, isDropped: (Int) -> Bool) -> Set<Int> {
        var failed: Set<Int> = []
        for failure in failures where !isDropped(failure.instance) {
            log.record(failure.site, detail: failure.detail) { failure.state }
            failed.insert(failure.instance)
        }
        failures.removeAll(keepingCapacity: true)
        return failed
    }
}

/// How far a worker came with the last batch of a run, whose end may have interrupted it.
struct BatchEnd: Sendable {
    /// On how many of the instances its body has run.
    var finished = 0
    /// The instances that it has counted.
    var counted = 0..<0
    var failures = UnsettledFailures()
}

extension EngineResults {
    /// Counts the failures on a batch that was interrupted, as far as all bodies had run on its instances.
    mutating func add(interrupted workers: [BatchEnd], memory: RunMemory) {
        let finished = workers.map(\.finished).min() ?? 0
        var failed: Set<Int> = []
        for var worker in workers {
            failed.formUnion(worker.failures.settle(into: &failures) { $0 >= finished || memory.isDropped($0) })
        }
        self.failed += failed.count { instance in !workers.contains { $0.counted.contains(instance) } }
    }
}
