import CLinuxThreads
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif
import Synchronization

/// Memory for a stack, with a page below it that must not be touched.
///
/// For deep recursion on the calling thread: to start a thread with a large stack and to await its end takes some
/// 50 µs.
///
/// `@unchecked Sendable` is sound: whoever takes a stack out of `idleStacks` is the only one who has it.
private struct OwnStack: @unchecked Sendable {
    private let memory: UnsafeMutableRawPointer
    let size: Int

    /// Nil where there is no memory to be had.
    /// - Parameter size: in bytes; reserved, and resident only as far as it is used.
    init?(size: Int) {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK
        let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0)
        guard let mapped, mapped != MAP_FAILED else { return nil }
        (memory, self.size) = (mapped, size)
        mprotect(memory, Int(getpagesize()), PROT_NONE)
    }

    /// Gives memory back that a deep recursion has touched: all but the part where every recursion begins.
    func shrink() { madvise(memory, max(0, size - Self.resident), MADV_DONTNEED) }

    private static let resident = 256 << 10

    func unmap() { munmap(memory, size) }

    /// - Returns: whether `body` was called.
    func call(_ body: () -> Void) -> Bool {
        withoutActuallyEscaping(body) { body in
            var body = body
            return withUnsafeMutablePointer(to: &body) { pointer in
                memmodel_call_on_stack(memory, size, {
                    $0?.assumingMemoryBound(to: (() -> Void).self).pointee()
                }, pointer) == 0
            }
        }
    }
}

/// Stacks that nobody uses right now. To map one and to unmap it again takes 50 µs, twice as long where another thread
/// is busy, and most explorations take no longer.
private let idleStacks = Mutex<[OwnStack]>([])
private let mostIdleStacks = 4

/// Calls `body` on a stack of that many bytes, on the calling thread.
///
/// - Returns: false where there is no such stack; then `body` was not called.
public func callOnStack(ofSize size: Int, _ body: () -> Void) -> Bool {
    let idle = idleStacks.withLock { stacks in
        stacks.lastIndex { $0.size == size }.map { stacks.remove(at: $0) }
    }
    guard let stack = idle ?? OwnStack(size: size) else { return false }
    let isCalled = stack.call(body)
    stack.shrink()
    let isKept = idleStacks.withLock { stacks in
        if stacks.count < mostIdleStacks { stacks.append(stack); return true }
        return false
    }
    if !isKept { stack.unmap() }
    return isCalled
}
