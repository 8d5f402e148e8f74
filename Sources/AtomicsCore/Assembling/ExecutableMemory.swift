import CLinuxThreads
import Glibc

/// Machine code that can be called. It is never writable and executable at the same time.
///
/// `@unchecked Sendable` is sound: after `init` the memory is read and executed only, and lives as long as this object.
final class ExecutableMemory: @unchecked Sendable {
    private let address: UnsafeMutableRawPointer
    private let size: Int

    /// A function in the code: takes the worker's block, and returns a number of its own meaning.
    typealias Function = @convention(c) (UnsafeMutableRawPointer) -> Int64

    /// - Returns: nil where the system does not let a program execute what it has written.
    init?(_ code: [UInt8]) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        size = max((code.count + page - 1) / page, 1) * page
        guard let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
              memory != MAP_FAILED else { return nil }
        address = memory
        UnsafeMutableRawBufferPointer(start: address, count: size).copyBytes(from: code)
        guard mprotect(address, size, PROT_READ | PROT_EXEC) == 0 else { return nil }
        memmodel_clear_instruction_cache(address, address + size)
    }

    deinit { munmap(address, size) }

    /// The function that starts at this distance from the code's start.
    func function(at offset: Int) -> Function {
        // The code there was generated to be called this way.
        unsafeBitCast(address + offset, to: Function.self)
    }

    func address(at offset: Int) -> Int64 { Int64(Int(bitPattern: address + offset)) }
}
