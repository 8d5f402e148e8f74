@testable import Language
import Litmus
import Testing

@Suite struct SemanticsTests {
    /// The lowered code against an evaluation of the tree as it stands, which shares no line with the lowering.
    @Test(arguments: 0..<20)
    func loweredCodeDoesWhatTheTreeSays(part: Int) throws {
        var compared = 0
        for seed in part * 60..<(part + 1) * 60 {
            var generator = ThreadGenerator(seed: UInt64(seed))
            let text = Printer.text(of: generator.tree()) + "observe T, x, s, v, w\n"
            let tree = RoundTripTests.read(text).tree
            let result = parse(text)
            let errors = result.diagnostics.filter { $0.severity == .error }.map { $0.rendered(in: text) }
            #expect(errors == [], "seed \(seed):\n\(text)")
            guard let program = result.program else { continue }
            var evaluator = TreeEvaluator(tree)
            var machine = SequentialMachine(program)
            guard case .thread(let thread)? = tree.items.compactMap({ item -> Item.Kind? in
                if case .thread = item.kind { item.kind } else { nil }
            }).first else { continue }
            do {
                try evaluator.run(thread.body)
            } catch TreeEvaluator.Exit.endless {
                continue
            } catch TreeEvaluator.Exit.division {
                #expect(throws: SequentialMachine.Failure.division, "seed \(seed):\n\(text)") { try machine.run() }
                continue
            }
            #expect(throws: Never.self, "seed \(seed):\n\(text)") { try machine.run() }
            compared += 1
            for (name, values) in evaluator.shared {
                let found = values.indices.map { machine.value(of: values.count == 1 ? name : "\(name)[\($0)]") }
                #expect(found == values, "\(name), seed \(seed):\n\(text)")
            }
            for (name, value) in evaluator.registers where !evaluator.returnedEarly {
                #expect(machine.value(of: "T.\(name)") == value, "T.\(name), seed \(seed):\n\(text)")
            }
        }
        #expect(compared > 10)
    }
}
