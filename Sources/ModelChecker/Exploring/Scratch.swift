/// A stack of events that lives as long as the exploration, so that lists cost no allocation.
struct Scratch: ~Copyable {
    private var elements: UnsafeMutablePointer<EventID>
    private var capacity = 1024
    private(set) var count = 0

    init() { elements = .allocate(capacity: capacity) }

    deinit { elements.deallocate() }

    @inline(__always) subscript(index: Int) -> EventID { elements[index] }

    @inline(__always) mutating func push(_ event: EventID) {
        if count == capacity { grow() }
        (elements + count).initialize(to: event)
        count += 1
    }

    @inline(__always) mutating func truncate(to count: Int) { self.count = count }

    private mutating func grow() {
        let bigger = UnsafeMutablePointer<EventID>.allocate(capacity: 2 * capacity)
        bigger.update(from: elements, count: count)
        elements.deallocate()
        elements = bigger
        capacity *= 2
    }
}
