import LinuxThreads

/// The threads of a run, one for each of its workers.
struct Crew {
    private let control: RunControl
    private let gathering = Gathering()
    private var threads: [SystemThread] = []

    /// After how many threads that it has started a crew looks whether to start more.
    private static let startsPerLook = 16

    init(_ control: RunControl) { self.control = control }

    /// How many threads have been started.
    var count: Int { threads.count }
    /// Whether there is a thread for each worker.
    var isComplete: Bool { count == control.workers }

    /// Starts the threads, as many as there are workers, unless the run is to end before.
    ///
    /// - Parameter look: asked now and then, with the number of threads that have been started; false ends the run.
    /// - Throws: `RunError` if the system has no more threads to give; no thread is left then.
    mutating func start(at place: (Int) -> SystemThread.Place, while look: (Int) -> Bool,
                        _ work: @escaping @Sendable (Int) -> Void) throws(RunError) {
        let gathering = gathering
        do {
            for worker in 0..<control.workers {
                if worker % Self.startsPerLook == 0, !look(worker) { return control.stopAll() }
                threads.append(try SystemThread(place(worker)) {
                    work(worker)
                    gathering.arrive()
                })
            }
        } catch {
            control.stopAll()
            join()
            let started = "\(error), after \(count) of \(control.workers)"
            throw RunError(control.workers > Self.fewThreads ? "\(started); \(Self.advice)" : started)
        }
    }

    /// Waits until all threads that have been started have ended; `look` is called every so many seconds meanwhile.
    mutating func wait(every seconds: Double, _ look: () -> Void) {
        while !gathering.wait(for: threads.count, seconds: seconds) { look() }
        join()
    }

    private func join() { threads.forEach { $0.join() } }

    /// Up to this number of threads it is not their number that makes a run slow or impossible.
    static let fewThreads = 64
    /// What to do where a run has too many threads.
    static let advice = "take fewer threads, or green ones, of which there can be any number: --threads green"
}
