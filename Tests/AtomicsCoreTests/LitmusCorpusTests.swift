import AtomicsCore
import Language
import Litmus
import ModelChecker
import Support
import Testing

/// herd7's logs under x86-TSO say what this processor may show.
@Suite("herd's corpus on hardware", .serialized)
struct LitmusCorpusTests {
    /// The states of each test in herd7's log, as it prints them.
    private static func states(of model: String) throws -> [String: Set<String>] {
        var states: [String: Set<String>] = [:]
        var (name, missing) = ("", 0)
        for line in try TestResources.herdLog(model).split(separator: "\n") {
            if line.hasPrefix("Test ") { name = String(line.split(separator: " ")[1]) }
            if missing > 0 {
                states[name, default: []].insert(String(line))
                missing -= 1
            }
            if line.hasPrefix("States ") { missing = Int(line.dropFirst(7)) ?? 0 }
        }
        return states
    }

    /// `0:r0=1; [x]=2;`
    private func state(_ values: [Int64], of program: Program) -> String {
        zip(program.observed, values).map { observable, value in
            switch observable {
            case .register(let thread, let register):
                "\(thread):\(program.threads[thread].registers[register].name ?? "?")=\(value);"
            case .location(let index): "[\(program.locations[index].name)]=\(value);"
            }
        }.joined(separator: " ")
    }

    #if arch(x86_64)
    @Test("every outcome that is seen is one that x86-TSO allows, by herd7's log or, where that has none, the checker")
    func nothingForbiddenIsSeen() throws {
        let log = try Self.states(of: "tso")
        var (seen, allowed) = (0, 0)
        for name in try TestResources.litmusNames() {
            let program = try #require(parse(try TestResources.litmus(name)).program)
            var options = RunOptions()
            options.iterations = 20_000
            let histogram = try run(program, options)
            #expect(histogram.counted == 20_000, "\(name)")
            let states = Set(histogram.outcomes.map { state($0.values, of: program) })
            let expected = log[name] ?? Set(explore(program, CheckOptions(model: .tso)).outcomes.map {
                state($0.outcome.values, of: program)
            })
            #expect(states.isSubset(of: expected), "\(name): \(states.subtracting(expected))")
            seen += states.count
            allowed += expected.count
        }
        // Enough is seen for the test to mean something.
        #expect(seen * 3 > allowed, "\(seen) of \(allowed)")
    }
    #endif
}
