import CLinuxThreads
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A set of processors in the form of `sched_setaffinity(2)`: bit *n* of the words is processor *n*.
public struct ProcessorSet: Sendable {
    private var words: [UInt]

    /// Room for 8192 processors, the most that Linux can be built for.
    public init(_ numbers: [Int] = []) {
        words = Array(repeating: 0, count: 8192 / UInt.bitWidth)
        for number in numbers where number >= 0 && number < 8192 {
            words[number / UInt.bitWidth] |= 1 << UInt(number % UInt.bitWidth)
        }
    }

    /// In ascending order.
    public var numbers: [Int] {
        var numbers: [Int] = []
        for index in words.indices where words[index] != 0 {
            for bit in 0..<UInt.bitWidth where words[index] >> UInt(bit) & 1 == 1 {
                numbers.append(index * UInt.bitWidth + bit)
            }
        }
        return numbers
    }

    private var size: Int { words.count * MemoryLayout<UInt>.size }

    /// The processors that the calling thread may use; false if the system does not say.
    public mutating func readCurrent() -> Bool { sched_getaffinity(0, size, &words) >= 0 }

    /// The processor that the calling thread runs on, as far as one can know; nil if the system does not say.
    public static var current: Int? {
        let number = sched_getcpu()
        return number < 0 ? nil : Int(number)
    }

    /// Keeps the calling thread on these processors; false if the system refuses.
    public func applyToCurrentThread() -> Bool { sched_setaffinity(0, size, words) == 0 }

    /// Lets threads that are started with these attributes begin on these processors, where the system can do that.
    func apply(to attributes: inout pthread_attr_t) { _ = memmodel_set_affinity(&attributes, size, words) }

    /// Does something that puts the calling thread to sleep, so that it wakes up on the processor on which it fell
    /// asleep. Linux on a virtual machine takes an idle processor for one that its host has taken away, and wakes
    /// threads up on the processor of whoever wakes them, where they wait for milliseconds.
    public static func stayingOnProcessor(during sleep: () -> Void) {
        var before = ProcessorSet()
        guard let current, before.readCurrent(), ProcessorSet([current]).applyToCurrentThread() else { return sleep() }
        sleep()
        _ = before.applyToCurrentThread()
    }
}
