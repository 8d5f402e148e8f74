import CLinuxThreads

/// A set of processors in the form of `sched_setaffinity(2)`: bit *n* of the words is processor *n*.
struct ProcessorSet {
    private var words: [UInt]

    /// Room for 8192 processors, the most that Linux can be built for.
    init(_ numbers: [Int] = []) {
        words = Array(repeating: 0, count: 8192 / UInt.bitWidth)
        for number in numbers where number >= 0 && number < 8192 {
            words[number / UInt.bitWidth] |= 1 << UInt(number % UInt.bitWidth)
        }
    }

    var numbers: Set<Int> {
        Set((0..<8192).filter { words[$0 / UInt.bitWidth] >> UInt($0 % UInt.bitWidth) & 1 == 1 })
    }

    private var size: Int { words.count * MemoryLayout<UInt>.size }

    /// The processors that the calling thread may use; false if the system does not say.
    mutating func readCurrent() -> Bool { sched_getaffinity(0, size, &words) >= 0 }

    /// The processor that the calling thread runs on, as far as one can know; nil if the system does not say.
    static var current: Int? {
        let number = sched_getcpu()
        return number < 0 ? nil : Int(number)
    }

    /// Keeps the calling thread on these processors; false if the system refuses.
    func applyToCurrentThread() -> Bool { sched_setaffinity(0, size, words) == 0 }
}
