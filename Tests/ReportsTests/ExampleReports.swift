import AtomicsCore
import Litmus
import ModelChecker
import Reports
import Support

/// Results made by hand, as the checker and the atomics core would give them.
enum ExampleReports {
    private static let bothZero = Condition.binary(
        .and,
        .binary(.equal, .value(of: .register(thread: 0, 0)), .constant(0)),
        .binary(.equal, .value(of: .register(thread: 1, 0)), .constant(0)))

    /// Store buffering with an `exists` for its weak outcome.
    static func storeBufferingProgram(_ kind: Property.Kind = .exists) -> Program {
        var program = ClassicPrograms.storeBuffering(.relaxed, .relaxed)
        program.properties = [Property(kind, bothZero, text: "A.r1 == 0 && B.r2 == 0", line: 14)]
        return program
    }

    /// design.md's sample: both stores stay in their buffers until both loads are done.
    static let storeBufferingWitness = Witness(
        model: .tso,
        events: [
            .init(thread: 0, instruction: 0, kind: .write, order: .relaxed, location: 0, valueWritten: 1,
                  modificationIndex: 1),
            .init(thread: 0, instruction: 1, kind: .read, order: .relaxed, location: 1, valueRead: 0,
                  readsFrom: .initialValue),
            .init(thread: 1, instruction: 0, kind: .write, order: .relaxed, location: 1, valueWritten: 1,
                  modificationIndex: 1),
            .init(thread: 1, instruction: 1, kind: .read, order: .relaxed, location: 0, valueRead: 0,
                  readsFrom: .initialValue, missedWrite: 0),
        ],
        steps: [.execute(0), .execute(1), .execute(2), .execute(3), .flush(0), .flush(2)],
        edges: [
            .init(from: nil, to: 1, relation: "rf"), .init(from: nil, to: 3, relation: "rf"),
            .init(from: 1, to: 2, relation: "rb"), .init(from: 3, to: 0, relation: "rb"),
        ],
        values: [0, 0])

    static func storeBufferingExploration(_ model: ModelName, _ program: Program) -> Exploration {
        var exploration = Exploration(model: model)
        let isWeaker = model != .sc
        exploration.executions = isWeaker ? 4 : 3
        exploration.seconds = 0.0004
        let states: [[Int64]] = [[0, 0], [0, 1], [1, 0], [1, 1]]
        exploration.outcomes = (isWeaker ? states : Array(states.dropFirst())).map { values in
            var witness = storeBufferingWitness
            witness.model = model
            if model != .tso { witness.steps = [.execute(0), .execute(1), .execute(2), .execute(3)] }
            let isWeak = values == [0, 0]
            return OutcomeCount(
                outcome: Outcome(values), executions: 1, isWeak: isWeak, witness: isWeak ? witness : nil,
                explanation: isWeak ? Explanation(sentence: "each load overtakes the store before it") : nil)
        }
        exploration.properties = program.properties.map { property in
            let satisfying = isWeaker ? 1 : 0
            return PropertyResult(
                property: property, holds: property.holds(satisfying: satisfying, others: 3),
                satisfying: satisfying, others: 3, witness: exploration.outcomes.first?.witness,
                explanation: isWeaker ? nil : Explanation(
                    axiom: "sc", cycle: "A: flag1.store →po A: flag2.load →rb B: flag2.store →po B: flag1.load "
                        + "→rb A: flag1.store", sentence: "the accesses form a cycle"))
        }
        return exploration
    }

    static func storeBuffering(_ models: ModelName..., kind: Property.Kind = .exists) -> Report {
        let program = storeBufferingProgram(kind)
        return Report(program: program, explorations: models.map { storeBufferingExploration($0, program) })
    }

    static let storeBufferingHistogram: Histogram = {
        var histogram = Histogram()
        histogram.iterations = 1_000_000
        histogram.seconds = 0.25
        histogram.outcomes = [
            OutcomeTally(values: [0, 0], count: 1234), OutcomeTally(values: [0, 1], count: 499_000),
            OutcomeTally(values: [1, 0], count: 499_765), OutcomeTally(values: [1, 1], count: 1),
        ]
        histogram.placement = "pinned to processors 0 and 1"
        return histogram
    }()

    /// Message passing with a plain payload and a relaxed flag: a data race.
    static let messagePassing: Report = {
        let program = Program(
            name: "message_passing",
            locations: [Location(name: "data", kind: .plain), Location(name: "ready", kind: .atomic)],
            threads: [
                Thread(name: "writer", instructions: [
                    .store(Address(base: 0), .constant(42), .plain),
                    .store(Address(base: 1), .constant(1), .release),
                ], origins: [Origin(line: 7, column: 5, statement: "data = 42"),
                             Origin(line: 8, column: 5, statement: "ready.store(1, Release)")], registers: []),
                Thread(name: "reader", instructions: [
                    .load(to: 0, Address(base: 1), .relaxed),
                    .load(to: 1, Address(base: 0), .plain),
                ], origins: [Origin(line: 11, column: 5, statement: "let r = ready.load(Relaxed)"),
                             Origin(line: 12, column: 5, statement: "let seen = data")],
                       registers: [RegisterInfo("r"), RegisterInfo("seen")]),
            ],
            observed: [.register(thread: 1, 0), .register(thread: 1, 1)])
        let witness = Witness(
            model: .rc11,
            events: [
                .init(thread: 0, instruction: 0, kind: .write, order: .plain, location: 0, valueWritten: 42),
                .init(thread: 0, instruction: 1, kind: .write, order: .release, location: 1, valueWritten: 1),
                .init(thread: 1, instruction: 0, kind: .read, order: .relaxed, location: 1, valueRead: 1,
                      readsFrom: .event(1)),
                .init(thread: 1, instruction: 1, kind: .read, order: .plain, location: 0, valueRead: 0,
                      readsFrom: .initialValue, missedWrite: 0),
            ],
            steps: [.execute(0), .execute(1), .execute(2), .execute(3)], values: [1, 0])
        var exploration = Exploration(model: .rc11)
        exploration.executions = 4
        exploration.racyExecutions = 4
        exploration.outcomes = [[0, 0], [0, 42], [1, 0], [1, 42]].map {
            OutcomeCount(outcome: Outcome($0), executions: 1, isWeak: $0 == [1, 0])
        }
        exploration.errors = [Finding(
            kind: .race,
            message: "`data = 42` and `let seen = data` are unordered: the Relaxed load of ready does not synchronise "
                + "with the Release store",
            thread: "reader", line: 12, witness: witness)]
        return Report(program: program, explorations: [exploration])
    }()
}
