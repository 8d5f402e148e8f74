import AtomicsCore
import Foundation
import Litmus
import ModelChecker
import Reports
import Testing

/// Checked with Foundation's parser, and for what it cannot see, the order of keys, against the text.
@Suite struct JSONReportTests {
    private func parsed(_ line: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    /// The keys of an object's text, in their order, nested ones left out.
    private func keys(_ line: String) throws -> [String] {
        let object = try parsed(line)
        return object.keys.sorted { a, b in
            (line.range(of: "\"\(a)\":")?.lowerBound ?? line.endIndex)
                < (line.range(of: "\"\(b)\":")?.lowerBound ?? line.endIndex)
        }
    }

    @Test func aCheckHasTheDesignsKeysInTheDesignsOrder() throws {
        let lines = ExampleReports.storeBuffering(.rc11).json()
        #expect(lines.count == 1)
        #expect(try keys(lines[0]) == [
            "program", "mode", "model", "verdict", "executions", "blocked", "complete", "seconds", "outcomes",
            "properties", "errors",
        ])
        #expect(lines[0].contains(#""outcomes":[{"values":{"A.r1":0,"B.r2":0},"executions":1,"weak":true}"#))
        #expect(lines[0].contains(
            #""properties":[{"kind":"exists","text":"A.r1 == 0 && B.r2 == 0","holds":true"#))
        #expect(lines[0].contains(#""seconds":0.0004"#))
    }

    @Test func anErrorHasItsPlaceAndItsWitnessAsText() throws {
        let object = try parsed(ExampleReports.messagePassing.json()[0])
        #expect(object["verdict"] as? String == "failed")
        let error = try #require((object["errors"] as? [[String: Any]])?.first)
        #expect(error["kind"] as? String == "race")
        #expect(error["thread"] as? String == "reader")
        #expect(error["line"] as? Int == 12)
        #expect((error["witness"] as? String)?.contains("stale: writer's data = 42 not seen yet") == true)
    }

    @Test func severalModelsAreALineEach() throws {
        let lines = ExampleReports.storeBuffering(.sc, .tso, .rc11).json()
        let models = try lines.map { try parsed($0)["model"] as? String }
        #expect(models == ["sc", "tso", "rc11"])
    }

    @Test func aRunCountsIterationsInPlaceOfExecutions() throws {
        var report = ExampleReports.storeBuffering()
        report.histogram = ExampleReports.storeBufferingHistogram
        let object = try parsed(report.json()[0])
        #expect(object["mode"] as? String == "run")
        #expect(object["iterations"] as? Int == 1_000_000)
        #expect(object["executions"] == nil)
        let outcomes = try #require(object["outcomes"] as? [[String: Any]])
        #expect(outcomes.compactMap { $0["count"] as? Int } == [1234, 499_000, 499_765, 1])
        #expect(outcomes.allSatisfy { $0["executions"] == nil })
    }

    @Test func aComparisonHasBothAndSaysWhatIsAllowed() throws {
        var report = ExampleReports.storeBuffering(.sc)
        report.histogram = ExampleReports.storeBufferingHistogram
        let object = try parsed(report.json()[0])
        #expect(object["mode"] as? String == "compare")
        #expect(object["verdict"] as? String == "failed")
        let outcomes = try #require(object["outcomes"] as? [[String: Any]])
        #expect(outcomes.map { $0["allowed"] as? Bool } == [false, true, true, true])
        #expect(outcomes.map { $0["executions"] as? Int } == [0, 1, 1, 1])
        #expect(outcomes.map { $0["count"] as? Int } == [1234, 499_000, 499_765, 1])
    }

    @Test func textOfAnyKindSurvives() throws {
        var report = ExampleReports.messagePassing
        let message = "quote \" backslash \\ newline \n tab \t bell \u{7} line \u{2028} é 🧵"
        report.explorations[0].errors[0].message = message
        let error = try #require((try parsed(report.json()[0])["errors"] as? [[String: Any]])?.first)
        #expect(error["message"] as? String == message)
        #expect(report.json()[0].contains("\n") == false)
    }

    @Test func sixtyFourBitValuesAreExact() throws {
        var report = ExampleReports.storeBuffering(.rc11)
        report.explorations[0].outcomes = [OutcomeCount(outcome: Outcome([.min, .max]), executions: 1)]
        #expect(report.json()[0].contains(#"{"A.r1":-9223372036854775808,"B.r2":9223372036854775807}"#))
    }

    @Test func aPartialResultSaysSoAndDecidesNothingItDidNotSee() throws {
        var report = ExampleReports.storeBuffering(.sc)
        report.explorations[0].isComplete = false
        report.explorations[0].limit = .time(.seconds(10))
        let object = try parsed(report.json()[0])
        #expect(object["verdict"] as? String == "error")
        #expect(object["complete"] as? Bool == false)
        #expect(object["limit"] as? String == "the time limit of 10 s")
        let property = try #require((object["properties"] as? [[String: Any]])?.first)
        #expect(property["holds"] is NSNull)
    }

    @Test func chartsAreVegaLiteWithARowAnOutcome() throws {
        var report = ExampleReports.storeBuffering()
        report.histogram = ExampleReports.storeBufferingHistogram
        let chart = try parsed(report.vegaLite())
        #expect((chart["$schema"] as? String)?.hasSuffix("/vega-lite/v5.json") == true)
        let rows = try #require((chart["data"] as? [String: Any])?["values"] as? [[String: Any]])
        #expect(rows.compactMap { $0["count"] as? Int } == [1234, 499_000, 499_765, 1])
        let channels = try #require(chart["encoding"] as? [String: [String: Any]])
        let fields = channels.values.compactMap { $0["field"] as? String }
        #expect(fields.allSatisfy { field in rows.allSatisfy { $0[field] != nil } })
    }
}
