import Language
import Litmus
import Testing

@Suite("Properties and columns") struct PropertyTests {
    let body = """
        atomic x = 1, slot[3]
        var pair: wide = (4, 5)
        mutex m
        const N = 2
        thread A { let r1 = x.load(); let r2 = 7 }
        thread t[2] { let r = id }

        """

    /// The value of a condition, where threads run one after the other.
    func truth(of condition: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Int64? {
        let machine = try ran(body + "exists (\(condition))", sourceLocation: sourceLocation)
        return machine.program.properties[0].condition.evaluate { observable in
            switch observable {
            case .location(let index): machine.memory[index]
            case .register(let thread, let register): machine.registers[thread][register]
            }
        }
    }

    @Test(arguments: [
        ("A.r1 == 1 && A.r2 == 7", 1), ("A.r1 == 1 && x == 2", 0), ("x == 2 || pair.1 == 5", 1), ("!(slot[1] == 0)", 0),
        ("t1.r == 1 && t[0].r == 0", 1), ("slot[N] + pair.0 * 2 == 8", 1), ("A.r2 % 4 > N", 1), ("x", 1),
        ("A.r1 & 1 | 4", 5), ("true && !false", 1), ("t1.id + N", 3), ("x == 1 && 1 / slot[0] == 1 || 1", 1),
    ] as [(String, Int64)])
    func aConditionMayUseAllOperators(condition: String, expected: Int64) throws {
        guard condition.contains("/") else {
            #expect(try truth(of: condition) == expected)
            return
        }
        #expect(try truth(of: condition) == nil, "a division by zero has no value")
    }

    @Test func aPropertyHasItsKindItsModelsItsTextAndItsLine() throws {
        let lowered = try program(body + """
            exists (A.r1 == 0   &&
                    x == 1)  // a comment
            forbid ((A.r1 == 0) || (x == 1)) under sc, tso
            forall ((x == 1))
            exists x == /* inside */ 1
            """)
        #expect(lowered.properties.map(\.kind) == [.exists, .forbid, .forall, .exists])
        #expect(lowered.properties.map(\.models) == [[], ["sc", "tso"], [], []])
        #expect(lowered.properties.map(\.text) == [
            "A.r1 == 0 && x == 1", "(A.r1 == 0) || (x == 1)", "x == 1", "x == 1",
        ])
        #expect(lowered.properties.map(\.line) == [7, 9, 10, 11])
    }

    @Test func theColumnsAreWhatIsObservedElseWhatPropertiesNameElseEverything() throws {
        #expect(
            columns(try program(body + "observe t, slot, pair, A.r2, x, t.r")) == [
                "t0.r", "t1.r", "slot[0]", "slot[1]", "slot[2]", "pair.0", "pair.1", "A.r2", "x",
            ])
        #expect(
            columns(try program(body + "exists (x == 1 && A.r2 == x)\nforbid (A.r1 == 1)")) == ["x", "A.r2", "A.r1"])
        #expect(
            columns(try program(body)) == [
                "A.r1", "A.r2", "t0.r", "t1.r", "x", "slot[0]", "slot[1]", "slot[2]", "pair.0", "pair.1",
            ])
        #expect(columns(try program(body + "forall (1)")) == columns(try program(body)))
    }

    @Test(arguments: [
        ("exists (A.r3 == 1)", "7:11 `A` has no register `r3`"), ("exists (C.r == 1)", "7:9 there is no thread `C`"),
        ("exists (t.r == 1)", "7:9 `t` is 2 threads"), ("exists (r1 == 1)", "7:9 `r1` is not declared"),
        ("exists (slot == 1)", "7:9 `slot` is more than one value"),
        ("exists (slot[3] == 1)", "7:14 an index into `slot` cannot be 3"),
        ("exists (slot[x] == 1)", "7:14 `x` is not a constant"), ("exists (x[0] == 1)", "7:9 `x` is not an array"),
        ("exists (pair == 1)", "7:9 `pair` is more than one value"),
        ("exists (pair.2 == 1)", "7:14 `pair` has no part `2`"),
        ("exists (m == 1)", "7:9 `m` is a mutex and has no value to ask for"),
        ("exists (x.load() == 1)", "7:9 a condition does nothing, it looks at the end of an execution"),
        ("exists (f(x) == 1)", "7:9 a condition calls no functions"), ("exists (A == 1)", "7:9 `A` is not declared"),
        ("exists (x = 1)", "7:11 `=` assigns, and this is a condition"),
        ("exists", "7:7 expected an expression, found the end of the text"),
        ("exists (x == 1) under arm", "7:23 there is no memory model `arm`"),
        ("exists (x == 1) under SC", "7:23 there is no memory model `SC`"),
        ("exists (x == 1) x", "7:17 expected the end of the line, found `x`"),
        ("exists ((x, 1))", "7:8 this is not a value"), ("observe y", "7:9 `y` is not declared"),
        ("observe m", "7:9 `m` is a mutex and has no value to ask for"),
        ("observe A.q", "7:11 `A` has no register `q`"),
        ("exists (x == 1 /\\ x == 2)", "7:16 expected an operator or `)`, found `/\\`"),
        ("exists (finally.r == 1)", "7:9 there is no thread `finally`"),
        ("exist (x == 1)", "7:1 expected a declaration, a `thread`, a `fn` or a property, found `exist`"),
    ])
    func whatCannotBeAskedForIsReported(property: String, message: String) {
        #expect(errors(body + property).contains(message), "\(errors(body + property))")
    }

    @Test func theNearestNameIsSuggested() {
        #expect(helps(body + "exists (A.r12 == 1)") == ["did you mean `A.r1`?"])
        #expect(helps(body + "exists (r1 == 1)") == ["the register is `A.r1`"])
        #expect(helps(body + "exists (r == 1)") == ["the register is `t0.r`"])
        #expect(helps(body + "exists (x == 1) under ts") == ["did you mean `tso`?"])
        #expect(helps(body + "exist (x == 1)") == ["did you mean `exists`?"])
        #expect(helps(body + "exists (x == 1 /\\ x == 2)") == ["write `&&`; `/\\` is herd's"])
    }

    @Test func aPropertyMayHaveThousandsOfParts() throws {
        let parts = (0..<5000).map { "x == \($0)" }.joined(separator: " || ")
        let lowered = try program("atomic x = 4999\nthread A { }\nexists (\(parts))")
        #expect(lowered.properties[0].condition.evaluate { _ in 4999 } == 1)
        #expect(lowered.properties[0].condition.evaluate { _ in 5000 } == 0)
        #expect(columns(lowered) == ["x"])
    }
}
