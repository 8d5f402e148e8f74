import Litmus
import Synchronization

// Synchronization wants its orderings as constants, so each of C11's has its own function.

extension SharedWord {
    func modifyRelaxed(_ operation: ModifyOperator, _ operand: Int64) -> Int64 {
        switch operation {
        case .swap: pointer.pointee.exchange(operand, ordering: .relaxed)
        case .add: pointer.pointee.wrappingAdd(operand, ordering: .relaxed).oldValue
        case .subtract: pointer.pointee.wrappingSubtract(operand, ordering: .relaxed).oldValue
        case .and: pointer.pointee.bitwiseAnd(operand, ordering: .relaxed).oldValue
        case .or: pointer.pointee.bitwiseOr(operand, ordering: .relaxed).oldValue
        case .xor: pointer.pointee.bitwiseXor(operand, ordering: .relaxed).oldValue
        case .max: pointer.pointee.max(operand, ordering: .relaxed).oldValue
        case .min: pointer.pointee.min(operand, ordering: .relaxed).oldValue
        case .nand: exchanging { pointer.pointee.weakCompareExchange(
            expected: $0, desired: ~($0 & operand), ordering: .relaxed) }
        }
    }

    func modifyAcquiring(_ operation: ModifyOperator, _ operand: Int64) -> Int64 {
        switch operation {
        case .swap: pointer.pointee.exchange(operand, ordering: .acquiring)
        case .add: pointer.pointee.wrappingAdd(operand, ordering: .acquiring).oldValue
        case .subtract: pointer.pointee.wrappingSubtract(operand, ordering: .acquiring).oldValue
        case .and: pointer.pointee.bitwiseAnd(operand, ordering: .acquiring).oldValue
        case .or: pointer.pointee.bitwiseOr(operand, ordering: .acquiring).oldValue
        case .xor: pointer.pointee.bitwiseXor(operand, ordering: .acquiring).oldValue
        case .max: pointer.pointee.max(operand, ordering: .acquiring).oldValue
        case .min: pointer.pointee.min(operand, ordering: .acquiring).oldValue
        case .nand: exchanging { pointer.pointee.weakCompareExchange(
            expected: $0, desired: ~($0 & operand), ordering: .acquiring) }
        }
    }

    func modifyReleasing(_ operation: ModifyOperator, _ operand: Int64) -> Int64 {
        switch operation {
        case .swap: pointer.pointee.exchange(operand, ordering: .releasing)
        case .add: pointer.pointee.wrappingAdd(operand, ordering: .releasing).oldValue
        case .subtract: pointer.pointee.wrappingSubtract(operand, ordering: .releasing).oldValue
        case .and: pointer.pointee.bitwiseAnd(operand, ordering: .releasing).oldValue
        case .or: pointer.pointee.bitwiseOr(operand, ordering: .releasing).oldValue
        case .xor: pointer.pointee.bitwiseXor(operand, ordering: .releasing).oldValue
        case .max: pointer.pointee.max(operand, ordering: .releasing).oldValue
        case .min: pointer.pointee.min(operand, ordering: .releasing).oldValue
        case .nand: exchanging { pointer.pointee.weakCompareExchange(
            expected: $0, desired: ~($0 & operand), ordering: .releasing) }
        }
    }

    func modifyAcquiringAndReleasing(_ operation: ModifyOperator, _ operand: Int64) -> Int64 {
        switch operation {
        case .swap: pointer.pointee.exchange(operand, ordering: .acquiringAndReleasing)
        case .add: pointer.pointee.wrappingAdd(operand, ordering: .acquiringAndReleasing).oldValue
        case .subtract: pointer.pointee.wrappingSubtract(operand, ordering: .acquiringAndReleasing).oldValue
        case .and: pointer.pointee.bitwiseAnd(operand, ordering: .acquiringAndReleasing).oldValue
        case .or: pointer.pointee.bitwiseOr(operand, ordering: .acquiringAndReleasing).oldValue
        case .xor: pointer.pointee.bitwiseXor(operand, ordering: .acquiringAndReleasing).oldValue
        case .max: pointer.pointee.max(operand, ordering: .acquiringAndReleasing).oldValue
        case .min: pointer.pointee.min(operand, ordering: .acquiringAndReleasing).oldValue
        case .nand: exchanging { pointer.pointee.weakCompareExchange(
            expected: $0, desired: ~($0 & operand), ordering: .acquiringAndReleasing) }
        }
    }

