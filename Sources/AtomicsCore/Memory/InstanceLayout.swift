import Litmus

/// Where an instance of the program, the fresh memory of one iteration, keeps what: byte offsets from its start.
///
/// Each location has a cache line of its own. The halves of a `wide` variable are neighbours in memory, as they would
/// be in C, on either side of a line's end: where the hardware can tear an access, it tears this one.
struct InstanceLayout: Sendable {
    /// In bytes; also the distance that keeps two locations from sharing a line on every processor we know.
    static let line = 64

    /// The kind of each of `Program.locations`.
    let kinds: [Location.Kind]
    /// The offset of each of them. For an object: of its first line.
    private(set) var offsets: [Int] = []
    /// Not 0 once a check failed or an `assume` was false; see `Abandonment`. Nil where nothing can fail.
    private(set) var status: Int?
    /// Set to 1 by `spawn` of the thread; for each thread that a `spawn` names.
    private(set) var spawnFlags: [Int: Int] = [:]
    /// How many bodies hold a `spawn` of the thread; for the same threads.
    private(set) var spawners: [Int: Int] = [:]
    /// Set to 1 at the end of the thread; for each thread that a `join` names.
    private(set) var endFlags: [Int: Int] = [:]
    /// The distance from an instance to the next; a multiple of `line`.
    private(set) var stride = 0

    init(_ program: Program) {
        kinds = program.locations.map(\.kind)
        for (index, location) in program.locations.enumerated() {
            if location.kind == .wideHalf, index > 0, program.locations[index - 1].kind == .wideHalf,
               offsets[index - 1] % Self.line != 0 {
                offsets.append(offsets[index - 1] + 8)
            } else if location.kind == .wideHalf {
                offsets.append(take(lines: 2) + Self.line - 8)
            } else {
                offsets.append(take(lines: ObjectImage.lines(for: location.kind)))
            }
        }
        for body in program.bodies {
            for thread in body.spawned {
                spawners[thread, default: 0] += 1
                if spawnFlags[thread] == nil { spawnFlags[thread] = take(lines: 1) }
            }
        }
        let instructions = program.bodies.lazy.flatMap(\.instructions)
        for case .join(let thread) in instructions where endFlags[thread] == nil {
            endFlags[thread] = take(lines: 1)
        }
        if instructions.contains(where: \.canAbandon) { status = take(lines: 1) }
        stride = max(stride, Self.line)
    }

    /// The offsets of all words that are not the program's own.
    var flags: [Int] { (status.map { [$0] } ?? []) + spawnFlags.values + endFlags.values }

    private mutating func take(lines: Int) -> Int {
        defer { stride += lines * Self.line }
        return stride
    }
}

/// The bits of an instance's status word.
///
/// An iteration in which both were set is dropped: `byAssume` may be stored over `byFailure`, but not the reverse.
enum Abandonment {
    static let byFailure: Int64 = 1
    static let byAssume: Int64 = 1 << 8
}

extension Instruction {
    /// Whether the instruction can end its iteration early, or an error can come of it.
    var canAbandon: Bool {
        switch self {
        case .assert, .assume, .panic: true
        case .binary(_, .divide, _, let divisor), .binary(_, .remainder, _, let divisor):
            divisor == .constant(0) || !divisor.isConstant
        case .load(_, let address, _), .store(let address, _, _), .readModifyWrite(_, _, let address, _, _):
            address.index != nil
        case .compareExchange(let exchange): exchange.address.index != nil
        // Unlocking what is not held, spawning what has been started.
        case .object, .spawn: true
        default: false
        }
    }
}

extension Thread {
    /// The threads that the body's instructions name in a `spawn`, each once, ascending.
    var spawned: [Int] {
        Set(instructions.compactMap { if case .spawn(let thread) = $0 { thread } else { nil } }).sorted()
    }
}

extension Operand {
    var isConstant: Bool {
        if case .constant = self { true } else { false }
    }
}
