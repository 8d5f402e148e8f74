extension Witness {
    /// - Parameter number: by event of the graph, its number in `events`; those that are not shown have none.
    mutating func addEdges(_ graph: GraphSnapshot, _ number: [EventID: Int]) {
        addAccessEdges()
        for edge in SynchronisationEdges(graph).edges { addEdge("sw", edge.from, edge.to, number) }
        addThreadEdges(graph, number)
    }

    /// rf as it is; of mo and rb the edges that the others follow from.
    private mutating func addAccessEdges() {
        var places: [Place: (write: Int?, readers: [Int])] = [:]
        for (number, event) in events.enumerated() {
            guard let location = event.location else { continue }
            if let place = event.modificationIndex {
                places[Place(location: location, index: place), default: (nil, [])].write = number
            }
            if let source = event.readsFrom {
                places[Place(location: location, index: rank(of: source)), default: (nil, [])].readers.append(number)
            }
        }
        for (number, event) in events.enumerated() {
            if let source = event.readsFrom {
                var from: Int?
                if case .event(let writer) = source { from = writer }
                edges.append(Edge(from: from, to: number, relation: "rf"))
            }
            guard let location = event.location, let place = event.modificationIndex else { continue }
            let previous = places[Place(location: location, index: place - 1)]
            edges.append(Edge(from: previous?.write, to: number, relation: "mo"))
            for reader in previous?.readers ?? [] where reader != number {
                edges.append(Edge(from: reader, to: number, relation: "rb"))
            }
        }
    }

    /// From what starts a thread to its first event, and from its last event to what awaits its end.
    private mutating func addThreadEdges(_ graph: GraphSnapshot, _ number: [EventID: Int]) {
        let shown = graph.threads.indices.dropLast().map { thread in
            graph.threads[thread].indices.map { EventID(thread: thread, index: $0) }.filter { number[$0] != nil }
        }
        for (thread, ids) in shown.enumerated() {
            guard let first = ids.first else { continue }
            if thread == graph.finally {
                for other in shown.indices where other != thread { addEdge("join", shown[other].last, first, number) }
            } else {
                addEdge("spawn", graph.spawnedBy[thread], first, number)
            }
            for id in ids where graph[id].kind == .join {
                addEdge("join", shown[Int(graph[id].location)].last, id, number)
            }
        }
    }

    /// Adds nothing where one of the events is missing or not shown.
    private mutating func addEdge(_ relation: String, _ from: EventID?, _ to: EventID, _ number: [EventID: Int]) {
        guard let from, let from = number[from], let to = number[to] else { return }
        edges.append(Edge(from: from, to: to, relation: relation))
    }

    /// A place in a location's modification order; the initial value has 0.
    private struct Place: Hashable {
        var location: Int
        var index: Int
    }
}
