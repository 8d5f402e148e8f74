import Litmus
import Synchronization

/// An execution graph that grows and shrinks in place: events by thread, rf, mo, and for each event the clocks of its
/// causal past, together with each thread's registers after it, so that a thread goes on from any of its events.
///
/// Storage is flat and owned here; all pointers into it end with the next `grow()`. Row *i + 1* of a thread holds the
/// state after its event *i*, row 0 the state at its start.
struct ExecutionGraph: ~Copyable {
    /// The program's threads, `finally` included. The initial writes are thread number `threadCount`.
    let threadCount: Int
    /// The thread that starts when all others have ended; negative for none.
    let finally: Int
    let locationCount: Int
    /// Registers a row; the largest thread's.
    let registerCount: Int
    let chunks: Int
    /// A thread's rows are `1 << capacityShift`, its events one fewer.
    private(set) var capacityShift: Int

    private(set) var events: UnsafeMutablePointer<Event>
    private var clocks: UnsafeMutablePointer<Lanes>
    private var registers: UnsafeMutablePointer<Int64>
    /// What each thread does after each of its events: a step, or a `ThreadStatus`.
    private(set) var positions: UnsafeMutablePointer<Int32>
    /// The step at which a thread stopped, where its position is a status.
    private(set) var stops: UnsafeMutablePointer<Int32>
    /// Each thread's number of events.
    let lengths: UnsafeMutablePointer<Int32>
    /// The last write in each location's modification order.
    let moLast: UnsafeMutablePointer<EventID>
    /// The event that started each thread, or none.
    let spawnedBy: UnsafeMutablePointer<EventID>
    var nextStamp: UInt32 = 1
    /// How many events there are, the initial writes not counted.
    var eventCount = 0
    /// How many events have `races` set.
    var racingEvents = 0
    /// How many events are sequentially consistent.
    var seqCstEvents = 0
    /// What is known of why this graph, and all that extends it, is no execution under `sc`.
    var knownCycle = KnownCycle()
    /// Never used: a type with an atomic has to stay where it is while it is borrowed. Without it the compiler copies
    /// all fields, 150 bytes, for every call of a function that takes a graph: 7 % of an exploration's time.
    private let staysInPlace = Atomic(false)

    /// The clocks that are kept for each event.
    enum Clock: Int {
        /// (po ∪ rf)⁺ and the event itself.
        case causal
        /// Happens-before and the event itself.
        case happensBefore
        /// What an acquiring read of this write learns: the past of the heads of its release sequences.
        case message
        /// What an acquire fence after this event learns: the messages of all reads before it.
        case pending
        /// The past of the last release fence.
        case released
    }

    static let clockKinds = 5

    init(threadCount: Int, finally: Int, registerCount: Int, initialValues: [Int64]) {
        self.finally = finally
        self.threadCount = threadCount
        self.registerCount = registerCount
        locationCount = initialValues.count
        chunks = (threadCount + 1 + 7) / 8
        capacityShift = 4
        while 1 << capacityShift < locationCount + 2 { capacityShift += 1 }
        let rows = (threadCount + 1) << capacityShift
        events = .allocate(capacity: rows)
        clocks = .allocate(capacity: rows * chunks * Self.clockKinds)
        registers = .allocate(capacity: rows * registerCount)
        positions = .allocate(capacity: rows)
        stops = .allocate(capacity: rows)
        lengths = .allocate(capacity: threadCount + 1)
        moLast = .allocate(capacity: max(locationCount, 1))
        spawnedBy = .allocate(capacity: threadCount + 1)
        clocks.initialize(repeating: .zero, count: rows * chunks * Self.clockKinds)
        registers.initialize(repeating: 0, count: rows * registerCount)
        lengths.initialize(repeating: 0, count: threadCount + 1)
        spawnedBy.initialize(repeating: .none, count: threadCount + 1)
        addInitialWrites(initialValues)
    }

    deinit {
        events.deallocate()
        clocks.deallocate()
        registers.deallocate()
        positions.deallocate()
        stops.deallocate()
        lengths.deallocate()
        moLast.deallocate()
        spawnedBy.deallocate()
    }

