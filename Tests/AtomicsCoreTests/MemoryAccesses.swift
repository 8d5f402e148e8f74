/// What is known of a register's value.
enum KnownValue: Equatable {
    case constant(Int64)
    /// The address of a shared word: its distance from the start of all shared memory, in bytes.
    case shared(Int)
    /// An address in memory of the thread's own.
    case own
}

/// What is known of all registers' values, by the registers' full names.
struct KnownValues {
    private var values: [String: KnownValue]

    init(_ values: [String: KnownValue]) { self.values = values }

    subscript(_ register: String) -> KnownValue? {
        get { values[register] }
        set { values[register] = newValue }
    }

    /// How an access shows the value that it takes from the register: itself where it is constant, or `R`.
    func text(_ register: String) -> String {
        if case .constant(let value) = values[register] { "$\(value)" } else { "R" }
    }

    /// How an access shows the word at an address: by its distance from the start of shared memory. Nil for memory of
    /// the thread's own, `?` for an address that is not known.
    ///
    /// - Parameter index: a register that is added to the address.
    func place(_ base: String, _ offset: Int64, index: String? = nil) -> String? {
        switch (values[base], index.map { values[$0] }) {
        case (.shared(let start), nil): "@\(start + Int(offset))"
        case (.shared(let start), .constant(let distance)): "@\(start + Int(offset + distance))"
        case (.shared(let start), _): "@\(start + Int(offset))[R]"
        case (.own, _): nil
        case (.constant, _), (nil, _): "?"
        }
    }
}

/// How a processor's instructions are to be read.
protocol InstructionReading {
    /// Where functions in C and our code find the address of shared memory, and ours that of the thread's own.
    var initialValues: KnownValues { get }
    /// The registers that the instruction writes, with their values where they are known.
    func effects(of instruction: MachineInstruction, _ known: KnownValues) -> [String: KnownValue?]
    /// How the access to shared memory is shown, or the fence; nil for all other instructions.
    func access(_ instruction: MachineInstruction, _ known: KnownValues) -> String?
}

extension InstructionReading {
    /// What a function does to shared memory: for each way through its code the accesses and fences in their order,
    /// whatever registers it uses. An access says which instruction accesses which word, with which constant; a way
    /// that comes back to where it has been ends there, with how many accesses it repeats.
    ///
    /// Ways that leave the instructions given, by a jump to none of them, are left out.
    func memoryAccesses(_ instructions: [MachineInstruction]) -> Set<[String]> {
        var walk = Walk(reading: self, instructions: instructions)
        walk.go(from: 0, Walk.Way(known: initialValues))
        return walk.ways
    }
}

/// A search for all ways through a function's code.
private struct Walk<Reading: InstructionReading> {
    /// A way from the function's start to some instruction.
    struct Way {
        var known: KnownValues
        var shown: [String] = []
        /// The instructions that it came by, each with what had been shown before.
        var visited: [Int: Int] = [:]
    }

    private let reading: Reading
    private let instructions: [MachineInstruction]
    private let numbers: [Int: Int]
    /// By a loop's first instruction: the registers that the loop writes.
    private var writtenInLoops: [Int: Set<String>] = [:]
    private(set) var ways: Set<[String]> = []

    init(reading: Reading, instructions: [MachineInstruction]) {
        self.reading = reading
        self.instructions = instructions
        numbers = Dictionary(uniqueKeysWithValues: instructions.enumerated().map { ($1.address, $0) })
        for (number, instruction) in instructions.enumerated() {
            guard let head = instruction.target.flatMap({ numbers[$0] }), head <= number else { continue }
            let written = instructions[head...number].flatMap { reading.effects(of: $0, reading.initialValues).keys }
            writtenInLoops[head, default: []].formUnion(written)
        }
    }

    mutating func go(from start: Int, _ begun: Way) {
        var (way, number) = (begun, start)
        while number < instructions.count {
            if let before = way.visited[number] {
                ways.insert(way.shown + ["again \(way.shown.count - before)"])
                return
            }
            way.visited[number] = way.shown.count
            for register in writtenInLoops[number] ?? [] { way.known[register] = nil }
            let instruction = instructions[number]
            if let access = reading.access(instruction, way.known) { way.shown.append(access) }
            for (register, value) in reading.effects(of: instruction, way.known) { way.known[register] = value }
            if let target = instruction.target, let next = numbers[target] { go(from: next, way) }
            if instruction.isLast {
                if instruction.target == nil { ways.insert(way.shown) }
                return
            }
            number += 1
        }
        ways.insert(way.shown)
    }
}
