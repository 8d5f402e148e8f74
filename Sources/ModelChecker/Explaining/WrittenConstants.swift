import Litmus

/// What a program's text says of the values that its threads write: a value that stands there may be written, whoever
/// has to read what for it.
struct WrittenConstants {
    /// Of each location.
    private(set) var values: [Set<Int64>]
    /// Whether no other values are written. There may be others where values are computed, or copied from what is read.
    private(set) var areAll = true

    init(_ code: ProgramCode) {
        values = Array(repeating: [], count: code.startValues.count)
        for thread in code.threads {
            let registers = Self.constants(of: thread)
            for step in thread.steps { note(step, registers) }
        }
    }

    /// Of each register the constants that it may hold; nil where there may be anything in it.
    private static func constants(of thread: ThreadCode) -> [Set<Int64>?] {
        var registers: [Set<Int64>?] = Array(repeating: [0], count: thread.registerCount)
        if let (register, value) = thread.replicaID { registers[register]?.insert(value) }
        for step in thread.steps {
            if step.operation == .copy, step.a.register < 0 {
                registers[Int(step.to)]?.insert(step.a.constant)
            } else {
                for register in [step.to, step.to2] where register >= 0 { registers[Int(register)] = nil }
            }
        }
        return registers
    }

    private mutating func note(_ step: Step, _ registers: [Set<Int64>?]) {
        let written: Value
        switch step.operation {
        case .store: written = step.a
        case .modify where step.modify == .swap: written = step.a
        case .compareExchange: written = step.b
        case .modify, .exchangeWrite:
            areAll = false
            return
        default: return
        }
        guard let constants = written.register < 0 ? [written.constant] : registers[Int(written.register)] else {
            areAll = false
            return
        }
        for location in step.locations { values[Int(location)].formUnion(constants) }
    }
}
