import Litmus

/// An event's name: its thread, and its place in that thread. Names stay valid while the graph grows and shrinks.
///
/// The initial writes belong to one more thread, after the program's; there the place is the location.
struct EventID: Equatable {
    var raw: UInt32

    @inline(__always) init(thread: Int, index: Int) { raw = UInt32(truncatingIfNeeded: thread << 16 | index) }

    init(raw: UInt32) { self.raw = raw }

    /// The end of a list.
    static let none = EventID(raw: .max)

    @inline(__always) var thread: Int { Int(raw >> 16) }
    @inline(__always) var index: Int { Int(raw & 0xffff) }
}

/// A node of the execution graph. A read-modify-write that wrote is one node, as rf ; rmw is total on it and
/// nothing can come between its halves.
struct Event {
    enum Kind: UInt8 {
        case read, write, update, fence, spawn, join

        @inline(__always) var reads: Bool { self == .read || self == .update }
        @inline(__always) var writes: Bool { self == .write || self == .update }
    }

    /// When the event, or its read, was added: later ones have larger stamps.
    var stamp: UInt32
    /// When its write was added. Differs from `stamp` after the read has been revisited.
    var writeStamp: UInt32
    var kind: Kind
    var order: MemoryOrder
    /// Set where it is unordered by happens-before with an earlier conflicting access, one of them plain.
    var races = false
    /// Set for a weak compare-exchange that failed without a reason: never the maximal way to add it.
    var isSpurious = false
    /// Set for read-modify-writes and their failed attempts: one locked instruction on x86.
    var isLocked = false
    /// Set for operations on objects: they synchronise among themselves, but fences have no part in it.
    var isObject = false
    /// Set for operations on an rwlock, where two readers do not synchronise.
    var isShared = false
    /// Set for the halves of an exchange that is two events; the read is the event after the write.
    var isHalf = false
    /// The step of the thread's code.
    var step: Int32
    /// Negative for none. For `spawn` and `join` the other thread.
    var location: Int32
    var valueRead: Int64 = 0
    var valueWritten: Int64 = 0
    /// rf⁻¹.
    var readsFrom = EventID.none
    /// The neighbours in modification order.
    var moPrevious = EventID.none
    var moNext = EventID.none
    /// The events that read from this one, as a list.
    var firstReader = EventID.none
    var nextReader = EventID.none
    var previousReader = EventID.none

    init(_ kind: Kind, _ order: MemoryOrder, step: Int32, location: Int32, stamp: UInt32) {
        (self.kind, self.order, self.step, self.location) = (kind, order, step, location)
        (self.stamp, writeStamp) = (stamp, stamp)
    }
}

/// What a thread does next.
enum ThreadStatus {
    /// Values of a thread's position that are no step's number.
    static let finished: Int32 = -1
    /// An `assume` was false.
    static let dropped: Int32 = -2
    /// An iteration of a loop changed nothing: the loop can go on for ever with what it has read.
    static let spinning: Int32 = -3
    /// A loop reached the bound.
    static let bounded: Int32 = -4
    /// An assertion failed, or another error ended the thread.
    static let failed: Int32 = -5
    /// Waits for a lock, a permit or a barrier.
    static let waiting: Int32 = -6

    /// It has executed very many steps without an event, and has to be resumed.
    static let paused: Int32 = -7

    /// Whether the thread can only go on when something that it has read changes.
    @inline(__always) static func isBlocked(_ position: Int32) -> Bool {
        position == dropped || position == spinning || position == bounded || position == waiting
    }
}
