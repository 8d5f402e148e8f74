@testable import Language
import Litmus
import Support
import Testing

@Suite struct RoundTripTests {
    /// Parses without checking; the tree, and what the parser has to say.
    static func read(_ text: String) -> (tree: SyntaxTree, diagnostics: [Diagnostic]) {
        let source = SourceText(text)
        var sink = DiagnosticSink(source)
        let tree = Parser.parse(source, &sink)
        return (tree, sink.diagnostics)
    }

    @Test(arguments: 0..<20)
    func aPrintedTreeIsReadAsTheSameTree(part: Int) {
        for seed in part * 80..<(part + 1) * 80 {
            var generator = TreeGenerator(seed: UInt64(seed))
            let tree = generator.tree()
            let text = Printer.text(of: tree)
            let (again, diagnostics) = Self.read(text)
            #expect(diagnostics.map(\.message) == [], "seed \(seed):\n\(text)")
            let isSame = again == tree
            #expect(isSame, "seed \(seed):\n\(text)\nread as\n\(Printer.text(of: again))")
        }
    }

    @Test(arguments: try TestResources.benchmarkNames())
    func printingChangesNothingInWhatABenchmarkProgramMeans(name: String) throws {
        let text = try TestResources.benchmark(name)
        let tree = Self.read(text).tree
        let printed = Printer.text(of: tree)
        let isSame = Self.read(printed).tree == tree
        #expect(isSame)
        let original = try #require(parse(text).program), again = try #require(parse(printed).program)
        #expect(original.threads.map(\.instructions) == again.threads.map(\.instructions))
        #expect(original.locations == again.locations)
        #expect(original.observed == again.observed)
    }

    @Test func spansDoNotTellTreesApart() {
        let dense = Self.read("thread A{x.store(1);let r=y.load()}").tree
        let airy = Self.read("""
            thread A {
                /* a store */ x.store(
                    1
                )
                let r = y.load()   // and a load
            }
            """).tree
        let isSame = dense == airy
        #expect(isSame)
    }
}
