/// A concurrent program, lowered: what a cell's text means, and what is checked and run.
public struct Program: Sendable, Hashable {
    /// Which front end read the text. It decides how reports spell names, nothing about the meaning.
    public enum Dialect: Sendable, Hashable { case memmodel, herd }

    public var name: String
    public var dialect: Dialect
    public var locations: [Location]
    /// The threads, in the order of the text. All start together, except for those that a `spawn` starts.
    public var threads: [Thread]
    /// Runs after every thread has ended, ordered after all of them.
    public var finally: Thread?
    public var properties: [Property]
    /// The columns of the table of outcomes.
    public var observed: [Observable]
    /// Executions whose end does not satisfy it are dropped, as if a thread had assumed it: herd's `filter`.
    public var filter: Condition?
    /// The lines that the program was read from, which origins count from 1; empty where it has no text.
    public var sourceLines: [String] = []

    public init(name: String, dialect: Dialect = .memmodel, locations: [Location], threads: [Thread],
                finally: Thread? = nil, properties: [Property] = [], observed: [Observable] = [],
                filter: Condition? = nil) {
        self.name = name
        self.dialect = dialect
        self.locations = locations
        self.threads = threads
        self.finally = finally
        self.properties = properties
        self.observed = observed
        self.filter = filter
    }

    /// The threads and, last, `finally` where there is one: what `Observable.register(thread:)` counts in.
    public var bodies: Bodies { Bodies(threads: threads, finally: finally) }

    /// A view, made in constant time.
    public struct Bodies: RandomAccessCollection, Sendable {
        let threads: [Thread]
        let finally: Thread?

        public var startIndex: Int { 0 }
        public var endIndex: Int { threads.count + (finally == nil ? 0 : 1) }

        public subscript(number: Int) -> Thread {
            if number == threads.count, let finally { return finally }
            return threads[number]
        }
    }

    /// `observed`, followed by what only the properties or the filter name: all of an end state that anybody asks
    /// about.
    public var tracked: [Observable] {
        var seen = Set(observed)
        let asked = (properties.map(\.condition) + [filter].compactMap { $0 }).flatMap(\.observables)
        return observed + asked.filter { seen.insert($0).inserted }
    }

    /// An observable as the language writes it: `A.r1`, `x`, `slot[1]`.
    public func label(of observable: Observable) -> String {
        switch observable {
        case .location(let index): locations[index].name
        case .register(let thread, let register):
            "\(bodies[thread].name).\(bodies[thread].registers[register].name ?? "\(register)")"
        }
    }
}

/// A thread's body: a flat list of instructions over registers of its own.
public struct Thread: Sendable, Hashable {
    /// A replicated thread's name ends in its number: `t0`, `t1`.
    public var name: String
    public var instructions: [Instruction]
    /// Where each instruction came from; as many as `instructions`.
    public var origins: [Origin]
    public var registers: [RegisterInfo]
    public var loops: [Loop]
    /// Whether the thread waits for some other thread's `spawn`.
    public var startsBySpawn: Bool
    /// Threads that one `thread NAME[n]` made share a number here: they differ in `id` only. Nil for a lone thread.
    public var replicaGroup: Int?
    /// The register that holds the replica's number (`id`) when the thread starts, and that number.
    public var replicaID: (register: Register, value: Int64)? {
        idRegister.map { ($0, idValue) }
    }
    var idRegister: Register?
    var idValue: Int64

    public init(name: String, instructions: [Instruction], origins: [Origin]? = nil, registers: [RegisterInfo],
                loops: [Loop] = [], startsBySpawn: Bool = false, replicaGroup: Int? = nil,
                replicaID: (register: Register, value: Int64)? = nil) {
        self.name = name
        self.instructions = instructions
        self.origins = origins ?? Array(repeating: Origin(), count: instructions.count)
        self.registers = registers
        self.loops = loops
        self.startsBySpawn = startsBySpawn
        self.replicaGroup = replicaGroup
        self.idRegister = replicaID?.register
        self.idValue = replicaID?.value ?? 0
    }
}

/// All registers hold 0 when a thread starts, but for the replica's `id`.
public struct RegisterInfo: Sendable, Hashable {
    /// The name in the text; nil for a temporary.
    public var name: String?
    /// Whether the register was declared in the thread's outermost block.
    public var isOutermost: Bool

    public init(_ name: String? = nil, isOutermost: Bool = true) {
        self.name = name
        self.isOutermost = isOutermost
    }
}

public struct Loop: Sendable, Hashable {
    /// Whether it is a `for` over a range: it ends by itself, so no bound on unrolling applies.
    public var isCounted: Bool
    /// Whether its head evaluates a condition that can end it, as a `while` does: it does so once more than it goes
    /// round.
    public var isConditional: Bool
    /// The line of its first word, from 1.
    public var line: Int

    public init(isCounted: Bool, isConditional: Bool = true, line: Int = 0) {
        self.isCounted = isCounted
        self.isConditional = isConditional
        self.line = line
    }
}
