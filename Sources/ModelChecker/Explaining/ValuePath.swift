import Litmus

/// A way along which something can be known from one event to another: within threads, by starting and awaiting them,
/// and by values that are written and read. It would order the two if each link synchronised.
struct ValuePath {
    /// A write, and a read in another thread of what it wrote or what read-modify-writes made of that (a release
    /// sequence, if the write releases).
    struct Link {
        var write: EventID
        var read: EventID
    }

    let links: [Link]

    /// Nil where there is no way.
    /// - Complexity: O(threads · events · the length of release sequences) for each round, of which there are as many
    ///   as links, at most one a thread and event.
    /// - Parameter pasts: for each event, how many events of each thread happen before it, or are it. What objects pass
    ///   on counts only where it synchronises: nobody chooses how strong their operations are.
    init?(_ events: [[Event]], _ pasts: [[[Int]]], _ spawnedBy: [EventID], from start: EventID, to end: EventID) {
        var search = Search(events: events, pasts: pasts, spawnedBy: spawnedBy)
        search.reach(start.thread, start.index + 1, [])
        while search.frontier[end.thread].map({ $0.index > end.index }) ?? true {
            guard search.advance() else { return nil }
        }
        links = search.frontier[end.thread]?.links ?? []
    }

    /// How far back in each thread the search has come: all events from there on are reached.
    private struct Search {
        let events: [[Event]]
        let pasts: [[[Int]]]
        let spawnedBy: [EventID]
        var frontier: [Int: (index: Int, links: [Link])] = [:]

        func isReached(_ id: EventID) -> Bool { frontier[id.thread].map { $0.index <= id.index } ?? false }

        /// - Returns: whether that is further back than before.
        @discardableResult
        mutating func reach(_ thread: Int, _ index: Int, _ links: [Link]) -> Bool {
            if let known = frontier[thread], known.index <= index { return false }
            frontier[thread] = (index, links)
            return true
        }

        /// Goes one link further, and along what starts and awaits threads.
        mutating func advance() -> Bool {
            let before = frontier
            var isChanged = false
            for (thread, own) in events.enumerated() {
                let spawn = spawnedBy[thread]
                if spawn != .none, isReached(spawn), let known = before[spawn.thread] {
                    if reach(thread, 0, known.links) { isChanged = true }
                }
                for (index, event) in own.enumerated() {
                    if event.kind == .join, let known = before[Int(event.location)] {
                        if reach(thread, index + 1, known.links) { isChanged = true }
                    }
                    let read = EventID(thread: thread, index: index)
                    guard let link = link(to: read, event, before), let known = before[link.write.thread] else {
                        continue
                    }
                    if reach(thread, index + 1, known.links + [link]) { isChanged = true }
                }
            }
            return isChanged
        }

        /// The link that ends in the read and begins in a write that was reached.
        private func link(to read: EventID, _ event: Event, _ before: [Int: (index: Int, links: [Link])]) -> Link? {
            guard event.kind.reads else { return nil }
            var write = event.readsFrom
            while write.thread < events.count {
                if write.thread != read.thread, let known = before[write.thread], known.index <= write.index,
                   !event.isObject || pasts[read.thread][read.index][write.thread] > write.index {
                    return Link(write: write, read: read)
                }
                let source = events[write.thread][write.index]
                guard source.kind == .update else { return nil }
                write = source.readsFrom
            }
            return nil
        }
    }
}
