import Litmus

/// Names events and cycles the way people write them: `A: x.store →po A: y.load →rb B: y.store`.
struct CycleText {
    let graph: RelationalGraph
    let program: Program
    let code: ProgramCode

    func text(_ violation: ViolatedAxiom) -> String {
        "\(text(violation.cycle)), in \(violation.relation): \(violation.name)"
    }

    func text(_ cycle: Cycle) -> String {
        // The halves of a read-modify-write are one event to the reader.
        let edges = cycle.edges.filter { graph.nodes[$0.from].id != graph.nodes[$0.to].id }
        guard let first = edges.first else { return "" }
        return name(first.from) + edges.map { " →\($0.label) \(name($0.to))" }.joined()
    }

    func thread(_ node: Int) -> String { program.bodies[graph.nodes[node].id.thread].name }

    func location(_ node: Int) -> String { program.locations[code.declared(graph.nodes[node].event.location)].name }

    /// `A: x.store`
    func name(_ node: Int) -> String {
        if graph.nodes[node].isInitial { return "initially: \(location(node))" }
        return "\(thread(node)): \(operation(node))"
    }

    /// `x.store`
    func operation(_ node: Int) -> String {
        let event = graph.nodes[node].event
        switch event.kind {
        case .fence: return "fence(\(event.order.name))"
        case .spawn: return "spawn \(program.bodies[Int(event.location)].name)"
        case .join: return "join \(program.bodies[Int(event.location)].name)"
        case .update where code.isClaim(event), .read where code.isClaim(event): return "spawn"
        case .read, .write, .update: return "\(location(node)).\(verb(node))"
        }
    }

    private func verb(_ node: Int) -> String {
        let (id, event) = (graph.nodes[node].id, graph.nodes[node].event)
        let instruction = code.threads[id.thread].instruction[Int(event.step)]
        switch program.bodies[id.thread].instructions[instruction] {
        case .readModifyWrite(_, let modify, _, _, _): return modify.methodName
        case .compareExchange: return "compare_exchange"
        case .object(let operation, _, _, _, _): return operation.methodName
        default: return event.kind == .write ? "store" : "load"
        }
    }
}
