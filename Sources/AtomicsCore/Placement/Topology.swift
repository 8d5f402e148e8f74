/// The processors of a machine and what they share.
public struct Topology: Sendable, Hashable {
    /// A logical processor: what the operating system runs a thread on.
    public struct Processor: Sendable, Hashable {
        /// The operating system's number.
        public var number: Int
        /// The core's number within its package: processors with the same one are SMT siblings.
        public var core: Int
        public var package: Int
        public var node: Int

        public init(number: Int, core: Int, package: Int = 0, node: Int = 0) {
            self.number = number
            self.core = core
            self.package = package
            self.node = node
        }
    }

    public struct Cache: Sendable, Hashable {
        public enum Contents: String, Sendable, Hashable, CaseIterable { case data, instructions, unified }

        public var level: Int
        public var contents: Contents
        /// In bytes.
        public var size: Int
        /// In bytes; 0 where the system does not say.
        public var lineSize: Int
        /// The numbers of the processors that share it, ascending.
        public var processors: [Int]

        public init(level: Int, contents: Contents, size: Int, lineSize: Int = 64, processors: [Int]) {
            self.level = level
            self.contents = contents
            self.size = size
            self.lineSize = lineSize
            self.processors = processors
        }
    }

    /// The processor's name: "AMD EPYC"; empty where the system does not say.
    public var model: String
    /// `x86_64`, `arm64`, …
    public var architecture: String
    /// Those that this process may use, by ascending number.
    public var processors: [Processor]
    /// By level, and within a level by the first processor.
    public var caches: [Cache]

    public init(model: String = "", architecture: String = Topology.currentArchitecture,
                processors: [Processor], caches: [Cache] = []) {
        self.model = model
        self.architecture = architecture
        self.processors = processors.sorted { $0.number < $1.number }
        self.caches = caches
    }

    /// The architecture that this program was compiled for.
    public static var currentArchitecture: String {
        #if arch(x86_64)
        "x86_64"
        #elseif arch(arm64)
        "arm64"
        #else
        "other"
        #endif
    }

    /// The numbers of the processors, ascending.
    public var numbers: [Int] { processors.map(\.number) }

    /// The number of distinct cores.
    public var coreCount: Int { Set(processors.map { [$0.package, $0.core] }).count }

    /// The largest cache level's group that a processor belongs to, by its first processor's number.
    func cacheGroup(of processor: Int) -> Int {
        caches.filter { $0.contents != .instructions && $0.processors.contains(processor) }
            .max { $0.level < $1.level }?.processors.first ?? processor
    }
}
