import Synchronization

/// Whether workers have nothing to do, and how far from an execution's end the parts are that are worth giving them.
///
/// Asked at every event by every worker, and so without a reference to count: two cores that count references to one
/// object wait for each other.
///
/// `@unchecked Sendable` is sound: what the pointer leads to is atomic, and the pool, which frees it, outlives whoever asks.
struct Hunger: @unchecked Sendable {
    private struct Figures: ~Copyable {
        /// How many more workers wait than there are tasks.
        let demand = Atomic<Int>(0)
        let distance = Atomic<Int>(8)
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

    /// In events. How large parts are can't be told in advance; it is learnt from those that were given.
    var worthwhileDistance: Int { figures.pointee.distance.load(ordering: .relaxed) }

    /// A part that was given turned out to have had so many visits. It costs some microseconds to write a part down and to build it
    /// again, and to wake a thread up costs more.
    func learn(fromPartOf visits: Int) {
        if visits < Self.fewVisits { move(by: 1) }
    }

    /// Nothing was far enough from its end for a while.
    func becomeLessChoosy() { move(by: -1) }

    private func move(by step: Int) {
        figures.pointee.distance.store(max(1, worthwhileDistance + step), ordering: .relaxed)
    }

    private static let fewVisits = 256
    /// For how many visits a worker looks for something far enough from its end while another one waits.
    static let patience = 64
}
