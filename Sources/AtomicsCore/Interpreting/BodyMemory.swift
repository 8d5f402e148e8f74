import Litmus

/// What a body's instructions act on: an instance's locations and objects, and the other threads.
protocol BodyMemory {
    /// Locations are numbers in `Program.locations`.
    mutating func load(_ location: Int, _ order: MemoryOrder) -> Int64
    mutating func store(_ location: Int, _ value: Int64, _ order: MemoryOrder)
    /// The old value.
    mutating func modify(_ location: Int, _ operation: ModifyOperator, _ operand: Int64, _ order: MemoryOrder) -> Int64
    mutating func compareExchange(_ location: Int, expected: Int64, desired: Int64, success: MemoryOrder,
                                  failure: MemoryOrder, isWeak: Bool) -> (ok: Bool, seen: Int64)
    mutating func fence(_ order: MemoryOrder)
    mutating func perform(_ operation: ObjectOperation, on location: Int, with mutex: Int?,
                          value: Int64) -> ObjectResult
    /// A misuse where the thread has been started already.
    mutating func spawn(_ thread: Int) -> ObjectResult
    /// Whether the thread has ended.
    mutating func join(_ thread: Int) -> ObjectResult
    mutating func hint(_ hint: Hint)
    /// Called at the start of each iteration of a loop; false ends the body.
    mutating func mayGoOn() -> Bool
}

/// What became of an operation on an object, or a thread.
enum ObjectResult: Equatable {
    /// The results, in order; 0 where there are none.
    case done(Int64 = 0, Int64 = 0)
    /// Nothing happened; the thread is to try again when another has run.
    case blocked
    /// The operation is not allowed now: unlocking what is not held, spawning what has been started.
    case misuse
    /// The run is to end, or another thread has ended this iteration.
    case stopped
}

/// How a step left its body.
enum StepResult: Equatable {
    case next
    /// The body's end.
    case ended
    /// The step is to be repeated later.
    case blocked
    /// The iteration is in error; the number belongs to the cause, such as the index that is out of range.
    case failed(FailureCause, Int64)
    /// An `assume` is false.
    case discarded
    /// The run is to end, or another thread has ended this iteration.
    case stopped
}

/// What an instruction can do wrong. The raw values count the kinds of sites in `FailureSite`.
enum FailureCause: Int, Sendable, Hashable, CaseIterable {
    /// `assert` and `panic`.
    case assertion
    case bounds
    case arithmetic
    case misuse
}
