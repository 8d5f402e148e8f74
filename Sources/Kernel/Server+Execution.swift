import Foundation
import JupyterProtocol
import Synchronization

// Cells: `execute_request`.
extension Server {
    func execute(_ entry: ServerQueue.Entry) throws(RequestError) {
        let request = try ExecuteRequest(entry.request.content)
        let started = MessageComposer.timestamp()
        guard !entry.isAborted else {
            let count = cells.withLock { $0.count }
            return reply(to: entry.request, ["status": "aborted", "execution_count": .int(count)])
        }
        let number = self.number(of: request)
        if !request.isSilent {
            let input: JSON = ["code": .string(request.code), "execution_count": .int(number)]
            publish("execute_input", input, parent: entry.request)
        }
        let output = request.isBlank ? CellAnswer() : answer(to: request, entry, number: number)
        if request.storesHistory, !request.isBlank {
            let cell = ServerHistory.Cell(number: number, code: request.code, output: output.resultText)
            cells.withLock { $0.history.append(cell) }
        }
        let wasInterrupted = queue.finishCurrent()
        if wasInterrupted || (output.error != nil && request.stopsOnError) { abortCellsOnTheirWay() }
        reply(to: entry.request, Self.content(of: output, number: number, request),
              metadata: ["started": .string(started)])
    }

    /// Takes their turn from the cells that a client has sent without having seen how this one ends, which it does with
    /// the reply. A client that executes a whole notebook sends its cells one right after the other.
    private func abortCellsOnTheirWay() {
        awaitArrivals()
        queue.abortWaiting()
    }

    /// Counts the cell where it is one that counts.
    private func number(of request: ExecuteRequest) -> Int {
        cells.withLock { cells in
            guard request.storesHistory, !request.isBlank else { return cells.count + 1 }
            cells.count += 1
            return cells.count
        }
    }

    /// How a cell ended.
    private struct CellAnswer {
        var error: CellError?
        var payload: [JSON] = []
        /// The result's text, for the history.
        var resultText: String?
    }

    /// Executes a cell and publishes its outputs, then its error.
    private func answer(to request: ExecuteRequest, _ entry: ServerQueue.Entry, number: Int) -> CellAnswer {
        let texts = TextKeeper()
        let answered = session.execute(request.code, control: entry.control) { [self] output in
            if case .executeResult(let data, _) = output { texts.keep(data["text/plain"]?.string) }
            guard !request.isSilent else { return }
            let (type, content) = output.message(executionCount: number)
            publish(type, content, parent: entry.request)
        }
        if let error = answered.error, !request.isSilent {
            publish("error", .object(error.content), parent: entry.request)
        }
        return CellAnswer(error: answered.error, payload: answered.payload, resultText: texts.text)
    }

    private static func content(of answer: CellAnswer, number: Int, _ request: ExecuteRequest) -> JSON {
        var content: [String: JSON] = ["execution_count": .int(number), "payload": .array(answer.payload)]
        if let error = answer.error {
            content.merge(error.content) { $1 }
            content["status"] = "error"
            content["user_expressions"] = [:]
        } else {
            content["status"] = "ok"
            content["user_expressions"] = .object(request.userExpressions.mapValues { _ in noExpressions })
        }
        return .object(content)
    }

    private static var noExpressions: JSON {
        let error = CellError(name: "NotSupported", value: "there are no expressions outside programs", traceback: [])
        return .object(error.content.merging(["status": "error"]) { $1 })
    }
}

/// Takes a text from the thread that executes a cell.
private final class TextKeeper: Sendable {
    private let kept = Mutex<String?>(nil)

    var text: String? { kept.withLock { $0 } }

    func keep(_ text: String?) { kept.withLock { $0 = text } }
}

extension CellOutput {
    /// The type and the content of the message that publishes it.
    func message(executionCount: Int) -> (type: String, content: JSON) {
        switch self {
        case .stream(let name, let text):
            return ("stream", ["name": .string(name), "text": .string(text)])
        case .displayData(let data, let metadata, let displayID):
            let transient: JSON = displayID.map { ["display_id": .string($0)] } ?? [:]
            return ("display_data", ["data": data, "metadata": metadata, "transient": transient])
        case .updateDisplayData(let data, let metadata, let displayID):
            return ("update_display_data",
                    ["data": data, "metadata": metadata, "transient": ["display_id": .string(displayID)]])
        case .executeResult(let data, let metadata):
            return ("execute_result",
                    ["execution_count": .int(executionCount), "data": data, "metadata": metadata, "transient": [:]])
        case .clearOutput(let wait):
            return ("clear_output", ["wait": .bool(wait)])
        }
    }
}
