import Litmus

/// Something in a program that the checker cannot explore.
public struct Obstacle: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence.
    public let description: String
    /// From 1; nil where the program has no text.
    public let line: Int?

    /// The first thing in the program that the checker cannot explore; nil where it can.
    public init?(in program: Program) {
        for body in program.bodies {
            for (instruction, origin) in zip(body.instructions, body.origins) {
                guard case .object(let operation, let address, _, _, _) = instruction,
                      let kind = Self.unknownKind(operation) else { continue }
                let name = program.locations[address.base].name
                description = "the checker does not model \(kind) such as \(name) yet; %%run and memmodel run can run them"
                line = origin.line > 0 ? origin.line : nil
                return
            }
        }
        return nil
    }

    private static func unknownKind(_ operation: ObjectOperation) -> String? {
        switch operation {
        case .wait, .notifyOne, .notifyAll: "condition variables"
        case .send, .trySend, .receive, .tryReceive: "channels"
        default: nil
        }
    }
}
