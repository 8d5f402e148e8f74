@testable import Language
import Litmus
import Testing

@Suite("Lowered code is tight, and knows where it came from") struct LoweredCodeTests {
    /// Instructions by name, and nothing else.
    func names(_ body: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
        try program("atomic x, y, slot[4]\nvar data\nthread A { \(body) }", sourceLocation: sourceLocation)
            .threads[0].instructions.map { String("\($0)".prefix { $0 != "(" }) }
    }

    @Test(
        arguments: [
            ("let r = x.load()", ["load"]), ("let r = x.fetch_add(1)", ["readModifyWrite"]),
            ("let r = 3 + 4 * 2", ["copy"]),
            ("let p = 1; let q = 2; x.store(p + q)", ["copy", "copy", "binary", "store"]),
            ("x.store(2 * 3)", ["store"]), ("let r = data", ["load"]), ("data = 1", ["store"]),
            ("slot[1 + 1].store(1)", ["store"]),
            ("let (ok, seen) = x.compare_exchange(0, 1)", ["compareExchange"]),
            ("if x.load() { y.store(1) }", ["load", "branch", "store"]),
            ("if x.load() != 0 { y.store(1) }", ["load", "branch", "store"]),
            (
                "if x.load() == 1 { y.store(1) } else { y.store(2) }",
                ["load", "binary", "branch", "store", "jump", "store"]
            ),
            ("while x.load() == 0 { }", ["loopEnter", "loopHead", "load", "binary", "branch", "jump"]),
            ("while x.load() != 0 { spin_loop() }", ["loopEnter", "loopHead", "load", "branch", "hint", "jump"]),
            ("while !x.load() { }", ["loopEnter", "loopHead", "load", "branch"]),
            ("loop { if x.load() == 1 { break } }", ["loopEnter", "loopHead", "load", "binary", "branch", "jump"]),
            ("if true { x.store(1) } else { x.store(2) }", ["store"]),
            ("while false { x.store(1) }", ["loopEnter", "loopHead"]),
            ("return; x.store(1)", []), ("x.store(1); return", ["store"]), ("if x.load() { return }", ["load"]),
            (
                "for i in 0..3 { x.store(i) }",
                ["copy", "loopEnter", "loopHead", "binary", "branch", "store", "binary", "jump"]
            ),
            (
                "let r = x.load() == 1 && y.load() == 2",
                ["load", "binary", "branch", "load", "binary", "jump", "copy"]
            ),
            ("let a = 1; let b = 2; let r = a == 1 && b == 2", ["copy", "copy", "binary", "binary", "binary"]),
            ("panic(\"x\"); x.store(1)", ["panic"]),
        ] as [(String, [String])])
    func noInstructionIsWasted(body: String, expected: [String]) throws {
        #expect(try names(body) == expected)
    }

    @Test func aCallOfAnInlinedFunctionCostsNothing() throws {
        let text =
            "atomic x\nfn get(l) { return l.load(Acquire) }\nfn inc(v) { v + 1 }\n"
            + "thread A { let r = get(x); let s = inc(r) }"
        let instructions = try program(text).threads[0].instructions
        #expect(instructions == [
            .load(to: 0, Address(base: 0), .acquire), .binary(to: 1, .add, .register(0), .constant(1)),
        ])
    }

    @Test func temporariesServeAgain() throws {
        let text = "atomic x\nthread A { \(String(repeating: "x.store(x.load() + 1); ", count: 50)) }"
        #expect(try program(text).threads[0].registers.count == 1)
    }

    @Test func anArrayElementWithAConstantIndexIsALoneLocation() throws {
        let instructions = try program(
            "atomic a, s[4]\nconst K = 2\nthread A { s[K + 1].store(1); let i = 2; s[i].store(1) }"
        ).threads[0]
            .instructions
        #expect(instructions.first == .store(Address(base: 4), .constant(1), .seqCst))
        #expect(instructions.last == .store(Address(base: 1, count: 4, index: .register(0)), .constant(1), .seqCst))
    }

    @Test func loopsAreNumberedWithTheirLinesAndKinds() throws {
        let thread = try program("thread A {\n  while 1 { break }\n  for i in 0..2 {\n    loop { break }\n  }\n}")
            .threads[0]
        #expect(
            thread.loops == [
                // A condition that is always true is none.
                Loop(isCounted: false, isConditional: false, line: 2), Loop(isCounted: true, line: 3),
                Loop(isCounted: false, isConditional: false, line: 4),
            ])
    }

    @Test func everyInstructionHasItsStatementAndItsPlace() throws {
        let thread = try program("""
            atomic x
            fn put(l, v) {
                l.store(v,
                        Release)
            }
            thread A {
              if x.load() == 1 { put(x, 2) }
              else if x.load(Relaxed) == 3 {
                let r = x.swap(1)   // swap
              }
              while x.load(Acquire) != 0 { spin_loop() }
            }
            """).threads[0]
        let origins = Dictionary(grouping: zip(thread.instructions, thread.origins).map { pair in
            (String("\(pair.0)".prefix { $0 != "(" }), pair.1)
        }, by: \.0).mapValues { $0.map(\.1) }
        #expect(origins["load"] == [
            Origin(line: 7, column: 3, statement: "if x.load() == 1"),
            Origin(line: 8, column: 11, statement: "else if x.load(Relaxed) == 3"),
            Origin(line: 11, column: 3, statement: "while x.load(Acquire) != 0"),
        ])
        #expect(origins["store"] == [Origin(line: 3, column: 5, statement: "l.store(v, …")])
        #expect(origins["readModifyWrite"] == [Origin(line: 9, column: 5, statement: "let r = x.swap(1)")])
        #expect(origins["hint"] == [Origin(line: 11, column: 32, statement: "spin_loop()")])
        #expect(thread.origins.count == thread.instructions.count)
    }

    @Test func jumpsStayInsideTheCode() throws {
        for seed in 0..<300 {
            var generator = ThreadGenerator(seed: UInt64(seed) + 77_000)
            let code = try program(Printer.text(of: generator.tree())).threads[0]
            for (index, instruction) in code.instructions.enumerated() {
                switch instruction {
                case .jump(let target):
                    #expect(target >= 0 && target <= code.instructions.count && target != index + 1)
                    if target < code.instructions.count, case .jump(let next) = code.instructions[target] {
                        #expect(next == target, "a jump to a jump, but for an empty endless loop")
                    }
                case .branch(_, let target): #expect(target >= 0 && target <= code.instructions.count)
                default: break
                }
            }
        }
    }
}
