import JupyterProtocol
import Notebooks
import Testing

@Suite struct NotebookFormatTests {
    @Test func aFileThatNbformatWroteIsWrittenBackByteForByte() throws {
        #expect(try Notebook(reading: SampleNotebooks.rich.utf8).fileText == SampleNotebooks.rich)
    }

    @Test func theOrderOfMembersAndTheSplittingOfTextsDoNotMatter() throws {
        let compact = try JSON(parsing: SampleNotebooks.rich).text()
        let joined = compact.replacing(##"["# Tïtle\n","\n","text"]"##, with: ##""# Tïtle\n\ntext""##)
        #expect(joined != compact)
        #expect(try Notebook(reading: joined.utf8).fileText == SampleNotebooks.rich)
    }

    @Test func linesEndWherePythonEndsThem() throws {
        var notebook = try SampleNotebooks.code([("x", [])])
        notebook.cells[0].source = "a\r\nb\rc\u{2028}d\u{85}e\u{B}\n\nf"
        let text = try JSON(parsing: notebook.fileText)
        let lines = text["cells"]?.array?[0]["source"]?.array?.compactMap(\.string)
        #expect(lines == ["a\r\n", "b\r", "c\u{2028}", "d\u{85}", "e\u{B}", "\n", "\n", "f"])
    }

    @Test func cellsTellTheirKindTitleTagsAndOutputs() throws {
        let cells = try Notebook(reading: SampleNotebooks.rich.utf8).cells
        #expect(cells.map(\.kind) == [.markdown, .raw, .code, .code])
        #expect(cells[2].tags == ["parameters"])
        #expect(cells[2].outputs.count == 3)
        #expect(cells[2].outputs[0]["text"] == "one\ntwo")
        #expect(cells[2].executionCount == 7)
        #expect(cells[3].title == "program p")
        #expect(cells[1].isBlank)
    }

    @Test(arguments: [
        ("", "not JSON"), ("{\"cells\": [", "line 1, column 12"), ("[]", "no notebook"), ("{}", "nbformat"),
        (#"{"nbformat":3,"worksheets":[]}"#, "nbconvert"), (#"{"nbformat":5,"cells":[]}"#, "nbformat 5"),
        (#"{"nbformat":4}"#, "no list of cells"), (#"{"nbformat":4,"cells":[1]}"#, "cell 1 is no cell"),
        (#"{"nbformat":4,"cells":[{"cell_type":"sql","source":""}]}"#, "\"sql\""),
        (#"{"nbformat":4,"cells":[{"cell_type":"code","source":3}]}"#, "no source"),
    ])
    func whatIsNoNotebookIsRefusedWithAReason(text: String, reason: String) {
        #expect {
            try Notebook(reading: text.utf8)
        } throws: {
            "\($0)".contains(reason)
        }
    }

    @Test func whatIsNotTextIsRefused() {
        #expect(throws: NotebookError.self) { try Notebook(reading: [0xFF, 0xFE, 0x7B]) }
    }
}

@Suite struct ParameterTests {
    @Test func theInjectedCellComesAfterTheDefaultsAndOnlyOnce() throws {
        let notebook = try Notebook(reading: SampleNotebooks.rich.utf8)
        let parameters = [try Parameter(name: "N", value: "-0x10"), try Parameter(name: "on", value: "true")]
        let once = notebook.injecting(parameters)
        #expect(once.cells.count == 5)
        #expect(once.cells[3].source == "const N = -16\nconst on = 1")
        #expect(once.cells[3].tags == ["injected-parameters"])
        let twice = once.injecting([try Parameter(name: "N", value: "3")])
        #expect(twice.cells.count == 5)
        #expect(twice.cells[3].source == "const N = 3")
    }

    @Test func withoutDefaultsItComesFirst() throws {
        let parameter = try Parameter(name: "N", value: "1_000")
        let notebook = try SampleNotebooks.code([("program p", [])]).injecting([parameter])
        #expect(notebook.cells.map(\.source) == ["const N = 1000", "program p"])
        #expect(!notebook.fileText.contains("\"id\""), "nbformat 4.4 knows no ids")
    }

    @Test(arguments: [("1N", "2"), ("", "2"), ("N", ""), ("N", "x"), ("N", "1.5"), ("N", "99999999999999999999"),
                      ("a b", "1"), ("N", "--1"), ("N", "0x")])
    func badNamesAndValuesAreRefused(name: String, value: String) {
        #expect(throws: NotebookError.self) { try Parameter(name: name, value: value) }
    }
}
