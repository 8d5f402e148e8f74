/// The signatures of the latest messages: a message that comes a second time is an attacker's, or a fault.
struct SeenSignatures: Sendable {
    private var seen: Set<[UInt8]> = []
    /// The same in the order of their coming, as a ring.
    private var ring: [[UInt8]] = []
    private var oldest = 0
    private let capacity: Int

    /// - Parameter capacity: how many are remembered; as many as Jupyter's own session does.
    init(capacity: Int = 1 << 16) { self.capacity = capacity }

    /// Remembers a signature, and forgets the oldest where there are too many.
    ///
    /// O(1).
    /// - Returns: whether it is new.
    mutating func insert(_ signature: [UInt8]) -> Bool {
        guard seen.insert(signature).inserted else { return false }
        if ring.count < capacity {
            ring.append(signature)
        } else {
            seen.remove(ring[oldest])
            ring[oldest] = signature
            oldest = (oldest + 1) % capacity
        }
        return true
    }
}
