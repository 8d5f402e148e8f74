import Litmus
import ModelChecker
import Testing

/// The checker under `sc` and `tso` against machines that interleave steps and buffer stores, and know no graphs.
@Suite struct AbstractMachineTests {
    private static let everything: RandomTexts.Features = [
        .branches, .spawns, .finally, .locks, .spins, .asserts, .fences, .arrays, .weak,
    ]

    @Test(arguments: [ModelName.sc, .tso])
    func outcomesAndDeadlocksAreThoseOfTheAbstractMachine(_ model: ModelName) throws {
        try compare(model, programs: Effort.programs(25), RandomTexts(seed: 11, Self.everything, threads: 2...3, statements: 2...4))
    }

    @Test(arguments: [ModelName.sc, .tso])
    func spinsEndAsTheyDoOnTheAbstractMachine(_ model: ModelName) throws {
        try compare(model, programs: Effort.programs(25), RandomTexts(seed: 12, [.spins, .branches, .weak], threads: 2...3, statements: 2...4))
    }

    @Test(arguments: [ModelName.sc, .tso])
    func locksTakeTurnsAsTheyDoOnTheAbstractMachine(_ model: ModelName) throws {
        try compare(model, programs: Effort.programs(25), RandomTexts(seed: 13, [.locks, .branches], threads: 2...3, statements: 2...4))
    }

    private func compare(_ model: ModelName, programs: Int, _ source: RandomTexts) throws {
        var source = source
        for _ in 0..<programs {
            let text = source.next()
            let program = try program(text)
            let machine = AbstractMachine(program, hasBuffers: model == .tso)
            if machine.isTooLarge { continue }
            let exploration = explore(program, CheckOptions(model: model))
            guard exploration.isComplete, exploration.boundedLoops.isEmpty else { continue }
            let isStuck = exploration.errorKinds.contains(.deadlock) || exploration.errorKinds.contains(.livelock)
            let fails = !Set(exploration.errorKinds).isDisjoint(with: [.assertion, .misuse, .bounds, .arithmetic])
            #expect(exploration.outcomeValues == machine.outcomes, "\(model)\n\(text)")
            let canGetStuck = machine.canGetStuck || (isStuck && canGetStuckWhateverFails(program, model))
            #expect(isStuck == canGetStuck, "\(model)\n\(text)\(exploration.errors.map(\.message))")
            #expect(fails == machine.canFail, "\(model)\n\(text)\(exploration.errors.map(\.message))")
            if exploration.outcomeValues != machine.outcomes || isStuck != canGetStuck || fails != machine.canFail { return }
        }
    }
    /// Who is stuck beside a failed thread, not because of it, would be stuck if that thread had gone on.
    private func canGetStuckWhateverFails(_ program: Program, _ model: ModelName) -> Bool {
        let machine = AbstractMachine(program, hasBuffers: model == .tso, ignoresAssertions: true)
        return machine.isTooLarge || machine.canGetStuck
    }
}
