/// How many visits it took to explore what extends a graph, by the graph's number of events: what is known of the size
/// of a part before it is explored. Running means, as neighbours in an exploration are alike, and it changes slowly.
struct SubtreeSizes: ~Copyable {
    private let means: UnsafeMutablePointer<Int32>
    /// Graphs with more events count as if they had so many.
    private static let capacity = 1024

    init() {
        means = .allocate(capacity: Self.capacity)
        means.initialize(repeating: 0, count: Self.capacity)
    }

    deinit { means.deallocate() }

    /// In visits; 0 where none has been explored yet.
    @inline(__always)
    func expected(at events: Int) -> Int { Int(means[min(events, Self.capacity - 1)]) }

    @inline(__always)
    func note(_ visits: Int, at events: Int) {
        let mean = means + min(events, Self.capacity - 1)
        let size = Int32(truncatingIfNeeded: min(visits, 1 << 24))
        mean.pointee = mean.pointee == 0 ? size : mean.pointee + (size - mean.pointee) >> 2
    }
}
