import Glibc

/// The words by which the threads of a run keep in step, each on a cache line of its own.
///
/// Sound: the memory lives as long as this object, which every thread holds, and is accessed through `SharedWord` only.
final class RunControl: @unchecked Sendable {
    private let memory: UnsafeMutableRawPointer
    let workers: Int

    /// Byte offsets.
    enum Field {
        static let stop = 0
        static let arrivals = 64
        static let epoch = 128
        static let ending = 192
        /// One line for each worker from here on.
        static let progress = 256
    }

    init(workers: Int) {
        self.workers = workers
        memory = RunMemory.pages(Field.progress + workers * InstanceLayout.line)
    }

    deinit { memory.deallocate() }

    /// Not 0 once all threads are to leave whatever they are at.
    var stop: SharedWord { SharedWord(memory + Field.stop) }
    /// Not 0 once no further round is to begin.
    var ending: SharedWord { SharedWord(memory + Field.ending) }
    /// How many workers wait at the barrier.
    var arrivals: SharedWord { SharedWord(memory + Field.arrivals) }
    /// How often the barrier has opened.
    var epoch: SharedWord { SharedWord(memory + Field.epoch) }

    /// How many instances the worker has been through, or another number that changes as it gets on.
    func progress(of worker: Int) -> SharedWord {
        SharedWord(memory + Field.progress + worker * InstanceLayout.line)
    }

    /// The sum of all workers' progress.
    var totalProgress: Int64 { (0..<workers).reduce(0) { $0 &+ progress(of: $1).load(.relaxed) } }

    /// Waits until all workers are here. The last to come runs `lead` before the others go on.
    ///
    /// - Returns: false if the run is to end at once; the barrier must not be used any more then.
    func meet(lead: () -> Void = {}) -> Bool {
        let now = epoch.load(.acquire)
        if arrivals.modify(.add, 1, .acqRel) == Int64(workers - 1) {
            lead()
            arrivals.store(0, .relaxed)
            epoch.store(now + 1, .release)
            return stop.load(.relaxed) == 0
        }
        var spins = 0
        while epoch.load(.acquire) == now {
            spins += 1
            if spins % 512 == 0 {
                if stop.load(.relaxed) != 0 { return false }
                sched_yield()
            }
        }
        return true
    }
}
