import JupyterProtocol

// Requests of the control channel: they come while a cell is executed, and do not wait for it.
extension Server {
    func answerControl(_ request: Message) {
        guard request.type != "shutdown_request" else { return shutDown(request) }
        whileBusy(with: request) {
            switch request.type {
            case "interrupt_request":
                interruptNow()
                reply(to: request, ["status": "ok"])
            case "kernel_info_request": reply(to: request, information.kernelInfo)
            case "connect_request": reply(to: request, information.connectInfo)
            case "debug_request": reply(to: request, Self.debugReply(to: request.content))
            default: logger.warning("ignored on control: a message of the unknown type '\(request.type)'")
            }
        }
    }

    private static func debugReply(to request: JSON) -> JSON {
        let error = CellError(name: "NotSupported", value: "memmodel has no debugger: a failing execution's timeline "
            + "shows every step", traceback: [])
        var content = error.content
        content["status"] = "error"
        // The same in the words of the Debug Adapter Protocol, which the content is a message of.
        content["type"] = "response"
        content["success"] = false
        content["message"] = .string(error.value)
        content["command"] = request["command"] ?? ""
        content["request_seq"] = request["seq"] ?? 0
        content["seq"] = 0
        return .object(content)
    }

    /// Ends `run`, after a reply.
    private func shutDown(_ request: Message) {
        publish("status", ["execution_state": "busy"], parent: request)
        endCells()
        sayGoodbye(to: request)
        publish("status", ["execution_state": "idle"], parent: request)
        transport.stop()
    }

    /// The reply, and the same to everybody else.
    func sayGoodbye(to request: Message) {
        let content: JSON = ["status": "ok", "restart": .bool(request.content["restart"]?.bool ?? false)]
        reply(to: request, content)
        publish("shutdown_reply", content, parent: request)
    }
}
