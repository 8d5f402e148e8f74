import Foundation
import Synchronization

/// The tasks that wait for a worker, shared by all of them.
///
/// `@unchecked Sendable` is sound: `tasks`, `waiting`, `workers` and `isClosed` are touched only while `condition` is locked.
final class TaskPool: @unchecked Sendable {
    private let condition = NSCondition()
    private var tasks: [ExplorationTask]
    private var waiting = 0
    private var isClosed = false
    /// How many there are: those that have entered.
    private var workers = 0
    /// How many more workers wait than there are tasks.
    private let demand = Atomic<Int>(0)

    init(tasks: [ExplorationTask] = []) { self.tasks = tasks }

    /// Makes the caller one of the workers, who ask for tasks until there are none.
    func enter() { condition.withLock { workers += 1 } }

    /// Whether a worker has nothing to do. Cheap: asked at each event.
    var isHungry: Bool { demand.load(ordering: .relaxed) > 0 }

    func add(_ task: ExplorationTask) {
        condition.withLock {
            tasks.append(task)
            demand.store(waiting - tasks.count, ordering: .relaxed)
            condition.signal()
        }
    }

    /// Waits for a task.
    /// - Returns: nil when there are none and nobody is left who could add one.
    func next() -> ExplorationTask? {
        condition.lock()
        defer { condition.unlock() }
        waiting += 1
        demand.store(waiting - tasks.count, ordering: .relaxed)
        while tasks.isEmpty, !isClosed {
            if waiting == workers {
                isClosed = true
                condition.broadcast()
            } else {
                condition.wait()
            }
        }
        guard !isClosed, let task = tasks.popLast() else { return nil }
        waiting -= 1
        demand.store(waiting - tasks.count, ordering: .relaxed)
        return task
    }

    /// Ends the work: nobody gets another task.
    func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }

    /// Takes all tasks out.
    func drain() -> [ExplorationTask] {
        condition.withLock {
            defer { tasks = [] }
            return tasks
        }
    }
}
