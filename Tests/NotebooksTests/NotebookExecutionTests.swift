import Foundation
import FoundationXML
import JupyterProtocol
import Notebooks
import Testing

@Suite struct NotebookExecutionTests {
    @Test func cellsAreExecutedInOrderAndAFailureStopsNone() throws {
        let notebook = try SampleNotebooks.code([("one", []), ("fail", []), ("three", [])])
        let result = notebook.executed(by: EchoExecutor())
        #expect(result.notebook.cells.map(\.executionCount) == [1, 2, 3])
        #expect(result.notebook.cells[2].outputs[0]["data"]?["text/plain"] == "three")
        #expect(result.problems.map(\.kind) == [.failure])
        #expect(result.notebook.metadata["language_info"]?["name"] == "memmodel")
    }

    @Test func aCellThatMayFailMayFail() throws {
        let notebook = try SampleNotebooks.code([("fail", ["raises-exception"]), ("slow", ["raises-exception"])])
        let result = notebook.executed(by: EchoExecutor())
        #expect(result.problems.map(\.kind) == [.limit], "a limit is no exception")
        #expect(result.notebook.cells[0].outputs[0]["output_type"] == "error")
    }

    @Test func skippedCellsKeepTheirOutputsAndTakeNoNumber() throws {
        var notebook = try SampleNotebooks.code([("fail", ["skip-execution"]), (" \n", []), ("last", [])])
        notebook.cells[0].outputs = [["output_type": "stream", "name": "stdout", "text": "kept"]]
        let result = notebook.executed(by: EchoExecutor())
        #expect(result.notebook.cells[0].outputs[0]["text"] == "kept")
        #expect(result.notebook.cells[2].executionCount == 1)
        #expect(result.cells.map(\.verdict) == [.skipped("tagged skip-execution"), .skipped("empty"), .passed])
    }

    @Test func afterAnInterruptNothingIsExecuted() throws {
        let notebook = try SampleNotebooks.code([("one", []), ("two", [])])
        var isInterrupted = false
        let result = notebook.executed(by: EchoExecutor(), isInterrupted: { isInterrupted }, show: { _, _ in
            isInterrupted = true
        })
        #expect(result.cells.map(\.verdict) == [.passed, .skipped("interrupted")])
    }

    @Test func everyCellIsShown() throws {
        var shown: [Cell.Kind] = []
        _ = try Notebook(reading: SampleNotebooks.rich.utf8).executed(by: EchoExecutor(), show: { cell, _ in
            shown.append(cell.kind)
        })
        #expect(shown == [.markdown, .raw, .code, .code])
    }
}

@Suite struct OutputComparisonTests {
    private func problems(source: String = "%%check", stored: [JSON], echo: String) throws -> [CellProblem] {
        var notebook = try SampleNotebooks.code([(source, [])])
        notebook.cells[0].outputs = stored
        return notebook.executed(by: FixedExecutor(text: echo), compares: true).problems
    }

    private struct FixedExecutor: CellExecutor {
        var text: String
        var languageInfo: JSON { [:] }
        func execute(_ source: String, executionCount: Int, timeout: Duration?) -> CellAnswer {
            CellAnswer(outputs: [OutputComparisonTests.result(text)])
        }
    }

    private static func result(_ text: String) -> JSON {
        ["output_type": "execute_result", "execution_count": 99, "metadata": [:],
         "data": ["text/plain": .string(text), "text/html": "<p>ignored</p>"]]
    }

    @Test(arguments: [
        ("4 executions in 0.41 ms", "4 executions in 12 µs"), ("a   b", "a b"),
        ("(88,000 a second)", "(1.2M a second)"),
        ("3 executions a second", "4 executions a second"),
    ])
    func timesAndRatesAreIgnored(stored: String, fresh: String) throws {
        #expect(try problems(stored: [Self.result(stored)], echo: fresh).isEmpty)
    }

    @Test func aDifferentNumberOfExecutionsIsADifference() throws {
        let found = try problems(stored: [Self.result("head\n4 executions")], echo: "head\n5 executions")
        #expect(found.map(\.kind) == [.difference])
        #expect(found.first?.details == "  head\n- 4 executions\n+ 5 executions")
    }

    @Test func missingAndNewOutputsAreDifferences() throws {
        #expect(try problems(stored: [], echo: "new").map(\.kind) == [.difference])
        #expect(try problems(stored: [Self.result("a"), Self.result("b")], echo: "a").map(\.kind) == [.difference])
    }

