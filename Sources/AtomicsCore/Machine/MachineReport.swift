/// What `%machine` has to say: the topology, what the processor may reorder, and what communication costs.
public struct MachineReport: Sendable, Hashable {
    public var topology: Topology
    /// Nil where nothing has been measured.
    public var measurements: MachineMeasurements?

    public init(topology: Topology = .ofThisMachine, measurements: MachineMeasurements? = nil) {
        self.topology = topology
        self.measurements = measurements
    }

    /// All of it as text, at most 80 columns wide.
    public func text(ascii: Bool = false) -> String {
        var parts = [heading + topology.picture(ascii: ascii), reorderings(ascii: ascii)]
        if let measurements {
            if !measurements.roundTrips.isEmpty { parts.append(roundTrips(measurements)) }
            if !measurements.costs.isEmpty { parts.append(costs(measurements, ascii: ascii)) }
        }
        return parts.joined(separator: "\n")
    }

    /// "AMD EPYC (x86_64): 2 processors for this process, on 2 cores; cache lines of 64 bytes"
    private var heading: String {
        let name = topology.model.isEmpty ? topology.architecture : "\(topology.model) (\(topology.architecture))"
        func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
        let sizes = Set(topology.caches.map(\.lineSize)).subtracting([0]).sorted().map(String.init)
        return "\(String(name.prefix(80)))\n\(counted(topology.processors.count, "processor")) for this process, "
            + "on \(counted(topology.coreCount, "core"))"
            + (sizes.isEmpty ? "" : "; cache lines of \(sizes.joined(separator: " and ")) bytes") + "\n\n"
    }

    private func reorderings(ascii: Bool) -> String {
        let lines = Reordering.allCases.map { reordering in
            let name = (ascii ? reordering.rawValue.replacing("→", with: "->") : reordering.rawValue)
            let isPossible = reordering.isPossible(on: topology.architecture)
            let padded = name.padding(to: 16)
            return isPossible ? "  \(padded) can be reordered: \(reordering.shownBy);\n"
                + "  \(String(repeating: " ", count: 16)) prevented by \(reordering.preventedBy)"
                : "  \(padded) stays in order, for free"
        }
        let title = "Orderings: two Relaxed accesses of a thread on \(topology.architecture)\n"
        return title + lines.joined(separator: "\n") + "\n"
    }

    private func roundTrips(_ measurements: MachineMeasurements) -> String {
        let numbers = Set(measurements.roundTrips.flatMap { [$0.from, $0.to] }).sorted()
        let values = Dictionary(measurements.roundTrips.flatMap {
            [([$0.from, $0.to], $0.nanoseconds), ([$0.to, $0.from], $0.nanoseconds)]
        }, uniquingKeysWith: { first, _ in first })
        let title = "Round trip of a cache line between processors, in ns:\n"
        // Beyond this a matrix is wider than the screen.
        guard numbers.count <= 11 else {
            return title + measurements.roundTrips.map {
                "  \($0.from) and \($0.to): \(decimal($0.nanoseconds, 0))\n"
            }.joined()
        }
        func cell(_ text: String) -> String { String(repeating: " ", count: max(6 - text.count, 0)) + text }
        let head = "      " + numbers.map { cell("\($0)") }.joined() + "\n"
        return title + head + numbers.map { row in
            cell("\(row)") + numbers.map { cell(values[[row, $0]].map { decimal($0, 0) } ?? "") }.joined() + "\n"
        }.joined()
    }

    private func costs(_ measurements: MachineMeasurements, ascii: Bool) -> String {
        let width = (measurements.costs.map(\.operation.count).max() ?? 0) + 2
        let dash = ascii ? "-" : "–"
        let rows = measurements.costs.map { cost in
            "  " + cost.operation.padding(to: width) + decimal(cost.alone, 1).padding(to: 8, left: true)
                + (cost.contended.map { decimal($0, 1) } ?? dash).padding(to: 12, left: true)
        }
        let head = "  " + "".padding(to: width) + "alone".padding(to: 8, left: true)
            + "contended".padding(to: 12, left: true) + "\n"
        let title = "Cost of an operation in ns, alone and while another processor does the same:\n"
        return title + head + rows.joined(separator: "\n") + "\n"
    }
}

extension String {
    fileprivate func padding(to width: Int, left: Bool = false) -> String {
        let gap = String(repeating: " ", count: max(width - count, 0))
        return left ? gap + self : self + gap
    }
}
