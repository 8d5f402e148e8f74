import Litmus

/// Why a thread ended by an error: at which instruction, with which registers. Looked at for each execution that fails,
/// so the sentence is written only where it is new.
struct Failure {
    private let program: Program
    private let body: Thread
    private let instruction: Instruction
    private let statement: String
    private let registers: UnsafeMutablePointer<Int64>

    /// - Parameter registers: the thread's, which stay the explorer's; valid while its graph is not changed.
    init(_ program: Program, _ body: Thread, _ instruction: Instruction, _ statement: String,
         _ registers: UnsafeMutablePointer<Int64>) {
        self.program = program
        self.body = body
        self.instruction = instruction
        self.statement = statement
        self.registers = registers
    }

    var kind: FindingKind {
        switch instruction {
        case .assert, .panic: .assertion
        case .binary: .arithmetic
        case .load, .store, .readModifyWrite, .compareExchange: .bounds
        case .object(_, let address, _, _, _): isOutOfBounds(address) ? .bounds : .misuse
        default: .misuse
        }
    }

    /// One sentence.
    var message: String {
        switch instruction {
        case .assert(_, let reason):
            return (statement.isEmpty ? "an assertion" : "`\(statement)`") + " fails in \(body.name)"
                + (reason.map { ": \($0)" } ?? "")
        case .panic(let reason):
            return "\(body.name) panics" + (reason.isEmpty ? "" : ": \(reason)")
        case .binary:
            return "\(body.name) divides by zero\(quoted)"
        case .load(_, let address, _), .store(let address, _, _), .readModifyWrite(_, _, let address, _, _):
            return outOfBounds(address)
        case .compareExchange(let exchange):
            return outOfBounds(exchange.address)
        case .object(let operation, let address, _, _, _):
            if isOutOfBounds(address) { return outOfBounds(address) }
            let name = program.locations[address.base + Int(index(of: address))].name
            return "\(body.name) unlocks \(name), which it does not hold\(quoted)"
                + (operation == .unlock ? "; lock it first, or unlock it in the thread that did" : "")
        case .spawn(let other):
            return "\(body.name) spawns \(program.threads[other].name), which has been started already\(quoted)"
                + "; declare one thread for each spawn: `thread NAME[2] { … }`"
        default:
            return "\(body.name) fails\(quoted)"
        }
    }

    /// What a timeline says beside the statement.
    var remark: String {
        switch instruction {
        case .assert(_, let reason): return "fails" + (reason.map { ": \($0)" } ?? "")
        case .panic: return "panics"
        case .binary: return "divides by zero"
        case .load(_, let address, _), .store(let address, _, _), .readModifyWrite(_, _, let address, _, _):
            return "there is no element \(index(of: address))"
        case .compareExchange(let exchange): return "there is no element \(index(of: exchange.address))"
        case .object(_, let address, _, _, _):
            return isOutOfBounds(address) ? "there is no element \(index(of: address))" : "is not held"
        case .spawn: return "has been started already"
        default: return "fails"
        }
    }

    private var quoted: String { statement.isEmpty ? "" : " in `\(statement)`" }

    private func index(of address: Address) -> Int64 { address.index.map { Value($0).read(registers) } ?? 0 }

    private func isOutOfBounds(_ address: Address) -> Bool {
        address.index != nil && !(0..<Int64(address.count)).contains(index(of: address))
    }

    private func outOfBounds(_ address: Address) -> String {
        let element = program.locations[address.base].name
        let array = element.firstIndex(of: "[").map { String(element[..<$0]) } ?? element
        return "\(body.name) uses \(array)[\(index(of: address))]\(quoted), but \(array) has the elements 0 to \(address.count - 1)"
    }
}