    @Test(arguments: ["%%run", "%%compare --model tso", "%machine", "%%bench"])
    func whatTheHardwareShowsIsNotCompared(source: String) throws {
        #expect(try problems(source: source, stored: [Self.result("12 times")], echo: "13 times").isEmpty)
        let error: JSON = ["output_type": "error", "ename": "Failure", "evalue": "", "traceback": []]
        #expect(try problems(source: source, stored: [error], echo: "13 times").map(\.kind) == [.difference])
    }
}

@Suite struct JUnitReportTests {
    @Test func theReportIsXMLWithATestCaseForEachCodeCell() throws {
        let notebook = try SampleNotebooks.code([
            ("one <&> \"two\"\u{1}", []), ("fail", []), ("slow", []), ("skipped", ["skip-execution"]),
        ])
        var report = JUnitReport()
        report.add(notebook.executed(by: EchoExecutor()).cells, of: "dir/a&b.ipynb")
        report.add(unreadable: "broken.ipynb", because: "no JSON")

        let reader = ElementReader()
        let parser = XMLParser(data: Data(report.xml.utf8))
        parser.delegate = reader
        try #require(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(reader.names == [
            "testsuites", "testsuite", "testcase", "testcase", "failure", "testcase", "error", "testcase", "skipped",
            "testsuite", "testcase", "error",
        ])
        let totals = reader.attributes[0]
        #expect(["tests", "failures", "errors", "skipped"].map { totals[$0] } == ["5", "1", "2", "1"])
        #expect(reader.attributes[2]["name"] == "1: one <&> \"two\"\u{FFFD}")
        #expect(reader.attributes[2]["classname"] == "dir/a&b.ipynb")
        #expect(reader.text.contains("<why> & \"how\""))
    }

    /// The elements in order, by the system's reader.
    private final class ElementReader: NSObject, XMLParserDelegate {
        var names: [String] = []
        var attributes: [[String: String]] = []
        var text = ""

        func parser(_ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
                    attributes: [String: String]) {
            names.append(name)
            self.attributes.append(attributes)
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    }
}

@Suite struct TerminalRenderingTests {
    @Test func cellsLookAsInJupytersConsole() throws {
        let notebook = try SampleNotebooks.code([("program p\nthread A { }", [])])
        let executed = notebook.executed(by: EchoExecutor()).notebook
        #expect(TerminalRendering().text(of: executed.cells[0], nil) == """
            In [1]: program p
               ...: thread A { }
            Out[1]:
            program p
            thread A { }


            """)
    }

    @Test func paragraphsAreFilledAndCodeIsNot() throws {
        var cell = try Notebook(reading: SampleNotebooks.rich.utf8).cells[0]
        cell.source = "# A long heading\none two\nthree\n\n- four five\n  six seven\n- eight\n"
            + "```\na line that is too long\n```"
        #expect(TerminalRendering(width: 10).text(of: cell, nil) == """
            # A long heading
            one two
            three

            - four
              five six
              seven
            - eight
            ```
            a line that is too long
            ```


            """)
    }

    @Test func aTracebackLosesItsColoursWhereThereAreNone() throws {
        let cell = try Notebook(reading: SampleNotebooks.rich.utf8).cells[2]
        #expect(!TerminalRendering().text(of: cell, nil).contains("\u{1B}"))
        #expect(TerminalRendering(color: true).text(of: cell, nil).contains("\u{1B}[31mRace"))
    }
}

@Suite struct NotebookFileTests {
    @Test func directoriesAreWalkedInOrderWithoutCheckpoints() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("notebooks-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let notebook = try SampleNotebooks.code([("x", [])])
        for name in ["b.ipynb", "deep/a.ipynb", ".ipynb_checkpoints/b.ipynb"] {
            try notebook.write(to: directory.appendingPathComponent(name).path)
        }
        try Data().write(to: directory.appendingPathComponent("notes.txt"))
        let files = try NotebookFile.files(at: directory.path)
        #expect(files.map(\.relativePath) == ["b.ipynb", "deep/a.ipynb"])
        #expect(try files.map { try $0.read() } == [notebook, notebook])
        #expect(throws: NotebookError.self) { try NotebookFile.files(at: directory.path + "/absent") }
    }

    @Test func aDirectoryWithoutNotebooksIsAnError() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("empty-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(throws: NotebookError.self) { try NotebookFile.files(at: directory.path) }
    }
}
