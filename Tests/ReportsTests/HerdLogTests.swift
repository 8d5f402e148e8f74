import Foundation
import AtomicsCore
import Litmus
import ModelChecker
import Reports
import Support
import Testing

/// herd7's own logs, read into programs and explorations and written again, must come out as they were.
@Suite struct HerdLogTests {
    @Test(arguments: ModelName.allCases)
    func herdsOwnLogsAreWrittenAsHerdWroteThem(model: ModelName) throws {
        let blocks = try TestResources.herdLog(model.rawValue).components(separatedBy: "\n\n")
            .map { $0.split(separator: "\n").map(String.init) }.filter { !$0.isEmpty }
        #expect(blocks.count > 400)
        for block in blocks {
            let report = try HerdBlock(block).report(model)
            #expect(Self.comparable(report.herdLog()) == block.filter { !$0.hasPrefix("Hash=") }, "\(block[0])")
        }
    }

    /// A log's lines without those that depend on the machine.
    private static func comparable(_ log: String) -> [String] {
        log.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("Time ") }
    }

    @Test func raceIsUndefinedUnderRC11Only() {
        for model in ModelName.allCases {
            var report = ExampleReports.messagePassing
            report.explorations[0].model = model
            #expect(report.herdLog().contains("\nUndef\n") == (model == .rc11))
            #expect(report.herdLog().contains("\nFlag *undef*\n") == (model == .rc11))
        }
    }

    @Test func programsWithoutAPropertyAreCompletedAsHerdCompletesThem() {
        var report = ExampleReports.storeBuffering(.rc11)
        report.program.properties = []
        report.explorations[0].properties = []
        let log = report.herdLog()
        #expect(log.hasPrefix("Test store_buffering Required\nStates 4\n"))
        #expect(log.contains("\nOk\nWitnesses\nPositive: 4 Negative: 0\nCondition forall (true)\n"))
        #expect(log.contains("\nObservation store_buffering Always 4 0\n"))
    }

    /// herd7 counts for `~exists` as positive what does not satisfy the proposition, except in `Observation`.
    @Test func forbiddenConditionsCountTheOtherWayRound() {
        let log = ExampleReports.storeBuffering(.rc11, kind: .forbid).herdLog()
        #expect(log.hasPrefix("Test store_buffering Forbidden\n"))
        #expect(log.contains("\nNo\nWitnesses\nPositive: 3 Negative: 1\n"))
        #expect(log.contains("Condition ~exists (0:r1=0 /\\ 1:r2=0)\nObservation store_buffering Sometimes 1 3\n"))
    }

    @Test func conditionsBeyondConjunctionsKeepTheirBrackets() {
        var report = ExampleReports.storeBuffering(.rc11)
        func equal(_ thread: Int, _ value: Int64) -> Condition {
            .binary(.equal, .value(of: .register(thread: thread, 0)), .constant(value))
        }
        let condition = Condition.binary(
            .and, .binary(.or, equal(0, 1), equal(1, 1)),
            .unary(.not, .binary(.notEqual, .value(of: .location(0)), .constant(2))))
        report.program.properties = [Property(.exists, condition)]
        report.explorations[0].properties[0].property = report.program.properties[0]
        #expect(report.herdLog().contains(
            "Condition exists ((0:r1=1 \\/ 1:r2=1) /\\ not (not ([flag1]=2)))"))
    }

    @Test func aBoundedLoopIsSaidAsHerdSaysIt() {
        var report = ExampleReports.storeBuffering(.rc11)
        report.explorations[0].boundedLoops = [BoundedLoop(thread: "A", line: 3)]
        #expect(report.herdLog().contains("\nLoop Ok\n"))
    }

    @Test func aPartialResultIsAnAnswerAsFarAsItLookedToo() {
        var report = ExampleReports.storeBuffering(.rc11)
        report.explorations[0].isComplete = false
        #expect(report.herdLog().contains("\nLoop Ok\n"))
    }

    /// The form of litmus7's published output for SB.
    @Test func runsAreWrittenAsLitmusWritesThem() {
        var report = ExampleReports.storeBuffering()
        report.histogram = ExampleReports.storeBufferingHistogram
        #expect(report.herdLog() == """
            Test store_buffering Allowed
            Histogram (4 states)
            1234  *>0:r1=0; 1:r2=0;
            499000:>0:r1=0; 1:r2=1;
            499765:>0:r1=1; 1:r2=0;
            1     :>0:r1=1; 1:r2=1;
            Ok

            Witnesses
            Positive: 1234, Negative: 998766
            Condition exists (0:r1=0 /\\ 1:r2=0) is validated
            Observation store_buffering Sometimes 1234 998766
            Time store_buffering 0.25

            """)
    }
}

/// A block of herd7's log, as data.
private struct HerdBlock {
    var name: String
    var columns: [String]
    var states: [[Int64]]
    var isUndefined: Bool
    var positive: Int
    var negative: Int
    var atoms: [(column: String, value: Int64)]

    init(_ lines: [String]) throws {
        name = String(lines[0].split(separator: " ")[1])
        let count = try #require(Int(lines[1].split(separator: " ")[1]))
        let assignments = lines[2..<2 + count].map { line in
            line.split(separator: ";").map { Self.assignment($0) }
        }
        columns = try #require(assignments.first).map(\.column)
        states = assignments.map { $0.map(\.value) }
        let rest = lines[(2 + count)...]
        isUndefined = rest.first == "Undef"
        let numbers = try #require(rest.first { $0.hasPrefix("Positive") }).split(separator: " ").compactMap { Int($0) }
        (positive, negative) = (numbers[0], numbers[1])
        let condition = try #require(rest.first { $0.hasPrefix("Condition exists (") })
        atoms = condition.dropFirst("Condition exists (".count).dropLast().components(separatedBy: " /\\ ")
            .map { Self.assignment($0) }
    }

    private static func assignment(_ text: some StringProtocol) -> (column: String, value: Int64) {
        let sides = text.split(separator: "=")
        return (sides[0].trimmingCharacters(in: .whitespaces), Int64(sides[1]) ?? .min)
    }

    /// The report that a checker would give that agrees with herd7.
    func report(_ model: ModelName) throws -> Report {
        var locations: [Location] = []
        var registers = Array(repeating: [String](), count: 8)
        func observable(_ column: String) throws -> Observable {
            if column.hasPrefix("[") {
                let name = String(column.dropFirst().dropLast())
                if let known = locations.firstIndex(where: { $0.name == name }) { return .location(known) }
                locations.append(Location(name: name, kind: .atomic))
                return .location(locations.count - 1)
            }
            let parts = column.split(separator: ":")
            let thread = try #require(Int(parts[0]))
            let name = String(parts[1])
            if let known = registers[thread].firstIndex(of: name) { return .register(thread: thread, known) }
            registers[thread].append(name)
            return .register(thread: thread, registers[thread].count - 1)
        }
        // Not in herd's order: the log sorts its columns itself.
        let observed = try columns.reversed().map(observable)
        let equalities = try atoms.map {
            Condition.binary(.equal, .value(of: try observable($0.column)), .constant($0.value))
        }
        let condition = equalities.dropFirst().reduce(equalities.first) { left, right in
            left.map { .binary(.and, $0, right) }
        }
        let property = Property(.exists, try #require(condition))
        let threads = registers.enumerated().map { thread, names in
            Thread(name: "P\(thread)", instructions: [], registers: names.map { RegisterInfo($0) })
        }
        var exploration = Exploration(model: model)
        exploration.executions = positive + negative
        exploration.racyExecutions = isUndefined ? 1 : 0
        exploration.outcomes = states.map { OutcomeCount(outcome: Outcome($0.reversed()), executions: 1) }
            .sorted { $0.outcome < $1.outcome }
        exploration.properties = [PropertyResult(property: property, holds: positive > 0, satisfying: positive,
                                                 others: negative)]
        return Report(program: Program(name: name, dialect: .herd, locations: locations, threads: threads,
                                       properties: [property], observed: observed), explorations: [exploration])
    }
}
