import Dispatch
import JupyterProtocol
import Testing

@testable import Kernel

@Suite struct LimitTests {
    /// 5 threads of 3 increments each, in 168,168,000 orders: more than anyone waits for.
    static let large = """
        program large
        atomic x
        thread W[5] { for i in 0..3 { let r = x.fetch_add(id, Relaxed) } }
        """

    @Test func aLimitOnExecutionsGivesAPartialResultAndAnError() {
        let answer = Session().type("%%check --max-executions 10\n" + Self.large)
        #expect(answer.error?.name == "LimitReached")
        #expect(answer.error?.value.contains("the limit of 10 executions") ?? false)
        #expect(answer.text.contains("PARTIAL RESULT"))
        #expect(answer.reply.hitLimit)
    }

    @Test func theTimeLimitOfACellsOptionsEndsIt() {
        let answer = Session().type("%%check --timeout 100ms\n" + Self.large)
        #expect(answer.error?.name == "LimitReached")
        #expect(answer.error?.value.contains("the time limit of 100 ms") ?? false)
        #expect(answer.text.contains("PARTIAL RESULT"))
    }

    @Test func theTimeLimitOfTheCallerEndsACellUnderWhateverModel() {
        let control = CellControl(timeout: .milliseconds(200))
        let answer = Session().type("%%check --model all --timeout 1h\n" + Self.large, control: control)
        #expect(answer.error?.name == "LimitReached")
        #expect(answer.error?.value.contains("the time limit of 200 ms") ?? false)
        #expect(answer.reply.hitLimit)
    }

    @Test func anInterruptEndsTheExplorationWithWhatThereIs() {
        let control = CellControl()
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.1) { control.cancel() }
        let answer = Session().type("%%check --model all\n" + Self.large, control: control)
        #expect(answer.error?.name == "Interrupted")
        #expect(answer.error?.value.contains("an interrupt") ?? false)
        #expect(answer.text.contains("PARTIAL RESULT"))
        // The models that were left are not begun.
        #expect(answer.json?["model"]?.string == "sc")
        #expect(answer.reply.hitLimit)
    }

    @Test func anInterruptThatComesBeforeTheCellEndsItToo() {
        let control = CellControl()
        control.cancel()
        #expect(Session().type(Self.large, control: control).error?.name == "Interrupted")
    }

    @Test(arguments: ["%%bench --seconds 1h\n" + Cells.storeBuffering, "%machine"])
    func anInterruptEndsMeasurements(cell: String) {
        let control = CellControl()
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.1) { control.cancel() }
        let answer = Session().type(cell, control: control)
        #expect(answer.error?.name == "Interrupted")
        #expect(answer.reply.hitLimit)
        // What was measured by then is shown.
        #expect(!answer.displays.isEmpty)
    }

    @Test func anInterruptEndsARun() {
        let control = CellControl()
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { control.cancel() }
        let answer = Session().type("%%run --iterations 1G\n" + Cells.storeBuffering, control: control)
        #expect(answer.error?.name == "Interrupted")
        #expect(answer.text.contains("PARTIAL RESULT"))
        #expect(answer.reply.hitLimit)
    }

    @Test func theSessionGoesOnAfterAnInterrupt() {
        let session = Session()
        let control = CellControl(timeout: .milliseconds(50))
        #expect(session.type(Self.large, control: control).error != nil)
        #expect(session.type(Cells.storeBuffering).error == nil)
        #expect(session.type("%check large --max-executions 1").error?.name == "LimitReached")
    }

    @Test func aSampleThatFindsNothingIsNoFailureAndNoProof() {
        let answer = Session().type("%%check --sample 100 --seed 7\n" + Self.large)
        #expect(answer.error == nil)
        #expect(answer.text.contains("PARTIAL RESULT"))
        #expect(answer.json?["complete"]?.bool == false)
    }

    @Test func theFirstErrorIsEnoughWhereThatIsAsked() {
        let answer = Session().type("%%check --first\n" + Cells.race)
        #expect(answer.error?.name == "DataRace")
        #expect(answer.json?["executions"]?.int ?? 0 <= 1)
    }

    @Test func progressIsShownFromTheFirstSecondOnAndClearedAtTheEnd() throws {
        let answer = Session().type("%%check --timeout 2500ms\n" + Self.large)
        guard case .displayData(let first, _, let id?)? = answer.outputs.first else {
            Issue.record("no progress: \(answer.outputs)")
            return
        }
        #expect(first["text/plain"]?.string?.hasPrefix("large under rc11: ") ?? false)
        let updates = answer.outputs.compactMap {
            if case .updateDisplayData(let data, _, id) = $0 { data["text/plain"]?.string } else { nil }
        }
        #expect(!updates.isEmpty)
        #expect(updates.allSatisfy { $0.contains("executions in ") || $0.contains("execution in ") })
        // Then the progress makes room for the partial result.
        #expect(answer.outputs.count == updates.count + 3)
        #expect(answer.outputs[updates.count + 1] == .clearOutput(wait: true))
        #expect(answer.displays.last?["text/plain"]?.string?.contains("PARTIAL RESULT") ?? false)
    }

    @Test func progressLeavesOtherOutputsOfTheCellAlone() {
        let answer = Session().type("%list\n%%check --timeout 1200ms\n" + Self.large)
        #expect(answer.outputs.contains {
            if case .updateDisplayData(["text/plain": ""], _, _) = $0 { true } else { false }
        })
        #expect(!answer.outputs.contains { if case .clearOutput = $0 { true } else { false } })
    }
}