    /// Takes out all events.
    mutating func removeAll() {
        for thread in 0..<threadCount {
            lengths[thread] = 0
            spawnedBy[thread] = .none
            for kind in [Clock.causal, .happensBefore] {
                let start = clock(kind, thread: thread, row: 0)
                start.clear()
                start[threadCount] = locationCount
            }
        }
        for location in 0..<locationCount {
            let id = EventID(thread: threadCount, index: location)
            (pointer(id).pointee.moNext, pointer(id).pointee.firstReader) = (.none, .none)
            moLast[location] = id
        }
        (nextStamp, eventCount, racingEvents, seqCstEvents) = (1, 0, 0, 0)
        knownCycle = KnownCycle()
    }

    private mutating func addInitialWrites(_ values: [Int64]) {
        for (location, value) in values.enumerated() {
            var write = Event(.write, .plain, step: -1, location: Int32(location), stamp: 0)
            write.valueWritten = value
            let id = EventID(thread: threadCount, index: location)
            pointer(id).initialize(to: write)
            moLast[location] = id
            for kind in [Clock.causal, .happensBefore] { clock(kind, of: id)[threadCount] = locationCount }
        }
        lengths[threadCount] = Int32(locationCount)
        for thread in 0..<threadCount {
            for kind in [Clock.causal, .happensBefore] { clock(kind, thread: thread, row: 0)[threadCount] = locationCount }
        }
    }

    @inline(__always) func pointer(_ id: EventID) -> UnsafeMutablePointer<Event> {
        events + (id.thread << capacityShift + id.index)
    }

    @inline(__always) func row(_ thread: Int, _ row: Int) -> Int { thread << capacityShift + row }

    @inline(__always) func clock(_ kind: Clock, thread: Int, row: Int) -> VectorClock {
        let first = ((thread << capacityShift + row) * Self.clockKinds + kind.rawValue) * chunks
        return VectorClock(lanes: clocks + first, chunks: chunks)
    }

    /// The clock of an event that is in the graph.
    @inline(__always) func clock(_ kind: Clock, of id: EventID) -> VectorClock {
        clock(kind, thread: id.thread, row: id.index + 1)
    }

    /// A thread's clock as it is now: after its last event, or at its start.
    @inline(__always) func clock(_ kind: Clock, now thread: Int) -> VectorClock {
        clock(kind, thread: thread, row: Int(lengths[thread]))
    }

    /// All clocks of a row, one after the other.
    @inline(__always) func clocks(row: Int) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(clocks + row * Self.clockKinds * chunks)
    }

    @inline(__always) func registers(thread: Int, row: Int) -> UnsafeMutablePointer<Int64> {
        registers + (thread << capacityShift + row) * registerCount
    }

    /// To the next row. A loop, because there are a few registers, for which a call takes longer than copying.
    @inline(__always) func copyRegisters(thread: Int, fromRow row: Int) {
        let source = registers(thread: thread, row: row)
        let target = source + registerCount
        for register in 0..<registerCount { target[register] = source[register] }
    }

    @inline(__always) func registers(now thread: Int) -> UnsafeMutablePointer<Int64> {
        registers(thread: thread, row: Int(lengths[thread]))
    }

    @inline(__always) func position(_ thread: Int) -> Int32 { positions[row(thread, Int(lengths[thread]))] }

    /// Whether the thread has no room for another event.
    @inline(__always) func isFull(_ thread: Int) -> Bool { Int(lengths[thread]) + 2 > 1 << capacityShift }

    /// Doubles the room of every thread.
    /// - Returns: false where a thread would have more events than names allow (65,536).
    mutating func grow() -> Bool {
        guard capacityShift < 15 else { return false }
        let (old, new) = (capacityShift, capacityShift + 1)
        func moved<T>(_ memory: UnsafeMutablePointer<T>, perRow: Int) -> UnsafeMutablePointer<T> {
            let bigger = UnsafeMutablePointer<T>.allocate(capacity: ((threadCount + 1) << new) * perRow)
            for thread in 0...threadCount {
                (bigger + (thread << new) * perRow)
                    .update(from: memory + (thread << old) * perRow, count: (1 << old) * perRow)
            }
            memory.deallocate()
            return bigger
        }
        events = moved(events, perRow: 1)
        positions = moved(positions, perRow: 1)
        stops = moved(stops, perRow: 1)
        registers = moved(registers, perRow: registerCount)
        clocks = moved(clocks, perRow: chunks * Self.clockKinds)
        capacityShift = new
        return true
    }
}
