import Litmus

/// One execution graph, in a form to be shown: its events in an order that agrees with po and rf, and,
/// under `tso`, the moments at which stores leave their buffers.
public struct Witness: Sendable, Hashable, Codable {
    public enum EventKind: Sendable, Hashable, Codable {
        case read, write
        /// A read-modify-write that wrote.
        case update
        case fence
        /// `spawn` and `join`.
        case spawn(thread: Int), join(thread: Int)
        /// An operation on a mutex, rwlock, …; `location` is the object.
        case object(ObjectOperation)
    }

    public enum Source: Sendable, Hashable, Codable {
        case initialValue
        /// An index in `events`.
        case event(Int)
    }

    public struct Event: Sendable, Hashable, Codable {
        /// Counts in `Program.bodies`.
        public var thread: Int
        /// The instruction's number in the thread.
        public var instruction: Int
        public var kind: EventKind
        public var order: MemoryOrder
        /// Counts in `Program.locations`; nil for a fence.
        public var location: Int?
        public var valueRead: Int64?
        public var valueWritten: Int64?
        /// rf: where a read's value comes from.
        public var readsFrom: Source?
        /// mo: a write's place among the writes to its location, from 1 (the initial value is 0).
        public var modificationIndex: Int?
        /// For a stale read: the latest write in `events` that was executed before it and that it does not see.
        public var missedWrite: Int?

        public init(thread: Int, instruction: Int, kind: EventKind, order: MemoryOrder, location: Int? = nil,
                    valueRead: Int64? = nil, valueWritten: Int64? = nil, readsFrom: Source? = nil,
                    modificationIndex: Int? = nil, missedWrite: Int? = nil) {
            self.thread = thread
            self.instruction = instruction
            self.kind = kind
            self.order = order
            self.location = location
            self.valueRead = valueRead
            self.valueWritten = valueWritten
            self.readsFrom = readsFrom
            self.modificationIndex = modificationIndex
            self.missedWrite = missedWrite
        }
    }

    /// A row of the timeline.
    public enum Step: Sendable, Hashable, Codable {
        /// The thread executes the event (a store goes into the thread's buffer under `tso`).
        case execute(Int)
        /// Under `tso`: the store leaves its thread's buffer and reaches memory.
        case flush(Int)
    }

    /// A named edge between events, for graphs and for cycles.
    public struct Edge: Sendable, Hashable, Codable {
        /// Indices in `events`; nil for the initial writes.
        public var from: Int?
        public var to: Int
        /// `rf`, `mo`, `rb`, `sw`; `spawn` to a thread's first event, `join` from its last to what awaits it.
        public var relation: String

        public init(from: Int?, to: Int, relation: String) {
            self.from = from
            self.to = to
            self.relation = relation
        }
    }

    /// A thread that did not reach its end: it waits, or an error ended it.
    public struct Blocked: Sendable, Hashable, Codable {
        public var thread: Int
        public var instruction: Int
        /// "waits for the mutex m, which B holds", "fails"
        public var reason: String

        public init(thread: Int, instruction: Int, reason: String) {
            self.thread = thread
            self.instruction = instruction
            self.reason = reason
        }
    }

    public var model: ModelName
    public var events: [Event]
    public var steps: [Step]
    /// rf, mo, rb, sw, spawn and join; po is in the events' order.
    public var edges: [Edge]
    /// The values of `Program.tracked` at the end.
    public var values: [Int64]
    public var blocked: [Blocked]
    /// Indices in `events`: the two that race, where that is what the witness shows.
    public var racing: [Int] = []
    /// The graph itself, which explanations are made from; nil for a witness that comes from nowhere else.
    var record: GraphRecord?

    public init(model: ModelName, events: [Event], steps: [Step], edges: [Edge] = [], values: [Int64] = [],
                blocked: [Blocked] = []) {
        self.model = model
        self.events = events
        self.steps = steps
        self.edges = edges
        self.values = values
        self.blocked = blocked
    }
}
