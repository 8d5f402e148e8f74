import Litmus
import ModelChecker
import Testing

@Suite struct FinallyTests {
    /// Two threads store 1 and 2; `finally` loads, once or twice.
    private func program(loads: Int, _ order: MemoryOrder, kind: Location.Kind) -> Program {
        let threads = (1...2).map { value in
            Thread(name: "t\(value)", instructions: [.store(Address(base: 0), .constant(Int64(value)), .relaxed)],
                   registers: [])
        }
        let finally = Thread(
            name: "finally", instructions: (0..<loads).map { .load(to: $0, Address(base: 0), order) },
            registers: (0..<loads).map { RegisterInfo("r\($0)") })
        return Program(name: "last", locations: [Location(name: "x", kind: kind)], threads: threads, finally: finally,
                       observed: (0..<loads).map { .register(thread: 2, $0) } + [.location(0)])
    }

    @Test(arguments: ModelName.allCases, [1, 2])
    func everyReadInFinallySeesTheFinalValue(model: ModelName, loads: Int) {
        let result = explore(program(loads: loads, .relaxed, kind: .atomic), CheckOptions(model: model))
        #expect(result.executions == 2)
        #expect(result.outcomes.map(\.outcome.values) == [1, 2].map { Array(repeating: Int64($0), count: loads + 1) })
        #expect(result.errors.isEmpty)
    }

    @Test(arguments: ModelName.allCases)
    func aPlainReadInFinallyIsNoRace(model: ModelName) {
        let result = explore(program(loads: 1, .plain, kind: .atomic), CheckOptions(model: model))
        #expect(result.errors.isEmpty)
    }
}
