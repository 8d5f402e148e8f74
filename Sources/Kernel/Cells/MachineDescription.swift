import AtomicsCore
import Reports

/// What `%machine` says of the machine that the kernel runs on.
struct MachineDescription {
    var topology: Topology

    static var current: MachineDescription { MachineDescription(topology: TopologyReader.current()) }

    func text(ascii: Bool) -> String {
        let text = (heading + processors + caches + orderings).joined(separator: "\n")
        return ascii ? text.replacing("–", with: "-") : text
    }

    private var heading: [String] {
        let name = topology.model.isEmpty ? topology.architecture : "\(topology.model) (\(topology.architecture))"
        return [name, "\(NumberText.counted(topology.processors.count, "processor")) for this process, on "
            + NumberText.counted(topology.coreCount, "core")]
    }

    /// The SMT siblings, core by core.
    private var processors: [String] {
        let cores = Dictionary(grouping: topology.processors) { [$0.package, $0.core] }
        let siblings = cores.values.map { $0.map(\.number).sorted() }.filter { $0.count > 1 }
            .sorted { $0[0] < $1[0] }
        let text = siblings.isEmpty ? "none: each processor has a core of its own"
            : siblings.map { $0.map(String.init).joined(separator: " and ") }.joined(separator: "; ")
        var lines = ["SMT siblings: \(text)"]
        let nodes = Dictionary(grouping: topology.processors, by: \.node)
        if nodes.count > 1 {
            lines += nodes.sorted { $0.key < $1.key }.map { node, processors in
                "memory node \(node): processors \(Self.ranges(processors.map(\.number)))"
            }
        }
        return lines
    }

    private var caches: [String] {
        guard !topology.caches.isEmpty else { return ["", "caches: the system does not say"] }
        var lines = ["", "caches"]
        for level in Set(topology.caches.map(\.level)).sorted() {
            for contents in Topology.Cache.Contents.allCases {
                let group = topology.caches.filter { $0.level == level && $0.contents == contents }
                guard let first = group.first else { continue }
                let shared = group.filter { $0.processors.count > 1 }.map { Self.ranges($0.processors) }
                let lineSize = first.lineSize > 0 ? ", lines of \(first.lineSize) bytes" : ""
                let users = shared.isEmpty ? "one for each processor"
                    : "shared by processors " + shared.joined(separator: "; ")
                lines.append("  L\(level) \(contents.rawValue): \(Self.size(first.size))\(lineSize), \(users)")
            }
        }
        return lines
    }

    /// What each ordering costs: Intel's Software Developer's Manual, volume 3, "Memory Ordering", and Arm's
    /// Architecture Reference Manual, "Definition of the Armv8 memory model", with the mappings that compilers use.
    private var orderings: [String] {
        switch topology.architecture {
        case "x86_64":
            ["", "orderings",
             "  free: Acquire loads and Release stores are plain movs, as Relaxed ones are",
             "  free: every read-modify-write is locked, and so SeqCst whatever it asks for",
             "  not free: a SeqCst store is an xchg, a SeqCst fence an mfence: both drain the",
             "    store buffer",
             "  may be reordered: a store with a later load of another location"]
        case "arm64":
            ["", "orderings",
             "  free: Relaxed only; ldr and str may be reordered with each other",
             "  cheap: Acquire loads are ldapr or ldar, Release stores stlr; SeqCst: ldar, stlr",
             "  not free: fences are dmb ish, or dmb ishld for Acquire",
             "  may be reordered: any two accesses of different locations without these"]
        default: ["", "orderings: not known for this processor"]
        }
    }

    private static func size(_ bytes: Int) -> String {
        switch bytes {
        case 0: "size unknown"
        case ..<(1 << 20): "\(bytes >> 10) KiB"
        default: bytes % (1 << 20) == 0 ? "\(bytes >> 20) MiB" : "\(NumberText.significant(Double(bytes) / 0x1p20)) MiB"
        }
    }

    /// "0–3, 8"
    private static func ranges(_ numbers: [Int]) -> String {
        var runs: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
            .joined(separator: ", ")
    }
}
