import Glibc

#if arch(x86_64)
/// The code generator for the processor that this program runs on.
typealias NativeAssembler = X86MacroAssembler
#else
/// The code generator for the processor that this program runs on; on one that there is none for it goes unused.
typealias NativeAssembler = ARM64MacroAssembler
#endif

/// What the processor that this program runs on can do.
enum ProcessorFeatures {
    /// Whether machine code can be generated for it at all.
    static var hasCodeGenerator: Bool {
        #if arch(x86_64) || arch(arm64)
        true
        #else
        false
        #endif
    }

    /// Whether an arm64 processor has the read-modify-writes of Armv8.1: bit 8 of the kernel's `HWCAP`.
    static var hasLargeSystemExtensions: Bool {
        #if arch(arm64)
        getauxval(UInt(AT_HWCAP)) & 1 << 8 != 0
        #else
        true
        #endif
    }
}
