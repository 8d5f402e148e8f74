/// Failures on the instances of a batch of which it is still open whether they count: an `assume` that is false in some
/// other thread drops the iteration with all that it showed.
struct UnsettledFailures: Sendable {
    private var failures: [(instance: Int, site: FailureSite, detail: Int64, state: [NamedValue])] = []

    /// - Parameter instance: its number in the batch.
    mutating func note(_ site: FailureSite, detail: Int64, on instance: Int, state: [NamedValue]) {
        failures.append((instance, site, detail, state))
    }

    /// The instances that something failed on.
    var instances: Set<Int> { Set(failures.map(\.instance)) }

    /// Records those that count, and forgets the rest; to be called when all bodies have run on the instances.
    mutating func settle(into log: inout FailureLog, isDropped: (Int) -> Bool) {
        for failure in failures where !isDropped(failure.instance) {
            log.record(failure.site, detail: failure.detail) { failure.state }
        }
        failures.removeAll(keepingCapacity: true)
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
        let isDropped = { instance in instance >= finished || memory.isDropped(instance) }
        let failed = workers.reduce(into: Set<Int>()) { $0.formUnion($1.failures.instances) }
        self.failed += failed.count { instance in
            !isDropped(instance) && !workers.contains { $0.counted.contains(instance) }
        }
        for var worker in workers { worker.failures.settle(into: &failures, isDropped: isDropped) }
    }
}
