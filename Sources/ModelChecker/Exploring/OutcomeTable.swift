/// A hash table from end states to numbers of executions: open addressing over flat arrays, so that counting an
/// execution allocates nothing unless its end state is new.
struct OutcomeTable {
    let width: Int
    /// The end states, one after the other, in the order of their first executions.
    private(set) var values: [Int64] = []
    private(set) var counts: [Int] = []
    /// For each slot an entry's number plus one, or 0.
    private var slots: [UInt32]

    init(width: Int) {
        self.width = width
        slots = Array(repeating: 0, count: 64)
    }

    /// Whether the end state with these values has been counted.
    func contains(_ state: UnsafePointer<Int64>) -> Bool {
        var slot = hash(state) & (slots.count - 1)
        while slots[slot] != 0 {
            if isEqual(Int(slots[slot]) - 1, state) { return true }
            slot = (slot + 1) & (slots.count - 1)
        }
        return false
    }

    func entry(_ number: Int) -> ArraySlice<Int64> { values[(number * width)..<((number + 1) * width)] }

    /// Counts an execution that ends with the values in `state`, of which there are `width`.
    /// - Returns: the number of the end state's entry, and whether it is new.
    mutating func count(_ state: UnsafePointer<Int64>, executions: Int = 1) -> (entry: Int, isNew: Bool) {
        var slot = hash(state) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if isEqual(number, state) {
                counts[number] += executions
                return (number, false)
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        for index in 0..<width { values.append(state[index]) }
        counts.append(executions)
        slots[slot] = UInt32(counts.count)
        if 2 * counts.count > slots.count { grow() }
        return (counts.count - 1, true)
    }

    private func isEqual(_ number: Int, _ state: UnsafePointer<Int64>) -> Bool {
        for index in 0..<width where values[number * width + index] != state[index] { return false }
        return true
    }

    private func hash(_ state: UnsafePointer<Int64>) -> Int {
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
        for index in 0..<width {
            hash = (hash ^ UInt64(bitPattern: state[index])) &* 0xff51_afd7_ed55_8ccd
            hash ^= hash >> 32
        }
        return Int(truncatingIfNeeded: hash >> 1)
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: 4 * slots.count)
        fillSlots()
    }

    /// Puts all entries into slots that are empty.
    private mutating func fillSlots() {
        values.withUnsafeBufferPointer { values in
            for number in counts.indices {
                var slot = 0
                if let base = values.baseAddress { slot = hash(base + number * width) & (slots.count - 1) }
                while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
                slots[slot] = UInt32(number + 1)
            }
        }
    }
}
