import Language
import Litmus
import Testing

@Suite("Shared state is declared as the language's page says") struct SharedStateTests {
    func locations(_ declaration: String) throws -> [Location] {
        try program("\(declaration)\nthread A { }").locations
    }

    @Test func atomicsStartAtZeroWhereNothingIsSaid() throws {
        #expect(try locations("atomic x = 5, y") == [
            Location(name: "x", kind: .atomic, initialValue: 5), Location(name: "y", kind: .atomic),
        ])
    }

    @Test func anArrayIsAsManyLocationsAsItHasElements() throws {
        #expect(try locations("atomic slot[3] = 7").map(\.name) == ["slot[0]", "slot[1]", "slot[2]"])
        #expect(try locations("atomic slot[3] = 7").map(\.initialValue) == [7, 7, 7])
        #expect(try locations("var buf[4] = [1, 2, 3, 4]").map(\.initialValue) == [1, 2, 3, 4])
        #expect(try locations("var buf[2]").map(\.kind) == [.plain, .plain])
    }

    @Test func aWideVariableIsTwoWords() throws {
        #expect(try locations("var pair: wide = (3, 4)") == [
            Location(name: "pair.0", kind: .wideHalf, initialValue: 3),
            Location(name: "pair.1", kind: .wideHalf, initialValue: 4),
        ])
        let array = try locations("var pairs[2]: wide = [(1, 2), (3, 4)]")
        #expect(array.map(\.name) == ["pairs[0].0", "pairs[0].1", "pairs[1].0", "pairs[1].1"])
        #expect(array.map(\.initialValue) == [1, 2, 3, 4])
        #expect(try locations("var pairs[2]: wide = (8, 9)").map(\.initialValue) == [8, 9, 8, 9])
    }

    @Test func objectsAreLocationsOfTheirKinds() throws {
        let text = """
            mutex m, n
            rwlock l
            condvar c
            barrier b(2)
            semaphore s(1)
            channel ch(0)
            mutex forks[2]
            barrier bs[2](3)
            """
        #expect(try locations(text).map(\.kind) == [
            .mutex, .mutex, .rwlock, .condvar, .barrier(parties: 2), .semaphore(permits: 1), .channel(capacity: 0),
            .mutex, .mutex, .barrier(parties: 3), .barrier(parties: 3),
        ])
    }

    @Test func constantsAreEvaluatedWhateverTheirOrder() throws {
        let text = """
            const SIZE = HALF * 2, MASK = 0xFF & ~1
            const HALF = 2
            """
        #expect(errors(text + "\nthread A { }") == ["1:38 expected an expression, found `~`"])
        #expect(
            try locations("const N = M + 1\nconst M = 1 << 1\natomic x[N] = -N").map(\.initialValue) == [-3, -3, -3])
    }

    @Test func numbersAreDecimalHexadecimalOrBinary() throws {
        let text =
            "var a = 1_000, b = 0xff_ff, c = 0b1010_1010, d = -9223372036854775808, e = true, f = 9223372036854775807"
        #expect(try locations(text).map(\.initialValue) == [1000, 65535, 170, .min, 1, .max])
    }

    @Test(arguments: [
        ("atomic x = 9223372036854775808", "1:12 `9223372036854775808` does not fit: numbers are 64-bit, signed"),
        ("atomic x = 0xFFFFFFFFFFFFFFFFFF", "1:12 `0xFFFFFFFFFFFFFFFFFF` does not fit: numbers are 64-bit, signed"),
        ("atomic x = 12u32", "1:12 `u` is not a digit of a number to base 10"),
        ("atomic x = 0b12", "1:12 `2` is not a digit of a number to base 2"),
        ("atomic x = 1.5", "1:12 numbers are whole: 64-bit, signed"),
        ("atomic x = 0x", "1:12 the number has no digits"),
        ("atomic x[0]", "1:10 an array's size cannot be 0"),
        ("atomic x[2] = [1]", "1:15 1 value for an array of 2 elements"),
        ("atomic x = [1, 2]", "1:12 a list of values is for arrays"),
        ("atomic x = (1, 2)", "1:12 one word cannot hold a pair"),
        ("var p: wide = 3", "1:15 a wide variable starts with two numbers"),
        ("var p: i32 = 3", "1:6 there are no types here: every value is a 64-bit signed number"),
        ("atomic x: AtomicUsize = 0", "1:9 there are no types here: every value is a 64-bit signed number"),
        ("atomic x = y", "1:12 `y` is not a constant"),
        ("atomic x = 1 / 0", "1:16 this divides by zero"),
        ("const N = N + 1", "1:7 the constant `N` is defined by itself"),
        ("atomic x\nvar x", "2:5 `x` is declared a second time; the first is on line 1"),
        ("const N = 1\natomic N", "2:8 `N` is declared a second time; the first is on line 1"),
        ("barrier b", "1:9 `b` has to say how many threads it waits for"),
        ("barrier b(0)", "1:11 a barrier's number cannot be 0"),
        ("semaphore s = 1", "1:11 `s` has to say how many permits it starts with"),
        ("mutex m = 1", "1:11 a mutex has no initial value"),
        ("atomic let", "1:8 expected the name of an atomic, found `let`"),
        ("const N", "1:8 expected `=`, found the end of the text"),
        ("static X = 1", "1:1 expected a declaration, a `thread`, a `fn` or a property, found `static`"),
    ])
    func aDeclarationThatIsWrongIsReportedWithItsPlace(text: String, message: String) {
        let isAlone = text.hasSuffix("const N")
        #expect(errors(isAlone ? text : text + "\nthread A { }").contains(message), "\(errors(text))")
    }

    @Test func wordsOfDeclarationsMayBeNamesElsewhere() throws {
        let machine = try ran("""
            atomic lock, read, write, use
            var wide, exists, forbid, forall, observe, under, mutex, rwlock, condvar, barrier, semaphore, channel
            thread A {
                lock.store(1)
                read.store(2); write.store(3); use.store(4)
                wide = 5
                exists = wide + 1
                mutex = exists + 1
                let observe = mutex + lock.load()
                let program = 9
            }
            """)
        #expect(machine.value(of: "lock") == 1)
        #expect(machine.value(of: "use") == 4)
        #expect(machine.value(of: "mutex") == 7)
        #expect(machine.value(of: "A.observe") == 8)
        #expect(machine.value(of: "A.program") == 9)
    }
}
