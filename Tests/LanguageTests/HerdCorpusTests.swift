import Language
import Litmus
import Support
import Testing

/// herd7 itself says what columns and what condition each test has: its logs are the oracle.
@Suite struct HerdCorpusTests {
    /// What a log says of a test: the columns of its first state, and the line `Condition …`.
    struct Entry {
        var columns: [String] = []
        var condition = ""
    }

    static func entries(of model: String) throws -> [String: Entry] {
        var entries: [String: Entry] = [:]
        var name = ""
        var expectsState = false
        for line in try TestResources.herdLog(model).split(separator: "\n") {
            if line.hasPrefix("Test ") { name = String(line.split(separator: " ")[1]) }
            if expectsState {
                let values = line.split(separator: ";").map { $0.trimmingPrefix(while: \.isWhitespace) }
                entries[name, default: Entry()].columns = values.filter { !$0.isEmpty }
                    .map { String($0.split(separator: "=")[0]) }
            }
            expectsState = line.hasPrefix("States ")
            if line.hasPrefix("Condition ") { entries[name, default: Entry()].condition = String(line.dropFirst(10)) }
        }
        return entries
    }

    @Test func all500TestsOfTheCorpusAreReadWithoutAWord() throws {
        let names = try TestResources.litmusNames()
        #expect(names.count == 500)
        for name in names {
            let result = parse(try TestResources.litmus(name), fileName: "\(name).litmus")
            #expect(result.diagnostics == [], "\(name)")
            #expect(result.dialect == .herd)
            #expect(result.program?.name == name)
        }
    }

    @Test(arguments: ["rc11", "sc", "tso"])
    func columnsAndConditionsAreThoseOfHerdsLog(model: String) throws {
        let entries = try Self.entries(of: model)
        #expect(entries.count > 300)
        for (name, entry) in entries {
            let program = try #require(parse(try TestResources.litmus(name)).program)
            let columns = program.observed.map { observable in
                switch observable {
                case .register(let thread, let register):
                    "\(thread):\(program.threads[thread].registers[register].name ?? "?")"
                case .location(let index): "[\(program.locations[index].name)]"
                }
            }
            #expect(columns == entry.columns, "\(name)")
            let property = try #require(program.properties.first)
            let quantifier = property.kind == .forbid ? "~exists" : property.kind.rawValue
            #expect("\(quantifier) (\(property.text))" == entry.condition, "\(name)")
        }
    }
}
