import Foundation
import MarkerTraits
import Testing

/// The table of the standard library's types against rustc, with arguments that are both, either and neither.
@Suite struct StandardTypeTests {
    private static let table: [(type: String, answer: RustcOracle.Answer)] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Resources/marker-traits/rustc-1.95.tsv")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let cells = line.split(separator: "\t").map(String.init)
            return (cells[0], RustcOracle.Answer(send: cells[1] == "yes", sync: cells[2] == "yes"))
        }
    }()

    @Test func everyTypeIsWhatRustcSaysItIs() {
        #expect(Self.table.count > 500)
        for (type, answer) in Self.table {
            let report = analyse(type)
            #expect(report.diagnostics.isEmpty, "\(type)")
            let verdict = report.types.first
            #expect(verdict?.send.status == (answer.send ? .yes : .no), "\(type): Send")
            #expect(verdict?.sync.status == (answer.sync ? .yes : .no), "\(type): Sync")
        }
    }

    @Test(.enabled(if: RustcOracle.installed != nil)) func theStoredTableIsWhatThisMachinesRustcSays() throws {
        let oracle = try #require(RustcOracle.installed)
        let answers = try oracle.answers(for: Self.table.map(\.type))
        #expect(answers == Self.table.map(\.answer))
    }

    /// Whoever is told no is told why, down to a sentence that names no further type.
    @Test func everyNoHasAReason() {
        for (type, answer) in Self.table where !answer.send || !answer.sync {
            for verdict in analyse(type).types[0].verdicts where verdict.status == .no {
                #expect(verdict.reason.contains(" is never ") || verdict.reason.contains("nothing says that it is"))
                #expect(verdict.path.allSatisfy { $0.contains(" only if ") }, "\(type)")
            }
        }
    }
}
