import AtomicsCore
import Foundation
import Litmus
import ModelChecker
import Reports
import Testing
#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct HTMLReportTests {
    /// The text between tags, or nil where the markup is not well-formed XML.
    private func text(ofMarkup markup: String) -> String? {
        final class Collector: NSObject, XMLParserDelegate {
            var text = ""
            func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
        }
        let parser = XMLParser(data: Data(markup.utf8))
        let collector = Collector()
        parser.delegate = collector
        return parser.parse() ? collector.text : nil
    }

    private static let all: [Report] = {
        var run = ExampleReports.storeBuffering()
        run.histogram = ExampleReports.storeBufferingHistogram
        var comparison = ExampleReports.storeBuffering(.sc)
        comparison.histogram = ExampleReports.storeBufferingHistogram
        return [ExampleReports.storeBuffering(.tso), ExampleReports.storeBuffering(.sc, .tso, .rc11),
                ExampleReports.messagePassing, run, comparison]
    }()

    @Test(arguments: 0..<5) func fragmentsAreWellFormedWithoutScriptsAndWithoutColoursForTextThatThemesSet(index: Int) {
        let html = Self.all[index].html(timelines: .all, graph: true)
        #expect(text(ofMarkup: html) != nil)
        #expect(!html.contains("<script") && !html.contains("<style") && !html.contains("javascript:"))
        #expect(!html.contains("color:black") && !html.contains("color:#000") && !html.contains("background:white"))
    }

    @Test func textReportAndHTMLSayTheSame() throws {
        for report in Self.all {
            let html = try #require(text(ofMarkup: report.html()))
            for verdict in ["✓", "✗"] {
                #expect(report.text().contains(verdict) == html.contains(verdict))
            }
            for number in ["1,234", "499,765", "3 executions", "4 executions"] where report.text().contains(number) {
                #expect(html.contains(number))
            }
        }
    }

    @Test func markupInMessagesIsEscaped() throws {
        var report = ExampleReports.messagePassing
        report.explorations[0].errors[0].message = "<b>&\"'<script>alert(1)</script>"
        let html = report.html()
        #expect(!html.contains("<script>") && !html.contains("<b>&"))
        #expect(try #require(text(ofMarkup: html)).contains("<b>&\"'<script>alert(1)</script>"))
    }

    @Test func theGraphHasANodeAnEventAndNamesItsEdges() throws {
        let report = ExampleReports.storeBuffering(.tso)
        let svg = report.svg()
        #expect(svg.components(separatedBy: "<rect ").count == 5)
        let words = try #require(text(ofMarkup: svg))
        for label in ["flag1.store(1)", "r1 = flag2 → 0", "po", "rf", "rb", "A", "B"] { #expect(words.contains(label)) }
        #expect(Report(program: report.program).svg() == "")
    }

    @Test func dotHasEveryEventAndEveryEdgeOnce() {
        let dot = ExampleReports.storeBuffering(.tso).dot()
        for node in 0..<4 { #expect(dot.contains("    e\(node) [label=")) }
        let arrows = dot.split(separator: "\n").filter { $0.contains(" -> ") }
        #expect(arrows.count == 6)
        #expect(arrows.contains { $0.contains("e3 -> e0 [label=\"rb\"") })
        #expect(arrows.filter { $0.contains("\"po\"") }.count == 2)
    }

    @Test func quotesInLabelsDoNotEndDOTsStrings() {
        var report = ExampleReports.storeBuffering(.tso)
        report.program.locations[0].name = "a\"b\\c"
        #expect(report.dot().contains(#"[label="a\"b\\c.store(1)"]"#))
    }
}
