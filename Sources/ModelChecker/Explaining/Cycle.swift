import Litmus

/// A step from one event to another, and the relation that it is in.
struct LabelledEdge: Hashable {
    var from: Int
    var to: Int
    /// `po`, `rf`, `mo`, `rb`, `hb`.
    var label: String
}

/// A closed walk along relations between events.
struct Cycle {
    var edges: [LabelledEdge]

    /// The shortest cycle among the edges, or nil. Of equally short ones the one that starts at the lowest event.
    /// - Complexity: O(events · edges).
    static func shortest(in edges: [LabelledEdge], count: Int) -> Cycle? {
        var outgoing: [[LabelledEdge]] = Array(repeating: [], count: count)
        for edge in edges { outgoing[edge.from].append(edge) }
        var best: Cycle?
        for start in 0..<count {
            guard let cycle = shortest(from: start, outgoing), cycle.edges.count < best?.edges.count ?? .max else { continue }
            best = cycle
        }
        return best
    }

    private static func shortest(from start: Int, _ outgoing: [[LabelledEdge]]) -> Cycle? {
        path(from: start, to: start, outgoing).map(Cycle.init)
    }

    /// A shortest way of at least one edge, by breadth-first search.
    static func path(from start: Int, to end: Int, _ outgoing: [[LabelledEdge]]) -> [LabelledEdge]? {
        var arrival: [LabelledEdge?] = Array(repeating: nil, count: outgoing.count)
        var queue = [start]
        var next = 0
        while next < queue.count {
            for edge in outgoing[queue[next]] where arrival[edge.to] == nil {
                arrival[edge.to] = edge
                if edge.to == end {
                    var way = [edge]
                    while way[0].from != start, let edge = arrival[way[0].from] { way.insert(edge, at: 0) }
                    return way
                }
                if edge.to != start { queue.append(edge.to) }
            }
            next += 1
        }
        return nil
    }
}

extension Relation {
    /// The relation's pairs as edges with a name.
    func labelled(_ label: String) -> [LabelledEdge] {
        var edges: [LabelledEdge] = []
        for a in 0..<count { for b in 0..<count where self[a, b] { edges.append(LabelledEdge(from: a, to: b, label: label)) } }
        return edges
    }
}
