import JupyterProtocol

// Requests of the shell channel, but for cells: Server+Execution.swift.
extension Server {
    func answerShell(_ entry: ServerQueue.Entry) {
        let request = entry.request
        whileBusy(with: request) {
            do throws(RequestError) {
                try answer(entry)
            } catch {
                let error = CellError(name: "RequestError", value: error.description, traceback: [])
                reply(to: request, .object(error.content.merging(["status": "error"]) { $1 }))
            }
        }
        if request.type == "shutdown_request" { stop() }
    }

    private func answer(_ entry: ServerQueue.Entry) throws(RequestError) {
        let request = entry.request
        let content = request.content
        switch request.type {
        case "execute_request": try execute(entry)
        case "is_complete_request": reply(to: request, session.isComplete(try CursorRequest(content).code))
        case "complete_request":
            let place = try CursorRequest(content)
            reply(to: request, session.complete(place.code, cursor: place.cursor))
        case "inspect_request":
            let place = try CursorRequest(content)
            let detail = content["detail_level"]?.int ?? 0
            reply(to: request, session.inspect(place.code, cursor: place.cursor, detail: detail))
        case "history_request":
            let history = cells.withLock { $0.history }
            reply(to: request, ["status": "ok", "history": try history.answer(to: content)])
        case "kernel_info_request": reply(to: request, information.kernelInfo)
        case "connect_request": reply(to: request, information.connectInfo)
        case "comm_info_request": reply(to: request, ["status": "ok", "comms": [:]])
        case "comm_open": refuseComm(request)
        case "comm_msg", "comm_close": break
        case "shutdown_request": sayGoodbye(to: request)
        default: logger.warning("ignored on shell: a message of the unknown type '\(request.type)'")
        }
    }

    /// There are no comms here; the protocol wants a `comm_close` for those of an unknown target.
    private func refuseComm(_ request: Message) {
        publish("comm_close", ["comm_id": request.content["comm_id"] ?? "", "data": [:]], parent: request)
    }
}
