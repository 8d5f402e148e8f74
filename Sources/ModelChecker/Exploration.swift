import Litmus

/// What an exploration makes of replicated threads that can be told apart by their names only.
public enum Symmetry: String, Sendable, Hashable, Codable {
    /// Visits executions up to renaming, and counts all of them.
    case countAll
    /// Visits executions up to renaming, and counts those.
    case countVisited
    /// Visits and counts all.
    case off
}

/// How a program is to be explored.
public struct CheckOptions: Sendable, Hashable {
    public var model: ModelName = .rc11
    /// How often a loop that is not a `for` and not a spin may go round in one thread.
    public var unroll = 16
    /// How many OS threads explore.
    public var jobs = 1
    /// Ends the exploration after this many complete executions.
    public var maxExecutions: Int?
    /// Ends the exploration after this time.
    public var timeout: Duration?
    /// Ends the exploration when the process has more memory than this in use, in bytes.
    public var memoryLimit: Int?
    /// Draws so many random executions instead of exploring all of them.
    public var sample: Int?
    /// What the random numbers of `sample` start from.
    public var seed: UInt64 = 1
    /// What is made of replicated threads that are alike, where that is sound.
    public var symmetry = Symmetry.countAll
    /// Ends the exploration at the first error.
    public var stopsAtFirstError = false

    public init(model: ModelName = .rc11) { self.model = model }
}

/// What an exploration found out about a program under one model.
public struct Exploration: Sendable {
    public var model: ModelName
    /// Complete consistent execution graphs, each counted once.
    public var executions = 0
    /// Explorations that ended with a thread blocked for good: dropped by `assume`, spinning, or waiting.
    public var blocked = 0
    /// Whether every execution was visited; false where a limit or an interrupt came first.
    public var isComplete = true
    /// Which limit ended the exploration; nil where none did.
    public var limit: ExplorationLimit?
    /// Loops that were cut off at the bound, by thread and line: results hold up to `unroll` iterations only.
    public var boundedLoops: [BoundedLoop] = []
    public var unroll = 16
    public var seconds = 0.0
    /// Whether `executions` counts up to renaming of replicated threads.
    public var usedSymmetry = false
    /// How many executions each visited one stands for, by renaming of replicated threads; 1 where none are alike.
    public var symmetryFactor = 1
    /// Each end state that some execution has, sorted by its values.
    public var outcomes: [OutcomeCount] = []
    /// One entry for each property that speaks of this model, in the program's order.
    public var properties: [PropertyResult] = []
    /// The distinct errors, in the order of the program's text.
    public var errors: [Finding] = []
    /// The number of executions with at least one data race.
    public var racyExecutions = 0

    public init(model: ModelName) { self.model = model }

    /// One that ended before it began.
    init(_ model: ModelName, endedBy limit: ExplorationLimit) {
        self.model = model
        self.limit = limit
        isComplete = false
    }

    /// Whether nothing is wrong: every property holds and there are no errors.
    public var holds: Bool { errors.isEmpty && properties.allSatisfy(\.holds) }
}

public struct BoundedLoop: Sendable, Hashable, Codable {
    public var thread: String
    public var line: Int

    public init(thread: String, line: Int) {
        self.thread = thread
        self.line = line
    }
}

public struct OutcomeCount: Sendable {
    public var outcome: Outcome
    public var executions: Int
    /// Whether `sc` does not allow it. Always false under `sc`.
    public var isWeak: Bool
    /// One execution that ends so. Made anew at each call: O(events²).
    public var witness: Witness? { source.witness }
    /// Whether there is one, without making it.
    public var hasWitness: Bool { source.isThere }
    var source: WitnessSource
    /// For a weak outcome: what allows it, in one sentence. Made anew at each call, as the witness is.
    public var explanation: Explanation? { givenExplanation ?? (isToBeExplained ? source.explanation : nil) }
    private let givenExplanation: Explanation?
    /// Whether it is among those that are explained.
    public internal(set) var isToBeExplained = false

    public init(outcome: Outcome, executions: Int, isWeak: Bool = false, witness: Witness? = nil,
                explanation: Explanation? = nil) {
        self.outcome = outcome
        self.executions = executions
        self.isWeak = isWeak
        source = WitnessSource(witness)
        givenExplanation = explanation
    }
}

public struct PropertyResult: Sendable {
    public var property: Property
    public var holds: Bool
    /// How many executions satisfy the condition, and how many do not.
    public var satisfying: Int
    public var others: Int
    /// In how many the condition has no value, as it divides by zero: an error, whatever the property says.
    public var undefined = 0
    /// An execution that shows the verdict: for `exists` and `forbid` one that satisfies the condition,
    /// for `forall` one that does not. Nil where there is none. Made anew at each call: O(events²).
    public var witness: Witness? { source.witness }
    var source: WitnessSource
    /// Why no execution satisfies an `exists` or a `forbid`: the cycle that rules it out.
    public var explanation: Explanation?

    public init(property: Property, holds: Bool, satisfying: Int, others: Int, witness: Witness? = nil,
                explanation: Explanation? = nil) {
        self.property = property
        self.holds = holds
        self.satisfying = satisfying
        self.others = others
        source = WitnessSource(witness)
        self.explanation = explanation
    }
}

/// An error in a program: what, where, and an execution that shows it.
public struct Finding: Sendable, Codable {
    public var kind: FindingKind
    /// One sentence for people.
    public var message: String
    /// The thread's name; nil where no single thread is to blame.
    public var thread: String?
    /// From 1; nil where the program has no text.
    public var line: Int?
    public var witness: Witness?
    /// Where the execution is none under `sc`: what allows it, in one sentence. Made anew at each call.
    ///
    /// Nil for a race, of which the message says as much.
    public var explanation: Explanation? { kind == .race ? nil : source.explanation }
    /// The witness's graph.
    var source = WitnessSource.none

    private enum CodingKeys: CodingKey { case kind, message, thread, line, witness }

    public init(kind: FindingKind, message: String, thread: String? = nil, line: Int? = nil, witness: Witness? = nil) {
        self.kind = kind
        self.message = message
        self.thread = thread
        self.line = line
        self.witness = witness
    }
}

/// Why an outcome is allowed or forbidden.
public struct Explanation: Sendable, Hashable {
    /// The axiom's name, for a forbidden outcome: `coherence`, `psc`, …
    public var axiom: String?
    /// `A: x.store →po A: y.load →rb B: y.store →po B: x.load →rb A: x.store`; nil for an allowed outcome.
    public var cycle: String?
    /// One sentence.
    public var sentence: String

    public init(axiom: String? = nil, cycle: String? = nil, sentence: String) {
        self.axiom = axiom
        self.cycle = cycle
        self.sentence = sentence
    }
}
