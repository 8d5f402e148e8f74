import JupyterProtocol
import Kernel
import Testing

@testable import Notebooks

@Suite struct OutputCollectorTests {
    private func outputs(of events: [CellOutput]) -> [JSON] {
        var collector = OutputCollector(executionCount: 3)
        for event in events { collector.add(event) }
        return collector.finished
    }

    private func display(_ text: String, id: String? = nil) -> CellOutput {
        .displayData(data: ["text/plain": .string(text)], metadata: [:], displayID: id)
    }

    private func texts(_ outputs: [JSON]) -> [String?] {
        outputs.map { $0["text"]?.string ?? $0["data"]?["text/plain"]?.string }
    }

    @Test func textsToOneStreamAreOneOutput() {
        let found = outputs(of: [
            .stream(name: "stdout", text: "a"), .stream(name: "stdout", text: "b\n"),
            .stream(name: "stderr", text: "c"), .stream(name: "stdout", text: "d"),
        ])
        #expect(texts(found) == ["ab\n", "c", "d"])
        #expect(found.map { $0["name"] } == ["stdout", "stderr", "stdout"])
    }

    @Test func aResultHasTheCellsNumber() {
        let found = outputs(of: [.executeResult(data: ["text/plain": "x"], metadata: ["m": 1])])
        #expect(found == [[
            "output_type": "execute_result", "execution_count": 3, "data": ["text/plain": "x"], "metadata": ["m": 1],
        ]])
    }

    @Test func anUpdateChangesWhatWasDisplayed() {
        let update = CellOutput.updateDisplayData(data: ["text/plain": "new"], metadata: [:], displayID: "p")
        let found = outputs(of: [display("old", id: "p"), display("other"), update])
        #expect(texts(found) == ["new", "other"])
    }

    @Test func clearingTakesAwayWhatThereWas() {
        #expect(outputs(of: [display("a"), .clearOutput(wait: false)]).isEmpty)
        #expect(outputs(of: [display("a"), .clearOutput(wait: true)]).isEmpty)
        let found = outputs(of: [display("a", id: "p"), .clearOutput(wait: true), display("b"), display("c")])
        #expect(texts(found) == ["b", "c"])
        let lateUpdate = CellOutput.updateDisplayData(data: ["text/plain": "x"], metadata: [:], displayID: "p")
        let late = outputs(of: [display("a", id: "p"), .clearOutput(wait: false), display("b"), lateUpdate])
        #expect(texts(late) == ["b"])
    }
}
