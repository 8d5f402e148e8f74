@testable import AtomicsCore
import Foundation
import LinuxThreads
import Litmus
import Testing

@Suite("The machine's topology and where threads are put")
struct TopologyTests {
    /// Two packages of two cores with two SMT siblings each, numbered as Linux does: siblings are 4 apart.
    private static let server = Topology(
        model: "Test CPU", architecture: "x86_64",
        processors: (0..<8).map {
            Topology.Processor(number: $0, core: $0 % 2, package: $0 % 4 / 2, node: $0 % 4 / 2)
        },
        caches: (0..<4).map {
            Topology.Cache(level: 1, contents: .data, size: 32 << 10, processors: [$0, $0 + 4])
        } + (0..<2).map {
            Topology.Cache(level: 3, contents: .unified, size: 16 << 20,
                           processors: [$0 * 2, $0 * 2 + 1, $0 * 2 + 4, $0 * 2 + 5])
        })

    /// Writes the files that Linux would have for `server`, and reads them.
    @Test("it is read from the system's files")
    func reading() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("memmodel-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        func write(_ path: String, _ text: String) throws {
            let file = root.appendingPathComponent(path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(),
                                                    withIntermediateDirectories: true)
            try (text + "\n").write(to: file, atomically: true, encoding: .utf8)
        }
        try write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Test CPU\n")
        let system = "sys/devices/system/"
        try write(system + "cpu/online", "0-7")
        try write(system + "node/online", "0-1")
        try write(system + "node/node0/cpulist", "0-1,4-5")
        try write(system + "node/node1/cpulist", "2-3,6-7")
        for processor in Self.server.processors {
            let directory = system + "cpu/cpu\(processor.number)/"
            try write(directory + "topology/core_id", "\(processor.core)")
            try write(directory + "topology/physical_package_id", "\(processor.package)")
            for (index, cache) in Self.server.caches.filter({ $0.processors.contains(processor.number) }).enumerated() {
                try write(directory + "cache/index\(index)/level", "\(cache.level)")
                try write(directory + "cache/index\(index)/type", cache.level == 1 ? "Data" : "Unified")
                try write(directory + "cache/index\(index)/size", "\(cache.size >> 10)K")
                try write(directory + "cache/index\(index)/coherency_line_size", "64")
                try write(directory + "cache/index\(index)/shared_cpu_list",
                          cache.processors.map(String.init).joined(separator: ","))
            }
        }
        var read = TopologyReader(root: root.path).read()
        read.architecture = "x86_64"
        #expect(read == Self.server)
        #expect(read.coreCount == 4)
    }

    @Test("this machine has the processors that the process may use")
    func thisMachine() {
        let topology = TopologyReader.current()
        #expect(topology.processors.count == ProcessInfo.processInfo.activeProcessorCount)
        #expect(!topology.numbers.isEmpty)
    }

    @Test("a missing file is no reason to fail")
    func nothingThere() {
        #expect(TopologyReader(root: "/nonexistent").read().processors.isEmpty)
    }

    private func processors(_ affinity: Affinity, threads: Int) throws -> [Int]? {
        try Placement(affinity, threads: (0..<threads).map { "T\($0)" }, on: Self.server).processors
    }

    @Test("compact takes siblings first, spread other packages and cores")
    func orders() throws {
        #expect(try processors(.compact, threads: 4) == [0, 4, 1, 5])
        #expect(try processors(.spread, threads: 4) == [0, 2, 1, 3])
        #expect(Set(try processors(.spread, threads: 8) ?? []) == Set(0..<8))
        #expect(try processors(.none, threads: 4) == nil)
        #expect(try processors(.processors([6, 1]), threads: 3) == [6, 1, 6])
    }

    @Test("a processor that there is not is refused with those that there are")
    func refusal() {
        let error = #expect(throws: RunError.self) { try processors(.processors([0, 8]), threads: 2) }
        #expect(error?.description == "there is no processor 8 to run on; there are 0 to 7")
    }

    @Test("more threads than processors are warned about, with what cannot be seen then")
    func warnings() throws {
        let threads = (0..<9).map { "T\($0)" }
        #expect(try Placement(.none, threads: threads, on: Self.server).warnings.first?
            .hasPrefix("9 threads on 8 processors: at most 8 run at the same time") == true)
        #expect(try Placement(.processors([3]), threads: ["A", "B"], on: Self.server).warnings.first?
            .contains("no outcome that needs two threads to run at the same time can be seen") == true)
        #expect(try Placement(.processors([3, 4]), threads: ["A", "B", "C"], on: Self.server).warnings.first?
            .hasSuffix("A and C share processor 3 and never run at the same time") == true)
        #expect(try Placement(.spread, threads: ["A", "B"], on: Self.server).warnings.isEmpty)
    }

    @Test("threads that the system has put onto one processor are told apart, the others stay")
    func separation() {
        let separation = Separation(processors: [0, 1, 2, 3])
        #expect(separation.moves(from: [2, 2, 0]) == [nil, 1, nil])
        #expect(separation.moves(from: [0, 1, 2]) == [nil, nil, nil])
    }

    @Test("pinned threads run where they are told to, and the report says so")
    func pinning() throws {
        let number = try #require(Topology.ofThisMachine.numbers.last)
        let histogram = try run("thread A { let r = 1 }", iterations: 10) { $0.affinity = .processors([number]) }
        #expect(histogram.placement == "pinned to processor \(number)")
        let seen = Mailbox()
        try SystemThread(.on(number)) { seen.number = ProcessorSet.current }.join()
        #expect(seen.number == number)
    }

    /// One thread writes, and another reads once the first has been joined.
    private final class Mailbox: @unchecked Sendable { var number: Int? }

    @Test("the picture shows every processor, cache and node within 80 columns", arguments: [false, true])
    func picture(ascii: Bool) {
        let picture = Self.server.picture(ascii: ascii)
        let lines = picture.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        for text in ["processors 0, 4", "processors 3, 7", "SMT siblings", "L1d 32 KiB", "L3 16 MiB", "NUMA node 1"] {
            #expect(picture.contains(text))
        }
        #expect(picture.allSatisfy(\.isASCII) == ascii)
        #expect(Set(lines.map(\.count)).count <= 2)
    }
}

