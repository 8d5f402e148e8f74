import AtomicsCore
import Foundation
import FoundationXML
import Reports
import Testing

@Suite struct BenchReportTests {
    private static func result(_ operations: [Int], warnings: [String] = []) -> BenchResult {
        BenchResult(threads: operations.map {
            .init(thread: "T", operations: $0, cpuSeconds: 1, voluntarySwitches: 10, involuntarySwitches: 4)
        }, wallSeconds: 1, warnings: warnings)
    }

    private static let report = BenchReport([
        BenchSeries(name: "spin <&>", results: [result([1_000_000]), result([500, 500], warnings: ["too few – of it"])]),
        BenchSeries(name: "mutex", results: [result([20_000]), result([10_000, 0], warnings: ["too few – of it"])]),
    ])

    @Test func theTextSaysWhatItsColumnsMeanAndEachWarningOnce() {
        let lines = Self.report.text().split(separator: "\n")
        #expect(lines.count == 5 + 4)
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines.filter { $0 == "warning: too few – of it" }.count == 1)
    }

    @Test func asciiIsASCII() {
        let style = TextStyle(ascii: true)
        let texts = [Self.report.text(style), Self.report.chartText(style)]
        let areASCII = texts.map { $0.allSatisfy(\.isASCII) }
        #expect(areASCII == [true, true])
    }

    @Test func aTenthOfTheRateIsADecadesLengthLessOfABar() {
        let lines = Self.report.chartText().split(separator: "\n")
        let bars = lines.dropLast().map { line in line.filter { $0 == "█" }.count }
        // From 10^3 to 10^6: 1,000,000, 1,000, 20,000, 10,000.
        #expect(bars.count == 4)
        #expect(lines[4] == "threads, and operations a second; bars are logarithmic, from 10^3/s to 10^6/s")
        #expect(bars[1] == 0)
        #expect(abs(bars[3] * 3 - bars[0]) <= 3)
        #expect(bars[0] > bars[2] && bars[2] > bars[3])
    }

    @Test func tableAndChartAreMarkupThatHoldsWhateverName() throws {
        for markup in [Self.report.html(), Self.report.svg()] {
            #expect(XMLParser(data: Data(markup.utf8)).parse())
            #expect(markup.contains("spin &lt;&amp;&gt;"))
        }
        #expect(Self.report.svg().components(separatedBy: "<polyline").count == 3)
        #expect(Self.report.svg().components(separatedBy: "<circle").count == 5)
    }

    @Test func nothingTimedIsAnEmptyChart() {
        let empty = BenchReport([])
        #expect(empty.chartText().isEmpty)
        #expect(XMLParser(data: Data(empty.svg().utf8)).parse())
    }
}
