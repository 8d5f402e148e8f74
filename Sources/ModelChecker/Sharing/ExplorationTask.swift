import Litmus

/// A graph that has been reached and not yet been visited: a part of the exploration that anybody can take over.
struct ExplorationTask: Codable, Sendable {
    struct Entry: Codable, Sendable {
        var thread: Int
        var kind: UInt8
        /// `EventID.raw` of what it reads from; of no meaning for other events.
        var source: UInt32
        var isSpurious: Bool
        var stamp: UInt32
        var writeStamp: UInt32
    }

    /// The events, thread by thread.
    var events: [Entry] = []
    /// The writes but the initial ones, location by location in modification order.
    var modificationOrder: [UInt32] = []
    var nextStamp: UInt32 = 1
    /// Which part of the whole exploration this is estimated to be.
    var share = 1.0
    var key = TaskKey()
    /// Whether nothing can be added to the graph.
    var isLeaf = false

    /// The whole exploration.
    init() {}

    init(_ graph: borrowing ExecutionGraph, share: Double, key: TaskKey, isLeaf: Bool) {
        self.share = share
        self.isLeaf = isLeaf
        self.key = key
        nextStamp = graph.nextStamp
        for location in 0..<graph.locationCount { graph.appendModificationOrder(of: location, to: &modificationOrder) }
        events.reserveCapacity(graph.eventCount)
        for thread in 0..<graph.threadCount {
            for index in 0..<Int(graph.lengths[thread]) {
                let event = graph.pointer(EventID(thread: thread, index: index)).pointee
                events.append(Entry(thread: thread, kind: event.kind.rawValue, source: event.readsFrom.raw,
                                    isSpurious: event.isSpurious, stamp: event.stamp, writeStamp: event.writeStamp))
            }
        }
    }
}

/// Where in the order of a sequential exploration something was found. Results that are put together from several
/// workers or files keep what comes first in that order, so that they do not depend on who was faster.
///
/// A task's own finds have an even number: twice the number of tasks that it had handed over before, and then their own
/// number. The *n*-th task that it hands over has the odd number between.
struct TaskKey: Codable, Sendable, Hashable, Comparable {
    private let path: [Int]
    /// The two numbers that follow the path of a task's own finds; negative for a task. Apart from it, so that a key for
    /// each find allocates nothing.
    private var handedOver = -1
    private var number = -1

    init(path: [Int] = []) { self.path = path }

    /// A find of the task.
    func own(_ number: Int, afterHandingOver count: Int) -> TaskKey {
        var key = self
        (key.handedOver, key.number) = (2 * count, number)
        return key
    }

    /// A task that the task hands over.
    func handedOver(_ number: Int) -> TaskKey { TaskKey(path: path + [2 * number + 1]) }

    private var length: Int { path.count + (handedOver < 0 ? 0 : 2) }

    private subscript(place: Int) -> Int {
        place < path.count ? path[place] : place == path.count ? handedOver : number
    }

    /// Lexicographic.
    static func < (a: TaskKey, b: TaskKey) -> Bool {
        for place in 0..<min(a.length, b.length) where a[place] != b[place] { return a[place] < b[place] }
        return a.length < b.length
    }
}

extension Explorer {
    /// Builds the task's graph, visits what extends it, and takes it apart again.
    mutating func perform(_ task: ExplorationTask) {
        rebuild(task.events, task.modificationOrder)
        graph.nextStamp = task.nextStamp
        recorder.begin(task.key)
        frontier.rootEvents = graph.eventCount
        frontier.progressAtEnd = limits.progress + task.share
        share = task.share
        visit()
        graph.removeAll()
    }

    /// Adds events anew, each reading from what it read from.
    /// - Parameter events: thread by thread.
    mutating func rebuild(_ events: [ExplorationTask.Entry], _ modificationOrder: [UInt32]) {
        replayAll(events)
        for raw in modificationOrder {
            let id = EventID(raw: raw)
            graph.linkWrite(id, after: graph.moLast[Int(graph.pointer(id).pointee.location)])
        }
        guard code.hasPlainAccesses else { return }
        for thread in 0..<graph.threadCount {
            for index in 0..<Int(graph.lengths[thread]) {
                let id = EventID(thread: thread, index: index)
                guard graph.pointer(id).pointee.accessesMemory, !graph.pointer(id).pointee.races, races(id) else { continue }
                graph.pointer(id).pointee.races = true
                graph.racingEvents += 1
            }
        }
    }

    /// Takes each thread as far as what its events need is there, round after round: an order that agrees with po and rf.
    private mutating func replayAll(_ events: [ExplorationTask.Entry]) {
        var rest = events[...]
        var left = (0..<graph.threadCount).map { thread in
            let own = rest.prefix { $0.thread == thread }
            rest = rest.dropFirst(own.count)
            return own
        }
        var missing = events.count
        while missing > 0 {
            let before = missing
            for thread in left.indices {
                while let entry = left[thread].first, isReady(entry, left) {
                    let id = replay(entry)
                    graph.pointer(id).pointee.stamp = entry.stamp
                    graph.pointer(id).pointee.writeStamp = entry.writeStamp
                    left[thread].removeFirst()
                    missing -= 1
                }
            }
            guard missing < before else { return assertionFailure("events that wait for each other") }
        }
    }

    /// Whether an event can be added: its thread runs, and what it reads from, or joins, is there.
    /// - Parameter left: of each thread the events that are not there yet.
    private func isReady(_ entry: ExplorationTask.Entry, _ left: [ArraySlice<ExplorationTask.Entry>]) -> Bool {
        if entry.thread == code.finally {
            if left.indices.contains(where: { $0 != entry.thread && !left[$0].isEmpty }) { return false }
        } else if !graph.hasStarted(entry.thread, code) {
            return false
        }
        switch Event.Kind(rawValue: entry.kind) {
        case .read, .update:
            let source = EventID(raw: entry.source)
            return source.thread >= graph.threadCount || source.index < Int(graph.lengths[source.thread])
        case .join:
            let other = Int(code.bodies[entry.thread].steps[Int(graph.position(entry.thread))].target)
            return left[other].isEmpty && graph.hasStarted(other, code)
        default: return true
        }
    }

    private mutating func replay(_ entry: ExplorationTask.Entry) -> EventID {
        while graph.isFull(entry.thread), graph.grow() {}
        prepareStart(entry.thread)
        let kind = Event.Kind(rawValue: entry.kind) ?? .fence
        if kind.reads {
            return replayAccess(entry.thread, from: EventID(raw: entry.source), kind: kind, isSpurious: entry.isSpurious,
                                stamp: entry.stamp)
        }
        let id = kind == .write ? makeWrite(entry.thread) : makeOther(entry.thread)
        commit(id)
        return id
    }
}
