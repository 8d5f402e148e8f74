/// The values in a channel, first in, first out.
struct Queue {
    private var values: [Int64] = []
    /// Where the first value is.
    private var head = 0

    var count: Int { values.count - head }
    var isEmpty: Bool { count == 0 }

    /// In constant time on average.
    mutating func append(_ value: Int64) { values.append(value) }

    /// In constant time on average; there must be a value.
    mutating func removeFirst() -> Int64 {
        defer {
            head += 1
            if head * 2 > values.count {
                values.removeFirst(head)
                head = 0
            }
        }
        return values[head]
    }
}