    func modifySequentiallyConsistent(_ operation: ModifyOperator, _ operand: Int64) -> Int64 {
        switch operation {
        case .swap: pointer.pointee.exchange(operand, ordering: .sequentiallyConsistent)
        case .add: pointer.pointee.wrappingAdd(operand, ordering: .sequentiallyConsistent).oldValue
        case .subtract: pointer.pointee.wrappingSubtract(operand, ordering: .sequentiallyConsistent).oldValue
        case .and: pointer.pointee.bitwiseAnd(operand, ordering: .sequentiallyConsistent).oldValue
        case .or: pointer.pointee.bitwiseOr(operand, ordering: .sequentiallyConsistent).oldValue
        case .xor: pointer.pointee.bitwiseXor(operand, ordering: .sequentiallyConsistent).oldValue
        case .max: pointer.pointee.max(operand, ordering: .sequentiallyConsistent).oldValue
        case .min: pointer.pointee.min(operand, ordering: .sequentiallyConsistent).oldValue
        case .nand: exchanging { pointer.pointee.weakCompareExchange(
            expected: $0, desired: ~($0 & operand), ordering: .sequentiallyConsistent) }
        }
    }

    /// Repeats a weak compare-and-exchange until it succeeds; returns the old value.
    @inline(__always) private func exchanging(_ attempt: (Int64) -> (exchanged: Bool, original: Int64)) -> Int64 {
        var seen = pointer.pointee.load(ordering: .relaxed)
        while true {
            let result = attempt(seen)
            if result.exchanged { return seen }
            seen = result.original
        }
    }
}

extension SharedWord {
    typealias Exchange = (exchanged: Bool, original: Int64)

    func exchangeRelaxed(_ expected: Int64, _ desired: Int64, _ failure: MemoryOrder,
                         _ isWeak: Bool) -> Exchange {
        switch (failure, isWeak) {
        case (.seqCst, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .relaxed, failureOrdering: .sequentiallyConsistent)
        case (.seqCst, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .relaxed, failureOrdering: .sequentiallyConsistent)
        case (.acquire, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .relaxed, failureOrdering: .acquiring)
        case (.acquire, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .relaxed, failureOrdering: .acquiring)
        case (_, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .relaxed, failureOrdering: .relaxed)
        case (_, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .relaxed, failureOrdering: .relaxed)
        }
    }

    func exchangeAcquiring(_ expected: Int64, _ desired: Int64, _ failure: MemoryOrder,
                           _ isWeak: Bool) -> Exchange {
        switch (failure, isWeak) {
        case (.seqCst, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .acquiring, failureOrdering: .sequentiallyConsistent)
        case (.seqCst, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .acquiring, failureOrdering: .sequentiallyConsistent)
        case (.acquire, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .acquiring, failureOrdering: .acquiring)
        case (.acquire, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .acquiring, failureOrdering: .acquiring)
        case (_, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .acquiring, failureOrdering: .relaxed)
        case (_, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .acquiring, failureOrdering: .relaxed)
        }
    }

    func exchangeReleasing(_ expected: Int64, _ desired: Int64, _ failure: MemoryOrder,
                           _ isWeak: Bool) -> Exchange {
        switch (failure, isWeak) {
        case (.seqCst, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .releasing, failureOrdering: .sequentiallyConsistent)
        case (.seqCst, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .releasing, failureOrdering: .sequentiallyConsistent)
        case (.acquire, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .releasing, failureOrdering: .acquiring)
        case (.acquire, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .releasing, failureOrdering: .acquiring)
        case (_, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .releasing, failureOrdering: .relaxed)
        case (_, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .releasing, failureOrdering: .relaxed)
        }
    }

    func exchangeAcquiringAndReleasing(_ expected: Int64, _ desired: Int64, _ failure: MemoryOrder,
                                       _ isWeak: Bool) -> Exchange {
        switch (failure, isWeak) {
        case (.seqCst, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .acquiringAndReleasing, failureOrdering: .sequentiallyConsistent)
        case (.seqCst, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .acquiringAndReleasing, failureOrdering: .sequentiallyConsistent)
        case (.acquire, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .acquiringAndReleasing, failureOrdering: .acquiring)
        case (.acquire, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .acquiringAndReleasing, failureOrdering: .acquiring)
        case (_, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .acquiringAndReleasing, failureOrdering: .relaxed)
        case (_, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .acquiringAndReleasing, failureOrdering: .relaxed)
        }
    }

    func exchangeSequentiallyConsistent(_ expected: Int64, _ desired: Int64, _ failure: MemoryOrder,
                                        _ isWeak: Bool) -> Exchange {
        switch (failure, isWeak) {
        case (.seqCst, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .sequentiallyConsistent, failureOrdering: .sequentiallyConsistent)
        case (.seqCst, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .sequentiallyConsistent, failureOrdering: .sequentiallyConsistent)
        case (.acquire, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .sequentiallyConsistent, failureOrdering: .acquiring)
        case (.acquire, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .sequentiallyConsistent, failureOrdering: .acquiring)
        case (_, false): pointer.pointee.compareExchange(
            expected: expected, desired: desired, successOrdering: .sequentiallyConsistent, failureOrdering: .relaxed)
        case (_, true): pointer.pointee.weakCompareExchange(
            expected: expected, desired: desired, successOrdering: .sequentiallyConsistent, failureOrdering: .relaxed)
        }
    }
}
