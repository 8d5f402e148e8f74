import Glibc

/// The words by which the threads of a run keep in step, each on a cache line of its own.
///
/// Sound: the memory lives as long as this object, which every thread holds, and is accessed through `SharedWord`, or
/// is a mutex and a condition variable, which are made for several threads.
final class RunControl: @unchecked Sendable {
    private let memory: UnsafeMutableRawPointer
    let workers: Int
    /// Whether there are more workers than processors for them: who waits had better sleep, and who runs is to let
    /// others run now and then.
    let isCrowded: Bool

    /// Byte offsets.
    enum Field {
        static let stop = 0
        static let arrivals = 64
        static let epoch = 128
        static let ending = 192
        static let sleepers = 256
        static let mutex = 320
        static let condition = 384
        /// One line for each worker from here on.
        static let progress = 448
    }

    init(workers: Int, processors: Int) {
        self.workers = workers
        isCrowded = workers > processors
        memory = RunMemory.pages(Field.progress + workers * InstanceLayout.line)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        memory.deallocate()
    }

    /// Not 0 once all threads are to leave whatever they are at; see `stopAll`.
    var stop: SharedWord { SharedWord(memory + Field.stop) }
    private var isStopped: Bool { stop.load(.seqCst) != 0 }
    /// Not 0 once no further round is to begin, nor another repetition of a body.
    var ending: SharedWord { SharedWord(memory + Field.ending) }
    /// How many workers wait at the barrier.
    private var arrivals: SharedWord { SharedWord(memory + Field.arrivals) }
    /// How often the barrier has opened.
    private var epoch: SharedWord { SharedWord(memory + Field.epoch) }
    /// How many workers sleep at the barrier.
    private var sleepers: SharedWord { SharedWord(memory + Field.sleepers) }
    private var mutex: UnsafeMutablePointer<pthread_mutex_t> {
        (memory + Field.mutex).assumingMemoryBound(to: pthread_mutex_t.self)
    }
    private var condition: UnsafeMutablePointer<pthread_cond_t> {
        (memory + Field.condition).assumingMemoryBound(to: pthread_cond_t.self)
    }

    /// Makes all threads leave whatever they are at, those that sleep at the barrier too.
    func stopAll() {
        ending.store(1, .seqCst)
        stop.store(1, .seqCst)
        wake()
    }

    /// How many instances the worker has been through, or another number that changes as it gets on.
    func progress(of worker: Int) -> SharedWord {
        SharedWord(memory + Field.progress + worker * InstanceLayout.line)
    }

    /// The sum of all workers' progress.
    var totalProgress: Int64 { (0..<workers).reduce(0) { $0 &+ progress(of: $1).load(.relaxed) } }

    // MARK: The barrier. Generated code has the same algorithm, but for the sleeping, which it leaves to these.

    /// How often a worker looks at the barrier before it sleeps.
    private static let spins = 2000

    /// Waits until all workers are here. The last to come runs `lead` before the others go on.
    ///
    /// - Returns: false if the run is to end at once; the barrier must not be used any more then.
    func meet(lead: () -> Void = {}) -> Bool {
        let now = epoch.load(.acquire)
        if arrivals.modify(.add, 1, .acqRel) == Int64(workers - 1) {
            lead()
            arrivals.store(0, .relaxed)
            _ = epoch.modify(.add, 1, .seqCst)
            if sleepers.load(.seqCst) != 0 { wake() }
            return !isStopped
        }
        for _ in 0..<(isCrowded ? 1 : Self.spins) where epoch.load(.acquire) != now { return true }
        return sleep(while: now)
    }

    /// Sleeps while the barrier's epoch is the given one; false if the run is to end at once.
    func sleep(while now: Int64) -> Bool {
        pthread_mutex_lock(mutex)
        // Whoever opens the barrier changes the epoch first and looks for sleepers then. Nobody sleeps for a set time:
        // of thousands of threads that wake up just to look some would always be awake.
        _ = sleepers.modify(.add, 1, .seqCst)
        while epoch.load(.seqCst) == now, !isStopped { pthread_cond_wait(condition, mutex) }
        _ = sleepers.modify(.subtract, 1, .seqCst)
        pthread_mutex_unlock(mutex)
        return !isStopped
    }

    /// Wakes those that sleep.
    func wake() {
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }
}
