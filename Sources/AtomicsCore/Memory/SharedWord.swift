import Litmus
import Synchronization

/// A word of memory that several threads access at the same time, by the operations that the Swift compiler emits
/// for each ordering on this processor.
///
/// Sound: the pointer comes from `RunMemory`, which outlives every thread of a run, is aligned to a word, and is only
/// ever accessed through atomic operations while threads run. A plain access is a relaxed one here, which is the same
/// single instruction on every processor that Swift supports, and leaves the compiler no undefined behaviour.
struct SharedWord {
    let pointer: UnsafeMutablePointer<Atomic<Int64>>

    init(_ address: UnsafeMutableRawPointer) {
        pointer = address.assumingMemoryBound(to: Atomic<Int64>.self)
    }

    @inline(__always) func load(_ order: MemoryOrder) -> Int64 {
        switch order {
        case .plain, .relaxed, .release: pointer.pointee.load(ordering: .relaxed)
        case .acquire, .acqRel: pointer.pointee.load(ordering: .acquiring)
        case .seqCst: pointer.pointee.load(ordering: .sequentiallyConsistent)
        }
    }

    @inline(__always) func store(_ value: Int64, _ order: MemoryOrder) {
        switch order {
        case .plain, .relaxed, .acquire: pointer.pointee.store(value, ordering: .relaxed)
        case .release, .acqRel: pointer.pointee.store(value, ordering: .releasing)
        case .seqCst: pointer.pointee.store(value, ordering: .sequentiallyConsistent)
        }
    }

    /// The old value.
    @inline(__always) func modify(_ operation: ModifyOperator, _ operand: Int64, _ order: MemoryOrder) -> Int64 {
        switch order {
        case .plain, .relaxed: modifyRelaxed(operation, operand)
        case .acquire: modifyAcquiring(operation, operand)
        case .release: modifyReleasing(operation, operand)
        case .acqRel: modifyAcquiringAndReleasing(operation, operand)
        case .seqCst: modifySequentiallyConsistent(operation, operand)
        }
    }

    @inline(__always) func compareExchange(_ expected: Int64, _ desired: Int64, success: MemoryOrder,
                                           failure: MemoryOrder, isWeak: Bool) -> (ok: Bool, seen: Int64) {
        let result = switch success {
        case .plain, .relaxed: exchangeRelaxed(expected, desired, failure, isWeak)
        case .acquire: exchangeAcquiring(expected, desired, failure, isWeak)
        case .release: exchangeReleasing(expected, desired, failure, isWeak)
        case .acqRel: exchangeAcquiringAndReleasing(expected, desired, failure, isWeak)
        case .seqCst: exchangeSequentiallyConsistent(expected, desired, failure, isWeak)
        }
        return (result.exchanged, result.original)
    }

    /// Adds 1 to a word that only the calling thread writes.
    func advance() { store(load(.relaxed) &+ 1, .relaxed) }

    @inline(__always) static func fence(_ order: MemoryOrder) {
        switch order {
        case .plain, .relaxed: break
        case .acquire: atomicMemoryFence(ordering: .acquiring)
        case .release: atomicMemoryFence(ordering: .releasing)
        case .acqRel: atomicMemoryFence(ordering: .acquiringAndReleasing)
        case .seqCst: atomicMemoryFence(ordering: .sequentiallyConsistent)
        }
    }
}