@Suite("What `%machine` says of a machine")
struct MachineReportTests {
    @Test("siblings and caches are named by their processors, and all are counted")
    func siblingsAndCaches() {
        let topology = Topology(
            model: "Example", architecture: "x86_64",
            processors: (0..<4).map { Topology.Processor(number: $0, core: $0 % 2) },
            caches: [Topology.Cache(level: 3, contents: .unified, size: 8 << 20, processors: [0, 1, 2, 3])])
        let text = MachineReport(topology: topology).text(ascii: true)
        #expect(text.hasPrefix("Example (x86_64)\n4 processors for this process, on 2 cores; cache lines of 64 "))
        #expect(text.contains("processors 0, 2") && text.contains("processors 1, 3") && text.contains("SMT siblings"))
        #expect(text.contains("L3 8 MiB, shared by processors 0-3"))
        let isASCII = text.allSatisfy(\.isASCII)
        #expect(isASCII)
    }

    @Test("the round trips are a matrix of all pairs, and the costs a table")
    func measurements() {
        let measured = MachineMeasurements(
            roundTrips: [.init(from: 0, to: 1, nanoseconds: 51.4)],
            costs: [.init(operation: "x.load(SeqCst)", alone: 0.25, contended: 1.5),
                    .init(operation: "fence(SeqCst)", alone: 9, contended: nil)])
        let lines = MachineReport(measurements: measured).text().split(separator: "\n").map(String.init)
        #expect(lines.contains("     0          51") && lines.contains("     1    51      "))
        #expect(lines.contains { $0.hasPrefix("  x.load(SeqCst)") && $0.hasSuffix("0.2         1.5") })
        #expect(lines.contains { $0.hasPrefix("  fence(SeqCst)") && $0.hasSuffix("9.0           –") })
    }

    @Test("measuring that is cancelled returns what was measured by then")
    func cancelling() throws {
        let measured = try MachineMeasurements.measured { true }
        #expect(measured.roundTrips.isEmpty && measured.costs.isEmpty)
    }
}

@Suite("What this machine does and costs", .serialized)
struct MachineTests {
    @Test("x86-64 lets loads overtake stores and nothing else, arm64 everything")
    func reorderings() {
        #expect(Reordering.allCases.filter { $0.isPossible(on: "x86_64") } == [.storeLoad])
        #expect(Reordering.allCases.allSatisfy { $0.isPossible(on: "arm64") })
    }

    @Test("every pair of processors and every operation is measured, and reported within 80 columns")
    func measurements() throws {
        let measured = try MachineMeasurements.measured(secondsEach: 0.005, pairLimit: 3)
        let processors = Topology.ofThisMachine.processors.count
        #expect(measured.roundTrips.count == min(processors * (processors - 1) / 2, 3))
        #expect(measured.roundTrips.allSatisfy { $0.nanoseconds > 0 && $0.from < $0.to })
        #expect(measured.costs.count == 16)
        #expect(measured.costs.allSatisfy { $0.alone > 0 })
        let text = MachineReport(measurements: measured).text()
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(text.contains("fence(SeqCst)") && text.contains("store → load"))
    }
}
