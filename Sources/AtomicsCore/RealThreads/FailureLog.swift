import Litmus

/// A place in a program where an execution can be in error.
struct FailureSite: Sendable, Hashable {
    /// Counts in `Program.bodies`.
    var body: Int
    var instruction: Int
    var cause: FailureCause
}

/// What one worker saw go wrong: each site with its count and its first witness.
struct FailureLog: Sendable {
    struct Entry: Sendable {
        var count: Int
        /// What belongs to the cause: the index that is out of range.
        var detail: Int64
        var state: [NamedValue]
    }

    private(set) var entries: [FailureSite: Entry] = [:]

    /// Whether a failure of this kind has its witness already.
    func knows(_ site: FailureSite) -> Bool { entries[site] != nil }

    /// Counts a failure; `state` is asked for the first time only.
    mutating func record(_ site: FailureSite, detail: Int64, count: Int = 1, state: () -> [NamedValue]) {
        if (entries[site]?.count += count) != nil { return }
        entries[site] = Entry(count: count, detail: detail, state: state())
    }

    mutating func merge(_ other: FailureLog) {
        for (site, entry) in other.entries {
            record(site, detail: entry.detail, count: entry.count) { entry.state }
        }
    }

    /// In the order of the program's text.
    func failures(of program: Program) -> [Failure] {
        entries.sorted { ($0.key.body, $0.key.instruction) < ($1.key.body, $1.key.instruction) }.map { site, entry in
            let thread = program.bodies[site.body]
            return Failure(kind: site.cause.kind, message: message(site, entry.detail, in: program),
                           thread: thread.name, line: thread.origins[site.instruction].line, count: entry.count,
                           state: entry.state)
        }
    }

    private func message(_ site: FailureSite, _ detail: Int64, in program: Program) -> String {
        let thread = program.bodies[site.body]
        let instruction = thread.instructions[site.instruction]
        let statement = thread.origins[site.instruction].statement
        switch (site.cause, instruction) {
        case (.assertion, .panic(let message)): return message.isEmpty ? "panicked" : "panicked: \(message)"
        case (.assertion, .assert(_, let message?)): return "assertion failed: \(message)"
        case (.assertion, _): return "assertion failed" + (statement.isEmpty ? "" : ": \(statement)")
        case (.arithmetic, .binary(_, .remainder, _, _)): return "remainder by zero"
        case (.arithmetic, _): return "division by zero"
        case (.bounds, _):
            guard let address = instruction.addresses.first(where: { $0.index != nil }) else {
                return "index \(detail) is out of range"
            }
            return "index \(detail) is out of range: \(program.arrayName(address)) has \(address.count) elements"
        case (.misuse, .object(let operation, let address, let mutex, _, _)):
            let object = program.locations[(operation == .wait ? mutex : nil)?.base ?? address.base].name
            return "\(thread.name) \(operation == .wait ? "waits with" : "unlocks") \(object), which it does not hold"
        case (.misuse, .spawn(let other)):
            return "\(thread.name) spawns \(program.threads[other].name), which has been started already; "
                + "declare one thread for each spawn: `thread NAME[2] { … }`"
        case (.misuse, _): return "an operation that is not allowed here"
        }
    }
}

extension FailureCause {
    var kind: FindingKind {
        switch self {
        case .assertion: .assertion
        case .bounds: .bounds
        case .arithmetic: .arithmetic
        case .misuse: .misuse
        }
    }
}

extension Instruction {
    /// The locations that the instruction names.
    var addresses: [Address] {
        switch self {
        case .load(_, let address, _), .store(let address, _, _), .readModifyWrite(_, _, let address, _, _): [address]
        case .compareExchange(let exchange): [exchange.address]
        case .object(_, let address, let mutex, _, _): [address] + (mutex.map { [$0] } ?? [])
        default: []
        }
    }
}

extension Program {
    /// The name of the array that an address points into: `slot` for `slot[0]`.
    func arrayName(_ address: Address) -> String {
        String(locations[address.base].name.prefix { $0 != "[" })
    }

    /// A body's named registers, as `values` has them.
    func namedRegisters(of body: Int, values: (Register) -> Int64) -> [NamedValue] {
        let thread = bodies[body]
        return thread.registers.enumerated().compactMap { number, register in
            register.name.map { NamedValue("\(thread.name).\($0)", values(number)) }
        }
    }

    /// The locations that hold values, as `values` has them.
    func namedLocations(values: (Int) -> Int64) -> [NamedValue] {
        locations.enumerated().compactMap { number, location in
            location.kind.isMemory ? NamedValue(location.name, values(number)) : nil
        }
    }
}
