import CLinuxThreads
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Memory for a stack, with a page below it that must not be touched.
///
/// For deep recursion on the calling thread: to start a thread with a large stack and to await its end takes some
/// 50 µs, this takes 10.
private struct OwnStack: ~Copyable {
    private let memory: UnsafeMutableRawPointer
    private let size: Int

    /// Nil where there is no memory to be had.
    /// - Parameter size: in bytes; reserved, and resident only as far as it is used.
    init?(size: Int) {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK
        let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0)
        guard let mapped, mapped != MAP_FAILED else { return nil }
        (memory, self.size) = (mapped, size)
        mprotect(memory, Int(getpagesize()), PROT_NONE)
    }

    deinit { munmap(memory, size) }

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

/// Calls `body` on a stack of that many bytes, on the calling thread.
///
/// - Returns: false where there is no such stack; then `body` was not called.
public func callOnStack(ofSize size: Int, _ body: () -> Void) -> Bool {
    guard let stack = OwnStack(size: size) else { return false }
    return stack.call(body)
}
