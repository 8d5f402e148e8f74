@testable import AtomicsCore
import Litmus
import Testing

@Suite("A lone thread does what its instructions mean")
struct EngineAgreementTests {
    /// Runs a random program thrice and compares it with the reference.
    private func compare(seed: UInt64, interpreting: Bool) throws {
        let program = RandomProgram.make(seed: seed)
        var reference = ReferenceInterpreter(program)
        let ending = reference.run()
        var options = RunOptions()
        options.iterations = 3
        options.seed = seed
        let histogram = try RealRun(program, options, interpreting: interpreting).run { false }
        #expect(histogram.iterations == 3, "seed \(seed)")
        #expect(histogram.stuck.isEmpty, "seed \(seed)")
        switch ending {
        case .ended:
            #expect(histogram.failures.isEmpty, "seed \(seed)")
            #expect(histogram.outcomes == [OutcomeTally(values: reference.registers + reference.memory, count: 3)],
                    "seed \(seed)")
        case .discarded:
            #expect(histogram.discarded == 3, "seed \(seed)")
            #expect(histogram.outcomes.isEmpty, "seed \(seed)")
        case .failed(let kind, _):
            #expect(histogram.outcomes.isEmpty, "seed \(seed)")
            #expect(histogram.failures.map(\.kind) == [kind], "seed \(seed)")
            #expect(histogram.failures.map(\.count) == [3], "seed \(seed)")
            let state = program.threads[0].registers.indices.map { NamedValue("T.r\($0)", reference.registers[$0]) }
                + zip(program.locations, reference.memory).map { NamedValue($0.name, $1) }
            #expect(histogram.failures.first?.state == state, "seed \(seed)")
        }
    }

    @Test("generated code agrees with the reference on random programs", arguments: 0..<20)
    func compiled(block: UInt64) throws {
        for seed in block * 50..<(block + 1) * 50 { try compare(seed: seed, interpreting: false) }
    }

    @Test("the interpreter agrees with the reference on random programs", arguments: 0..<4)
    func interpreted(block: UInt64) throws {
        for seed in block * 50..<(block + 1) * 50 { try compare(seed: seed, interpreting: true) }
    }

    @Test("about half of the random programs come to their end")
    func programsAreWorthTheTrouble() {
        let endings = (UInt64(0)..<1000).map { seed in
            var reference = ReferenceInterpreter(RandomProgram.make(seed: seed))
            return reference.run()
        }
        #expect((300...900).contains(endings.count { $0 == .ended }))
        #expect(endings.contains { if case .failed(.bounds, _) = $0 { true } else { false } })
        #expect(endings.contains { if case .failed(.arithmetic, _) = $0 { true } else { false } })
        #expect(endings.contains(.discarded))
    }
}
