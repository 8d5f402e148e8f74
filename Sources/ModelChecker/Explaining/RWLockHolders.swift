import Litmus

/// Who holds an rwlock, in all its slots together (`ReaderSlots`).
struct RWLockHolders {
    private var readers: [Int] = []
    private var writers: [Int] = []

    var threads: [Int] { readers + writers }

    init(_ graph: borrowing ExecutionGraph, _ code: FlatCode, of location: Int32) {
        let rwlock = code.source.declared(location)
        for thread in 0..<graph.threadCount {
            let (read, written) = Self.times(thread, graph, code, rwlock)
            if read > 0 { readers.append(thread) }
            if written > 0 { writers.append(thread) }
        }
    }

    /// How often the thread has taken it for reading, and for writing, and not given it back.
    private static func times(_ thread: Int, _ graph: borrowing ExecutionGraph, _ code: FlatCode,
                              _ rwlock: Int) -> (read: Int, written: Int) {
        var (read, written) = (0, 0)
        for index in 0..<graph.eventsBeforeAttempt(of: thread, code) {
            let event = graph.pointer(EventID(thread: thread, index: index)).pointee
            guard event.isShared, event.kind == .update, code.source.declared(event.location) == rwlock else { continue }
            switch code.bodies[thread].steps[Int(event.step)].operation {
            case .readLock, .tryReadLock: read += 1
            case .writeLock, .tryWriteLock: written += 1
            default: if event.valueRead < 0 { written -= 1 } else { read -= 1 }
            }
        }
        return (read, written)
    }

    /// "A and C hold for reading", "it holds for writing itself"
    func clause(_ program: Program, for thread: Int) -> String {
        let (threads, side) = writers.isEmpty ? (readers, "reading") : (writers, "writing")
        if threads == [thread] { return "it holds for \(side) itself" }
        let names = threads.map { $0 == thread ? "it" : program.bodies[$0].name }
        guard let last = names.last else { return "others are about to take" }
        if names.count == 1 { return "\(last) holds for \(side)" }
        return "\(names.dropLast().joined(separator: ", ")) and \(last) hold for \(side)"
    }
}

extension ExecutionGraph {
    /// How many of the thread's events come before what it waits for: without its last one, by which it tried in vain,
    /// and without the slots of an rwlock that it has taken on the way (`ReaderSlots`), from the first one on.
    func eventsBeforeAttempt(of thread: Int, _ code: FlatCode) -> Int {
        guard position(thread) == ThreadStatus.waiting else { return Int(lengths[thread]) }
        var count = Int(lengths[thread]) - 1
        var later = pointer(EventID(thread: thread, index: count)).pointee
        while later.isShared, count > 0 {
            let event = pointer(EventID(thread: thread, index: count - 1)).pointee
            guard event.isShared, event.kind == .update, event.location < later.location,
                  code.source.declared(event.location) == code.source.declared(later.location),
                  code.bodies[thread].steps[Int(event.step)].operation == .writeLock else { break }
            later = event
            count -= 1
        }
        return count
    }
}
