import Litmus

/// What communication between this machine's processors costs.
public struct MachineMeasurements: Sendable, Hashable {
    /// A cache line that goes from one processor to another and back.
    public struct RoundTrip: Sendable, Hashable {
        public var from: Int
        public var to: Int
        public var nanoseconds: Double

        public init(from: Int, to: Int, nanoseconds: Double) {
            self.from = from
            self.to = to
            self.nanoseconds = nanoseconds
        }
    }

    /// What an operation costs when only one thread uses the location, and when one on another processor does the same.
    public struct OperationCost: Sendable, Hashable {
        /// As the language writes it: `x.store(1, SeqCst)`.
        public var operation: String
        /// In nanoseconds, of one operation after the other.
        public var alone: Double
        /// In nanoseconds for each thread's operation; nil on a machine with one processor.
        public var contended: Double?

        public init(operation: String, alone: Double, contended: Double?) {
            self.operation = operation
            self.alone = alone
            self.contended = contended
        }
    }

    /// Each pair once, the lower number first.
    public var roundTrips: [RoundTrip]
    public var costs: [OperationCost]

    public init(roundTrips: [RoundTrip], costs: [OperationCost]) {
        self.roundTrips = roundTrips
        self.costs = costs
    }

    /// Measures; takes about 20 ms for each pair of processors and each operation.
    ///
    /// - Parameter pairLimit: so many pairs at most, of the processors that come first when threads are spread.
    ///   - isCancelled: ends the measuring; what was done by then is returned.
    /// - Throws: `RunError` where nothing can be measured.
    public static func measured(on topology: Topology = .ofThisMachine, secondsEach: Double = 0.02,
                                pairLimit: Int = 120,
                                isCancelled: @escaping @Sendable () -> Bool = { false }) throws -> MachineMeasurements {
        let order = Placement.spread(topology)
        var pairs: [(Int, Int)] = []
        for (place, second) in order.enumerated() {
            for first in order.prefix(place) { pairs.append((min(first, second), max(first, second))) }
        }
        var trips: [RoundTrip] = []
        var costs: [OperationCost] = []
        do {
            for (from, to) in pairs.prefix(pairLimit) where !isCancelled() {
                let nanoseconds = try roundTrip(from, to, secondsEach, isCancelled)
                trips.append(RoundTrip(from: from, to: to, nanoseconds: nanoseconds))
            }
            for operation in MeasuredOperation.all where !isCancelled() {
                costs.append(try cost(of: operation, on: order, secondsEach, isCancelled))
            }
        } catch where isCancelled() {
            // A measurement that was cut short says nothing.
        }
        return MachineMeasurements(roundTrips: trips.sorted { ($0.from, $0.to) < ($1.from, $1.to) }, costs: costs)
    }

    /// Two threads hand a word to and fro.
    private static func roundTrip(_ first: Int, _ second: Int, _ seconds: Double,
                                  _ isCancelled: @escaping @Sendable () -> Bool) throws -> Double {
        func body(_ name: String, awaits: Int64, writes: Int64) -> Thread {
            Thread(name: name, instructions: [
                .loopHead(0),
                .load(to: 0, Address(base: 0), .acquire),
                .binary(to: 0, .notEqual, .register(0), .constant(awaits)),
                .branch(unless: .register(0), to: 5),
                .jump(to: 0),
                .store(Address(base: 0), .constant(writes), .release),
            ], registers: [RegisterInfo()], loops: [Loop(isCounted: false)])
        }
        let program = Program(name: "round trip", locations: [Location(name: "x", kind: .atomic)],
                              threads: [body("A", awaits: 0, writes: 1), body("B", awaits: 1, writes: 0)])
        return try measurements(program, on: [first, second], seconds, isCancelled) {
            $0.wallSeconds * 1e9 / Double(max($0.threads[0].operations, 1))
        }[0]
    }

    /// Ten measurements of a program, ascending: the first is what the machine does when no other program is in the
    /// way. There are fewer, but one at least, on a machine so busy that threads get no time at all during some.
    ///
    /// - Parameter seconds: for all of them.
    private static func measurements(_ program: Program, on processors: [Int], _ seconds: Double,
                                     _ isCancelled: @escaping @Sendable () -> Bool,
                                     measure: (BenchResult) -> Double) throws -> [Double] {
        var options = BenchOptions()
        options.affinity = .processors(processors)
        options.seconds = seconds / 10
        func result() throws -> BenchResult {
            try BenchRun(program, threads: processors.count, options).run(isCancelled: isCancelled)
        }
        let measured = (0..<10).compactMap { _ in try? measure(result()) }.sorted()
        if isCancelled() { throw RunError("the measurement was cut short") }
        if !measured.isEmpty { return measured }
        options.seconds = 1
        return [try measure(result())]
    }

    private static func cost(of operation: MeasuredOperation, on order: [Int], _ seconds: Double,
                             _ isCancelled: @escaping @Sendable () -> Bool) throws -> OperationCost {
        func nanoseconds(_ threads: Int) throws -> Double {
            let measured = try measurements(operation.program(threads: threads), on: Array(order.prefix(threads)),
                                            seconds, isCancelled) {
                $0.cpuSeconds * 1e9 / (Double(max($0.operations, 1)) * Double(MeasuredOperation.repetitions))
            }
            // A thread whose rival has been suspended is alone.
            return threads == 1 ? measured[0] : measured[measured.count / 2]
        }
        return OperationCost(operation: operation.name, alone: try nanoseconds(1),
                             contended: order.count > 1 ? try nanoseconds(2) : nil)
    }
}

/// An operation whose cost is measured.
struct MeasuredOperation {
    var name: String
    var instruction: Instruction

    /// How often a body executes it, so that the loop around it does not count.
    static let repetitions = 64

    static let all: [MeasuredOperation] = {
        let x = Address(base: 0)
        func exchange(_ order: MemoryOrder) -> Instruction {
            .compareExchange(CompareExchange(ok: 1, seen: 0, address: x, expected: .constant(0), desired: .constant(0),
                                             success: order, failure: .relaxed))
        }
        return [MemoryOrder.relaxed, .acquire, .seqCst].map {
            MeasuredOperation(name: "x.load(\($0.name))", instruction: .load(to: 0, x, $0))
        } + [MemoryOrder.relaxed, .release, .seqCst].map {
            MeasuredOperation(name: "x.store(1, \($0.name))", instruction: .store(x, .constant(1), $0))
        } + [MemoryOrder.relaxed, .acqRel, .seqCst].map {
            MeasuredOperation(name: "x.fetch_add(1, \($0.name))",
                              instruction: .readModifyWrite(to: 0, .add, x, .constant(1), $0))
        } + [MemoryOrder.relaxed, .seqCst].map {
            MeasuredOperation(name: "x.swap(1, \($0.name))",
                              instruction: .readModifyWrite(to: 0, .swap, x, .constant(1), $0))
        } + [MemoryOrder.relaxed, .seqCst].map {
            MeasuredOperation(name: "x.compare_exchange(0, 0, \($0.name), Relaxed)", instruction: exchange($0))
        } + [MemoryOrder.acquire, .release, .seqCst].map {
            MeasuredOperation(name: "fence(\($0.name))", instruction: .fence($0))
        }
    }()

    /// Threads that all execute the operation on the same location.
    func program(threads: Int) -> Program {
        let body = Thread(name: "T", instructions: Array(repeating: instruction, count: Self.repetitions),
                          registers: [RegisterInfo(), RegisterInfo()])
        return Program(name: name, locations: [Location(name: "x", kind: .atomic)],
                       threads: Array(repeating: body, count: threads))
    }
}
