import Synchronization

/// Whether workers have nothing to do.
///
/// Asked at every event by every worker, and so without a reference to count: two cores that count references to one
/// object wait for each other.
///
/// `@unchecked Sendable` is sound: what the pointer leads to is atomic, and the pool, which frees it, outlives whoever
/// asks.
struct Hunger: @unchecked Sendable {
    private struct Figures: ~Copyable {
        /// How many more tasks are wanted than there are: one for each worker that waits, and the stock.
        let demand = Atomic<Int>(0)
        /// Keeps others' data off the cache line.
        let padding: (Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0)
    }

    private let figures: UnsafeMutablePointer<Figures>

    init() {
        figures = .allocate(capacity: 1)
        figures.initialize(to: Figures())
    }

    func free() {
        figures.deinitialize(count: 1)
        figures.deallocate()
    }

    @inline(__always)
    var isFelt: Bool { figures.pointee.demand.load(ordering: .relaxed) > 0 }

    func set(_ demand: Int) { figures.pointee.demand.store(demand, ordering: .relaxed) }

    /// How many visits a part has to promise. It costs some microseconds to write a part down and to build it again,
    /// more for larger graphs; and the last of the stock may take its time until something large comes along.
    func leastSize(events: Int) -> Int {
        let least = Self.visitsPerEvent * (events + Self.visitsPerEvent)
        return figures.pointee.demand.load(ordering: .relaxed) > 1 ? least : Self.choosiness * least
    }

    private static let visitsPerEvent = 4
    private static let choosiness = 8
}
