import Litmus

/// Where threads are put.
public enum Affinity: Sendable, Hashable {
    /// Wherever the operating system likes.
    case none
    /// As far from each other as the machine allows: one a core, cores of different caches first.
    case spread
    /// As near to each other as the machine allows: SMT siblings first.
    case compact
    /// On these processors, in the threads' order, from the start again where there are fewer.
    case processors([Int])
}

public enum ThreadKind: String, Sendable, Hashable, CaseIterable {
    /// The operating system's threads.
    case os
    /// All bodies on one OS thread, with switches at random points.
    case green
}

/// How a program is to be run.
public struct RunOptions: Sendable, Hashable {
    public var iterations = 1_000_000
    /// Ends the run after this time, whatever `iterations` says.
    public var seconds: Double?
    public var affinity = Affinity.none
    public var threads = ThreadKind.os
    /// Makes green threads' switches, and the pacing, reproducible.
    public var seed: UInt64?

    public init() {}
}

/// What a run on real threads showed.
public struct Histogram: Sendable {
    /// Iterations that were completed, discarded ones included.
    public var iterations = 0
    public var seconds = 0.0
    public var threads = ThreadKind.os
    /// Each end state that was seen, sorted by its values. The values are those of `Program.tracked`.
    public var outcomes: [OutcomeTally] = []
    /// Iterations that an `assume` dropped.
    public var discarded = 0
    /// Failed assertions, panics, indices out of range, divisions by zero: each place once, with its count.
    public var failures: [Failure] = []
    /// Threads that did not end by themselves within the time limit, and where they stood.
    public var stuck: [StuckThread] = []
    /// Iterations of green threads that ended with threads stuck for good; the first such is described in `stuck`.
    /// A run on OS threads ends at the first instead.
    public var stuckIterations = 0
    /// What ended the run before its end, where its caller says so: "an interrupt". Not the time that was asked for.
    public var limit: String?
    /// What limits the meaning of the numbers: "3 threads on 2 cores: …".
    public var warnings: [String] = []
    /// What starting a thread costs here; measured by runs on green threads only.
    public var startCost: StartCost?
    /// Where the threads ran: "pinned to processors 0 and 1".
    public var placement: String?

    public init() {}

    /// Whether nothing went wrong.
    public var isClean: Bool { failures.isEmpty && stuck.isEmpty }
}

public struct OutcomeTally: Sendable, Hashable {
    /// The values of `Program.tracked`.
    public var values: [Int64]
    public var count: Int

    public init(values: [Int64], count: Int) {
        self.values = values
        self.count = count
    }
}

public struct Failure: Sendable, Hashable {
    public var kind: FindingKind
    public var message: String
    public var thread: String
    /// From 1; 0 where the program has no text.
    public var line: Int
    public var count: Int
    /// The registers and locations of the first iteration that failed: ("A.r1", 0).
    public var state: [NamedValue]

    public init(kind: FindingKind, message: String, thread: String, line: Int, count: Int, state: [NamedValue] = []) {
        self.kind = kind
        self.message = message
        self.thread = thread
        self.line = line
        self.count = count
        self.state = state
    }
}

public struct NamedValue: Sendable, Hashable {
    public var name: String
    public var value: Int64

    public init(_ name: String, _ value: Int64) {
        self.name = name
        self.value = value
    }
}

public struct StuckThread: Sendable, Hashable {
    public var thread: String
    /// From 1; 0 where the program has no text.
    public var line: Int
    /// "spins", "waits for the mutex m"
    public var reason: String

    public init(thread: String, line: Int, reason: String) {
        self.thread = thread
        self.line = line
        self.reason = reason
    }
}
