/// A matrix of bits: for each row a set of small numbers.
struct BitRows {
    private var words: [UInt64] = []
    private var wordsPerRow = 0
    private var rowCount = 0

    init() {}

    init(rows: Int, columns: Int) { reset(rows: rows, columns: columns) }

    /// Empties all rows. Keeps the memory.
    mutating func reset(rows: Int, columns: Int) {
        wordsPerRow = (columns + 63) / 64
        rowCount = rows
        words.removeAll(keepingCapacity: true)
        words.append(contentsOf: repeatElement(0, count: rows * wordsPerRow))
    }

    mutating func insert(_ element: Int, into row: Int) { words[row * wordsPerRow + element >> 6] |= 1 << UInt64(element & 63) }

    mutating func remove(_ element: Int, from row: Int) {
        words[row * wordsPerRow + element >> 6] &= ~(1 << UInt64(element & 63))
    }

    mutating func insert(_ elements: Range<Int>, into row: Int) {
        for element in elements { insert(element, into: row) }
    }

    func contains(_ element: Int, in row: Int) -> Bool {
        words[row * wordsPerRow + element >> 6] & (1 << UInt64(element & 63)) != 0
    }

    mutating func formUnion(_ row: Int, with other: BitRows, row otherRow: Int) {
        for word in 0..<wordsPerRow { words[row * wordsPerRow + word] |= other.words[otherRow * wordsPerRow + word] }
    }

    /// The row's elements, ascending.
    func elements(of row: Int) -> Elements { Elements(words: words[(row * wordsPerRow)..<((row + 1) * wordsPerRow)]) }

    struct Elements: Sequence, IteratorProtocol {
        private let words: ArraySlice<UInt64>
        private var position: Int
        private var current: UInt64

        init(words: ArraySlice<UInt64>) {
            self.words = words
            position = words.startIndex
            current = words.first ?? 0
        }

        mutating func next() -> Int? {
            while current == 0 {
                position += 1
                guard position < words.endIndex else { return nil }
                current = words[position]
            }
            let bit = current.trailingZeroBitCount
            current &= current - 1
            return (position - words.startIndex) * 64 + bit
        }
    }

    /// Whether the relation between the given elements, each row holding an element's predecessors, has no cycle.
    /// - Complexity: O(elements²).
    func isAcyclic(on elements: [Int]) -> Bool {
        var remaining = elements
        while !remaining.isEmpty {
            let blocked = remaining.filter { element in remaining.contains { contains($0, in: element) } }
            if blocked.count == remaining.count { return false }
            remaining = blocked
        }
        return true
    }
}
