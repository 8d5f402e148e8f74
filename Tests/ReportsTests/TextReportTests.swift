import AtomicsCore
import Foundation
import Litmus
import ModelChecker
import Testing
@testable import Reports

@Suite struct TextReportTests {
    private static func comparison(_ models: ModelName...) -> Report {
        let program = ExampleReports.storeBufferingProgram(.exists)
        return Report(program: program,
                      explorations: models.map { ExampleReports.storeBufferingExploration($0, program) },
                      histogram: ExampleReports.storeBufferingHistogram)
    }

    private static let all = [
        ExampleReports.storeBuffering(.tso), ExampleReports.storeBuffering(.sc, .tso, .rc11),
        ExampleReports.storeBuffering(.rc11, kind: .forbid), ExampleReports.messagePassing, comparison(.sc),
        comparison(.rc11),
    ]

    @Test func aCheckShowsItsTableItsVerdictAndItsWeakOutcomesTimeline() {
        #expect(ExampleReports.storeBuffering(.tso).text() == """
            store_buffering under tso: 4 executions, 4 outcomes, 1 of them weak

              A.r1  B.r2  executions
                 0     0           1  weak, ✓ exists
                 0     1           1
                 1     0           1
                 1     1           1

            ✓ exists (A.r1 == 0 && B.r2 == 0) holds: 1 of 4 executions ends so

            store_buffering under tso: A.r1 = 0, B.r2 = 0 (not possible under sc)

                 A                              B
              1  flag1.store(1)   [flag1=1]
              2  r1 = flag2 → 0   [flag1=1]
              3                                 flag2.store(1)   [flag2=1]
              4                                 r2 = flag1 → 0   [flag2=1]
                                                stale: A's flag1 = 1 is still in its buffer
              5  ~ flag1 = 1 reaches memory
              6                                 ~ flag2 = 1 reaches memory

              each load overtakes the store before it

            weak: an outcome that sc does not allow

            """)
    }

    @Test(arguments: 0..<6, [60, 80, 100]) func noLineIsLongerThanThePage(index: Int, width: Int) {
        for ascii in [false, true] {
            let text = Self.all[index].text(TextStyle(ascii: ascii, width: width, timelines: .all))
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
            #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
        }
    }

    @Test func asciiHoldsAsciiOnlyWhateverTheProgramsMessagesHold() {
        var report = ExampleReports.messagePassing
        report.explorations[0].errors[0].message = "größer als ∅ → 🧵\u{1b}[31m"
        let text = report.text(TextStyle(ascii: true))
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        #expect(!report.text().contains("\u{1b}"), "a message cannot send escape sequences to the terminal")
    }

    @Test func severalModelsShareATable() {
        let text = ExampleReports.storeBuffering(.sc, .tso, .rc11).text(TextStyle(timelines: .none))
        #expect(text.contains("  A.r1  B.r2  sc  tso  rc11\n     0     0   –    1     1  weak, ✓ exists\n"))
        #expect(text.contains("✗ exists (A.r1 == 0 && B.r2 == 0) under sc does not hold: none of 3 executions"))
        #expect(text.contains("✓ exists (A.r1 == 0 && B.r2 == 0) under tso holds"))
        let words = text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
        #expect(words.contains("→rb B: flag2.store →po B: flag1.load →rb A: flag1.store"), "the cycle that forbids it")
    }

    @Test func anErrorNamesItsLineAndShowsItsStatement() {
        let text = ExampleReports.messagePassing.text()
        #expect(text.contains("✗ data race in reader, line 12: `data = 42` and `let seen = data` are unordered"))
        #expect(text.contains("    12 │ let seen = data\n"))
        #expect(text.contains("message_passing under rc11: data race\n"))
    }

    @Test func theSummaryIsOneLineAboutWhatIsWrong() {
        #expect(ExampleReports.storeBuffering(.rc11, kind: .forbid).summary
            == "forbid (A.r1 == 0 && B.r2 == 0) does not hold: 1 of 4 executions ends so")
        #expect(ExampleReports.storeBuffering(.rc11).summary == "4 executions, 4 outcomes; the property holds")
        #expect(ExampleReports.messagePassing.summary.hasPrefix("data race in reader, line 12: "))
        #expect(ExampleReports.storeBuffering(.sc, .rc11).summary.hasPrefix("under sc: exists ("))
    }

    @Test func whatTheMachineShowsAndNoModelAllowsIsAnError() {
        let refuted = Self.comparison(.sc)
        #expect(refuted.verdict == .failed)
        #expect(refuted.text().contains("1,234     0.123%  ✗ NOT ALLOWED"))
        #expect(refuted.text().contains("A.r1 = 0, B.r2 = 0 was seen 1,234 times on this machine"))
        let confirmed = Self.comparison(.rc11)
        #expect(confirmed.verdict == .ok)
        #expect(!confirmed.text().contains("NOT ALLOWED"))
    }

    @Test func outcomesAreNotRefutedByAnExplorationThatDidNotSeeEverything() {
        var report = Self.comparison(.sc)
        report.program.properties = []
        report.explorations[0].properties = []
        #expect(report.verdict == .failed)
        var bounded = report
        bounded.explorations[0].boundedLoops = [BoundedLoop(thread: "A", line: 3)]
        #expect(bounded.verdict == .ok)
        #expect(bounded.text().contains("up to 16 iterations of the loop in A (line 3)"))
        var racy = report
        racy.explorations[0].racyExecutions = 1
        #expect(racy.verdict == .ok)
        var partial = report
        partial.explorations[0].isComplete = false
        #expect(partial.verdict == .error)
    }

    /// The rule of three: 3 / 998,766 = 0.0003 %.
    @Test func anOutcomeThatWasNotSeenHasAnUpperBound() {
        var report = ExampleReports.storeBuffering()
        report.histogram = ExampleReports.storeBufferingHistogram
        report.histogram?.outcomes.removeFirst()
        #expect(report.verdict == .ok, "not seen is not impossible")
        #expect(report.text().contains("was not seen in 998,766 iterations: its\n  probability is at most 0.0003%"))
    }

    @Test func aRunTellsTheRateOfWhatItLooksForAndHowRareWhatIsMissingMayBe() {
        var report = Self.comparison(.rc11)
        report.histogram?.seconds = 2
        #expect(report.mode == .compare)
        #expect(report.text().contains("weak outcomes on this machine: 617 a second"))
        #expect(!report.text().contains("is not impossible"), "all four were seen")
        report.histogram?.outcomes.removeFirst()
        #expect(report.text().contains("not seen is not impossible: an outcome's probability is at most 0.0003%"))
        report.explorations = []
        report.histogram = ExampleReports.storeBufferingHistogram
        report.histogram?.seconds = 2
        #expect(report.text().contains("exists (A.r1 == 0 && B.r2 == 0): 617 a second"))
        #expect(report.text().contains("not in the table is not impossible: an outcome's probability is at most"))
    }

    @Test func greenThreadsCostToStartIsSaidBesideTheSystems() {
        var report = ExampleReports.storeBuffering()
        report.histogram = ExampleReports.storeBufferingHistogram
        report.histogram?.threads = .green
        report.histogram?.startCost = StartCost(green: 250, os: 12_500)
        #expect(report.text().contains("a green thread starts and ends in 0.25 µs, a thread of the system in 12.5 µs"))
    }

    @Test func columnsThatOnlyPropertiesNameAreNotInARunsTable() {
        var report = Self.comparison(.rc11)
        report.explorations = []
        report.program.observed = [.register(thread: 1, 0)]
        report.histogram?.outcomes = [OutcomeTally(values: [0, 0], count: 3), OutcomeTally(values: [0, 1], count: 4),
                                      OutcomeTally(values: [1, 0], count: 5)]
        report.histogram?.iterations = 12
        let text = report.text()
        #expect(text.contains("  B.r2  count  share\n     0      7"))
        #expect(text.contains("holds: 3 of 12 iterations end so"), "tracked is B.r2, A.r1")
    }

    @Test func expectingAFindingTurnsTheVerdictRound() {
        var report = ExampleReports.messagePassing
        report.expected = .race
        #expect(report.verdict == .ok)
        #expect(report.text().contains("✓ as expected: data race in reader"))
        report.expected = .deadlock
        #expect(report.verdict == .failed)
        #expect(report.summary == "expected a deadlock, and there is none")
    }

    @Test func aPartialResultIsSaidToBePartial() {
        var report = ExampleReports.storeBuffering(.sc)
        report.explorations[0].isComplete = false
        report.explorations[0].limit = .time(.seconds(10))
        #expect(report.verdict == .error)
        #expect(report.summary == "no answer: the time limit of 10 s was reached under sc after 3 executions")
        #expect(report.text().contains("PARTIAL RESULT: the time limit of 10 s was reached"))
        #expect(report.text().contains("? exists (A.r1 == 0 && B.r2 == 0) is undecided"))
    }

    @Test func whatIsExpectedMayBeStillToComeInAPartialResult() {
        var report = ExampleReports.storeBuffering(.sc)
        report.expected = .deadlock
        report.explorations[0].boundedLoops = [BoundedLoop(thread: "A", line: 3)]
        #expect(report.verdict == .error)
        #expect(report.text().contains("expected a deadlock, and none was found so far"))
        report.explorations[0].isComplete = false
        #expect(report.text().contains("PARTIAL RESULT: the first error ended it, as asked"))
    }

    @Test func aForbiddenOutcomeInAPartialResultIsAFailureAllTheSame() {
        var report = ExampleReports.storeBuffering(.rc11, kind: .forbid)
        report.explorations[0].isComplete = false
        #expect(report.verdict == .failed)
    }

    @Test func machineFailuresAndStuckThreadsAreReported() {
        var report = Self.comparison(.rc11)
        report.explorations = []
        report.histogram?.failures = [Failure(kind: .assertion, message: "x too large", thread: "B", line: 9, count: 12,
                                              state: [NamedValue("x", 5)])]
        report.histogram?.stuck = [StuckThread(thread: "A", line: 4, reason: "spins")]
        report.histogram?.warnings = ["3 threads on 2 cores"]
        let text = report.text()
        #expect(report.verdict == .failed)
        #expect(text.contains("✗ failed assertion in B, line 9, 12 times on this machine: x too large"))
        #expect(text.contains("the first time: x = 5"))
        #expect(text.contains("✗ A did not end: at line 4 it spins"))
        #expect(text.contains("warning: 3 threads on 2 cores"))
    }

    @Test func aRunThatItsCallerEndedIsNoAnswerUnlessItFailed() {
        var report = Self.comparison(.rc11)
        report.histogram?.limit = "an interrupt"
        #expect(report.verdict == .error)
        #expect(report.summary == "no answer: an interrupt came after 1,000,000 iterations")
        #expect(report.json().first?.contains(#""limit":"an interrupt""#) ?? false)
        report.explorations = []
        #expect(report.verdict == .error)
        report.histogram?.stuck = [StuckThread(thread: "A", line: 4, reason: "spins")]
        #expect(report.verdict == .failed)
    }

    @Test func largeTablesKeepTheMarkedOutcomesAndSayWhatIsLeftOut() {
        var report = ExampleReports.storeBuffering(.rc11)
        report.explorations[0].outcomes = (0..<500).map {
            OutcomeCount(outcome: Outcome([$0, 7]), executions: 1, isWeak: $0 == 499)
        }
        let text = report.text()
        #expect(text.contains(" 499     7           1  weak\n"))
        #expect(text.contains("… and 400 more outcomes"))
    }

    @Test func tablesWiderThanThePageAreFoldedWithoutLosingAValue() {
        let names = (0..<30).map { "register_number_\($0)" }
        var report = ExampleReports.storeBuffering(.rc11)
        report.program.properties = []
        report.explorations[0].properties = []
        report.program.threads[0].registers = names.map { RegisterInfo($0) }
        report.program.observed = names.indices.map { .register(thread: 0, $0) }
        report.explorations[0].outcomes = [OutcomeCount(outcome: Outcome(names.indices.map(Int64.init)), executions: 1)]
        let text = report.text()
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        let words = text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
        for (index, name) in names.enumerated() { #expect(words.contains("A.\(name) = \(index)")) }
    }

    @Test(arguments: [0, 7, 999, 1000, 525_630, -1_234_567, Int.max, Int.min])
    func thousandsAreGroupedAsFoundationGroupsThem(number: Int) {
        let style = IntegerFormatStyle<Int>(locale: Locale(identifier: "en_US"))
        #expect(NumberText.grouped(number) == number.formatted(style))
    }

    @Test func charactersAreCountedNotBytes() {
        #expect(columns(of: "→✓–") == 3)
        #expect(columns(of: "e\u{301}") == 1)
        #expect(columns(of: "日本") == 4)
        #expect("a→b".paddedRight(to: 5) == "a→b  ")
    }
}
