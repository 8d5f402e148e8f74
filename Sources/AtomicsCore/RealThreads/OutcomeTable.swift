/// A flat open-addressing hash table that counts outcomes: a slot is a count, 0 where it is free, and the values.
///
/// The header has a fixed form because generated code counts too. Counting takes constant time on average.
/// Not thread-safe: each worker has its own.
struct OutcomeTable {
    /// The words of the header.
    enum Field {
        /// The address of the slots.
        static let slots = 0
        /// The number of slots, a power of two, less one.
        static let mask = 1
        /// How many slots are taken.
        static let used = 2
        /// How many may be taken before the table is to grow.
        static let limit = 3
        static let count = 4
    }

    let header: UnsafeMutablePointer<Int64>
    /// The number of values of an outcome.
    let width: Int

    /// The odd number that a value is multiplied with, by its place in the outcome.
    static func factor(_ place: Int) -> Int64 {
        Int64(bitPattern: 0x9E37_79B9_7F4A_7C15 &* UInt64(truncatingIfNeeded: 2 &* place &+ 1)) | 1
    }

    /// - Parameter header: `Field.count` words, which stay the caller's.
    init(header: UnsafeMutablePointer<Int64>, width: Int) {
        self.header = header
        self.width = width
        header[Field.slots] = 0
        allocate(slots: 64)
    }

    /// The number of different outcomes.
    var count: Int { Int(header[Field.used]) }

    func deallocate() { slots.deallocate() }

    private var slots: UnsafeMutablePointer<Int64> {
        guard let pointer = UnsafeMutablePointer<Int64>(bitPattern: Int(header[Field.slots])) else {
            preconditionFailure("the table has been deallocated")
        }
        return pointer
    }

    private func allocate(slots count: Int) {
        let words = count * (width + 1)
        let memory = UnsafeMutablePointer<Int64>.allocate(capacity: words)
        memory.initialize(repeating: 0, count: words)
        header[Field.slots] = Int64(Int(bitPattern: memory))
        header[Field.mask] = Int64(count - 1)
        header[Field.used] = 0
        header[Field.limit] = Int64(count / 2)
    }

    /// Counts an outcome `times` times.
    func add(_ values: UnsafePointer<Int64>, times: Int64 = 1) {
        var hash: Int64 = 0
        for place in 0..<width { hash &+= values[place] &* Self.factor(place) }
        hash ^= Int64(bitPattern: UInt64(bitPattern: hash) >> 32)
        var index = hash & header[Field.mask]
        while true {
            let slot = slots + Int(index) * (width + 1)
            if slot[0] == 0 {
                if header[Field.used] >= header[Field.limit] {
                    grow()
                    return add(values, times: times)
                }
                header[Field.used] += 1
                for place in 0..<width { slot[place + 1] = values[place] }
                slot[0] = times
                return
            }
            if (0..<width).allSatisfy({ slot[$0 + 1] == values[$0] }) {
                slot[0] += times
                return
            }
            index = (index + 1) & header[Field.mask]
        }
    }

    /// Twice as many slots; linear in their number.
    func grow() {
        let old = slots
        let count = Int(header[Field.mask]) + 1
        allocate(slots: count * 2)
        for index in 0..<count where old[index * (width + 1)] != 0 {
            add(old + index * (width + 1) + 1, times: old[index * (width + 1)])
        }
        old.deallocate()
    }

    /// All that was counted, in no particular order.
    func tallies() -> [OutcomeTally] {
        (0...Int(header[Field.mask])).compactMap { index in
            let slot = slots + index * (width + 1)
            guard slot[0] != 0 else { return nil }
            return OutcomeTally(values: (0..<width).map { slot[$0 + 1] }, count: Int(slot[0]))
        }
    }
}
