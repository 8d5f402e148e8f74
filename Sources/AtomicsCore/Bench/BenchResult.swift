/// How the bodies of a program are to be timed.
public struct BenchOptions: Sendable, Hashable {
    /// How long each number of threads is timed, in seconds.
    public var seconds = 0.2
    public var affinity = Affinity.none
    /// The numbers of threads to time; nil for 1 to as many as the program has.
    public var threadCounts: [Int]?

    public init() {}
}

/// What one number of threads did when each repeated its body as fast as it could.
public struct BenchResult: Sendable, Hashable {
    public struct ThreadShare: Sendable, Hashable {
        public var thread: String
        /// How often its body was run to the end.
        public var operations: Int
        /// The processor time that it took, in seconds.
        public var cpuSeconds: Double
        /// How often it gave its processor up to wait for something.
        public var voluntarySwitches: Int
        /// How often the system took its processor away.
        public var involuntarySwitches: Int

        public init(thread: String, operations: Int, cpuSeconds: Double, voluntarySwitches: Int,
                    involuntarySwitches: Int) {
            self.thread = thread
            self.operations = operations
            self.cpuSeconds = cpuSeconds
            self.voluntarySwitches = voluntarySwitches
            self.involuntarySwitches = involuntarySwitches
        }
    }

    /// In the program's order.
    public var threads: [ThreadShare]
    /// From the moment when all threads were there to the last one's end.
    public var wallSeconds: Double
    /// What limits the meaning of the numbers.
    public var warnings: [String]

    public init(threads: [ThreadShare], wallSeconds: Double, warnings: [String] = []) {
        self.threads = threads
        self.wallSeconds = wallSeconds
        self.warnings = warnings
    }

    public var operations: Int { threads.reduce(0) { $0 + $1.operations } }
    public var operationsPerSecond: Double { wallSeconds > 0 ? Double(operations) / wallSeconds : 0 }
    /// The time from the end of an operation, of whichever thread, to the end of the next; nil where there was none.
    public var nanosecondsPerOperation: Double? {
        operations > 0 ? wallSeconds * 1e9 / Double(operations) : nil
    }
    public var cpuSeconds: Double { threads.reduce(0) { $0 + $1.cpuSeconds } }
    /// How many processors were busy on average.
    public var cpuShare: Double { wallSeconds > 0 ? cpuSeconds / wallSeconds : 0 }
    public var voluntarySwitches: Int { threads.reduce(0) { $0 + $1.voluntarySwitches } }
    public var involuntarySwitches: Int { threads.reduce(0) { $0 + $1.involuntarySwitches } }

    /// Jain's index of the threads' operations: 1 where all did the same, 1/n where one of n did everything
    /// (Jain, Chiu, Hawe, *A Quantitative Measure of Fairness*, 1984).
    public var fairness: Double {
        let squares = threads.reduce(0.0) { $0 + Double($1.operations) * Double($1.operations) }
        guard squares > 0 else { return 1 }
        return Double(operations) * Double(operations) / (Double(threads.count) * squares)
    }
}

/// The results of one program, for each number of threads.
public struct BenchSeries: Sendable, Hashable {
    /// The program's name.
    public var name: String
    public var results: [BenchResult]

    public init(name: String, results: [BenchResult]) {
        self.name = name
        self.results = results
    }
}
