import Foundation

/// The cells of `benchTable`: the head first, then a row for each program and number of threads.
public func benchRows(_ series: [BenchSeries]) -> [[String]] {
    var rows = [["program", "threads", "ops/s", "ns/op", "CPU/wall", "waits/s", "preempted/s", "fairness"]]
    for entry in series {
        for result in entry.results {
            let seconds = max(result.wallSeconds, 1e-9)
            rows.append([
                entry.name, "\(result.threads.count)", rate(result.operationsPerSecond),
                result.nanosecondsPerOperation.map { decimal($0, $0 < 100 ? 1 : 0) } ?? "–",
                decimal(result.cpuShare, 2), rate(Double(result.voluntarySwitches) / seconds),
                rate(Double(result.involuntarySwitches) / seconds), decimal(result.fairness, 3),
            ])
        }
    }
    return rows
}

/// Programs that were timed, side by side: a row for each program and number of threads, at most 80 columns wide.
public func benchTable(_ series: [BenchSeries]) -> String {
    let rows = benchRows(series).map { [String($0[0].prefix(22))] + $0.dropFirst() }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
        zip(row, widths).enumerated().map { column, cell in
            let gap = String(repeating: " ", count: cell.1 - cell.0.count)
            return column == 0 ? cell.0 + gap : gap + cell.0
        }.joined(separator: "  ") + "\n"
    }.joined()
}

/// The same as a chart for Vega-Lite: operations a second by the number of threads, a line a program.
public func benchChart(_ series: [BenchSeries]) -> String {
    struct Row: Encodable {
        var program: String
        var threads: Int
        var rate: Double
        var fairness: Double

        enum CodingKeys: String, CodingKey {
            case program, threads, rate = "operations a second", fairness
        }
    }
    let rows = series.flatMap { entry in
        entry.results.map {
            Row(program: entry.name, threads: $0.threads.count, rate: $0.operationsPerSecond, fairness: $0.fairness)
        }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Rows hold strings and finite numbers only, which can always be encoded.
    let values = (try? encoder.encode(rows)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    return """
        {"$schema":"https://vega.github.io/schema/vega-lite/v5.json","width":480,"height":280,\
        "data":{"values":\(values)},"mark":{"type":"line","point":true,"tooltip":true},\
        "encoding":{"x":{"field":"threads","type":"ordinal"},\
        "y":{"field":"operations a second","type":"quantitative","scale":{"type":"log"}},\
        "color":{"field":"program","type":"nominal"}}}
        """
}

/// A number with so many decimals.
func decimal(_ value: Double, _ places: Int) -> String { String(format: "%.\(places)f", value) }

/// A rate in three digits or so: `12.3 M`, `870`, `0`.
func rate(_ value: Double) -> String {
    switch value {
    case 1e9...: decimal(value / 1e9, 2) + " G"
    case 1e7..<1e9: decimal(value / 1e6, 1) + " M"
    case 1e6..<1e7: decimal(value / 1e6, 2) + " M"
    case 1e4..<1e6: decimal(value / 1e3, 0) + " k"
    case 1e3..<1e4: decimal(value / 1e3, 1) + " k"
    case 10..<1e3: decimal(value, 0)
    case 0: "0"
    default: decimal(value, 1)
    }
}
