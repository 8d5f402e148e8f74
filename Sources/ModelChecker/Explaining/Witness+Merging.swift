extension Witness {
    /// Shows one event in the place of several.
    ///
    /// - Parameter representative: for each event, the one that is shown in its place; often itself.
    mutating func merge(_ representative: [Int]) {
        var number: [Int] = []
        var kept = 0
        for index in events.indices {
            number.append(kept)
            if representative[index] == index { kept += 1 }
        }
        func moved(_ index: Int) -> Int { number[representative[index]] }
        steps = steps.compactMap { step in
            switch step {
            case .execute(let index): representative[index] == index ? .execute(moved(index)) : nil
            case .flush(let index): .flush(moved(index))
            }
        }
        edges = edges.map { Edge(from: $0.from.map(moved), to: moved($0.to), relation: $0.relation) }
            .filter { $0.from != $0.to }
        racing = racing.map(moved)
        var seen: Set<Edge> = []
        edges = edges.filter { seen.insert($0).inserted }
        events = events.indices.filter { representative[$0] == $0 }.map { index in
            var event = events[index]
            if case .event(let source) = event.readsFrom { event.readsFrom = .event(moved(source)) }
            event.missedWrite = event.missedWrite.map(moved)
            return event
        }
    }
}
