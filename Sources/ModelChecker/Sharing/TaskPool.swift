import Dispatch
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif
import LinuxThreads
import Synchronization

/// The tasks that wait for a worker, shared by all of them.
final class TaskPool: Sendable {
    private struct State: Sendable {
        var tasks: [ExplorationTask]
        /// How many there are: those that have entered.
        var workers = 0
        /// How many of them have nothing to do, and how many of those sleep.
        var waiting = 0
        var sleeping = 0
        var isClosed = false
    }

    private enum Turn {
        case task(ExplorationTask)
        case wait
        case end
    }

    private let state: Mutex<State>
    /// Whether it is worth looking into `state` for somebody who waits.
    private let hasNews = Atomic(false)
    private let wakeUp = DispatchSemaphore(value: 0)
    let hunger = Hunger()

    init(tasks: [ExplorationTask] = []) { state = Mutex(State(tasks: tasks)) }

    deinit { hunger.free() }

    /// Makes the caller one of the workers, who ask for tasks until there are none.
    func enter() {
        state.withLock { state in
            state.workers += 1
            setHunger(state)
        }
    }

    /// Adds a task, unless somebody else is at the pool right now: then it returns false, at once. Who has something to
    /// give has something to do, too, and does not wait.
    func offer(_ task: ExplorationTask) -> Bool {
        let sleeping = state.withLockIfAvailable { state in
            // The oldest, which is mostly the largest, is taken first.
            state.tasks.insert(task, at: 0)
            setHunger(state)
            return wakeOne(&state)
        }
        if sleeping == true { wakeUp.signal() }
        return sleeping != nil
    }

    /// Waits for a task.
    /// - Returns: nil when there are none and nobody is left who could add one.
    func next() -> ExplorationTask? {
        let first = state.withLock { state in
            state.waiting += 1
            return turn(&state)
        }
        switch first {
        case .task(let task): return task
        case .end: return nil
        case .wait: break
        }
        var task: ExplorationTask?
        ProcessorSet.stayingOnProcessor { task = awaitTask() }
        return task
    }

    /// For a worker that is among those that sleep.
    private func awaitTask() -> ExplorationTask? {
        lookOutForTask()
        while true {
            wakeUp.wait()
            switch state.withLock({ turn(&$0) }) {
            case .task(let task): return task
            case .end: return nil
            case .wait: continue
            }
        }
    }

    private func turn(_ state: inout State) -> Turn {
        defer { setHunger(state) }
        if !state.isClosed, let task = state.tasks.popLast() {
            state.waiting -= 1
            return .task(task)
        }
        if state.isClosed || state.waiting == state.workers {
            close(&state)
            return .end
        }
        state.sleeping += 1
        return .wait
    }

    /// Waits a little without falling asleep: others mostly have something to give before a sleeper would be awake
    /// again.
    private func lookOutForTask() {
        for _ in 0..<Self.glances where !hasNews.load(ordering: .relaxed) { sched_yield() }
    }

    private static let glances = 500

    /// How many tasks are kept for workers that come to the end of their own.
    private static let stock = 2

    private func setHunger(_ state: State) {
        hunger.set(state.workers < 2 ? 0 : state.waiting + Self.stock - state.tasks.count)
        hasNews.store(!state.tasks.isEmpty || state.isClosed, ordering: .relaxed)
    }

    private func wakeOne(_ state: inout State) -> Bool {
        guard state.sleeping > 0 else { return false }
        state.sleeping -= 1
        return true
    }

    private func close(_ state: inout State) {
        state.isClosed = true
        setHunger(state)
        while wakeOne(&state) { wakeUp.signal() }
    }

    /// Ends the work: nobody gets another task.
    func close() { state.withLock { close(&$0) } }

    /// Takes all tasks out.
    func drain() -> [ExplorationTask] {
        state.withLock { state in
            defer { state.tasks = [] }
            return state.tasks
        }
    }
}
