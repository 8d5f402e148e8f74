import Foundation
import LinuxThreads

/// Reads the machine's topology from the system's files (`/sys/devices/system`, documented in the kernel's
/// `Documentation/ABI/stable/sysfs-devices-system-cpu`).
public struct TopologyReader: Sendable {
    /// The root of the file system that is read: `/`, or a directory with a copy of another machine's files.
    public var root: String

    public init(root: String = "/") { self.root = root }

    /// The machine this program runs on, without processors that the process may not use.
    public static func current() -> Topology {
        let topology = TopologyReader().read()
        guard let allowed = allowedProcessors() else { return topology }
        var usable = topology
        usable.processors.removeAll { !allowed.contains($0.number) }
        // A system without these files still has the processors that we may run on.
        if usable.processors.isEmpty {
            usable.processors = allowed.sorted().map { Topology.Processor(number: $0, core: $0) }
        }
        return usable
    }

    /// What the files say. Where they say nothing, processor *n* is core *n* of package and node 0.
    public func read() -> Topology {
        let online = list("sys/devices/system/cpu/online")
        let nodes = nodeOfProcessor()
        let processors = online.map { processor in
            let directory = "sys/devices/system/cpu/cpu\(processor)/topology/"
            return Topology.Processor(number: processor, core: number(at: directory + "core_id") ?? processor,
                                      package: max(number(at: directory + "physical_package_id") ?? 0, 0),
                                      node: nodes[processor] ?? 0)
        }
        return Topology(model: modelName(), processors: processors, caches: caches(of: online))
    }

    private func nodeOfProcessor() -> [Int: Int] {
        var nodes: [Int: Int] = [:]
        for node in list("sys/devices/system/node/online") {
            for processor in list("sys/devices/system/node/node\(node)/cpulist") { nodes[processor] = node }
        }
        return nodes
    }

    private func caches(of processors: [Int]) -> [Topology.Cache] {
        var caches: [Topology.Cache] = []
        for processor in processors {
            for index in 0..<16 {
                let directory = "sys/devices/system/cpu/cpu\(processor)/cache/index\(index)/"
                guard let level = number(at: directory + "level") else { break }
                let contents: Topology.Cache.Contents = switch text(at: directory + "type") {
                case "Data": .data
                case "Instruction": .instructions
                default: .unified
                }
                let cache = Topology.Cache(
                    level: level, contents: contents, size: Self.bytes(text(at: directory + "size") ?? ""),
                    lineSize: number(at: directory + "coherency_line_size") ?? 0,
                    processors: list(directory + "shared_cpu_list"))
                if !caches.contains(cache) { caches.append(cache) }
            }
        }
        return caches.sorted { ($0.level, $0.processors.first ?? 0) < ($1.level, $1.processors.first ?? 0) }
    }

    private func modelName() -> String {
        let lines = (text(at: "proc/cpuinfo") ?? "").split(separator: "\n")
        let line = lines.first { $0.hasPrefix("model name") }
        return line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces) ?? ""
    }

    private func text(at path: String) -> String? {
        (try? String(contentsOfFile: root + (root.hasSuffix("/") ? "" : "/") + path, encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func number(at path: String) -> Int? { text(at: path).flatMap { Int($0) } }

    private func list(_ path: String) -> [Int] { Self.processors(text(at: path) ?? "") }

    /// The numbers of a list such as `0-3,8`.
    static func processors(_ list: String) -> [Int] {
        list.split(separator: ",").flatMap { part -> [Int] in
            let ends = part.split(separator: "-").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
            guard let first = ends.first, let last = ends.last, first <= last else { return [] }
            return Array(first...last)
        }
    }

    /// The number of bytes of a size such as `32K`.
    static func bytes(_ size: String) -> Int {
        let digits = size.prefix { $0.isNumber }
        let factor = switch size.dropFirst(digits.count) {
        case "K": 1 << 10
        case "M": 1 << 20
        case "G": 1 << 30
        default: 1
        }
        return (Int(digits) ?? 0) * factor
    }

    /// The processors that the system lets this process use, or nil where it does not say.
    private static func allowedProcessors() -> Set<Int>? {
        var set = ProcessorSet()
        return set.readCurrent() ? Set(set.numbers) : nil
    }
}

extension Topology {
    /// The machine that this program runs on, without processors that it may not use; read once.
    public static let ofThisMachine = TopologyReader.current()
}
