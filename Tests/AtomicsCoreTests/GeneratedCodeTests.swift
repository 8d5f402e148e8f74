@testable import AtomicsCore
import Foundation
import Language
import Litmus
import Support
import Testing

/// The accesses to memory in a list of instructions: registers are R, constants I, memory is M, the stack S.
private func memoryAccesses(_ instructions: [String]) -> [String] {
    instructions.compactMap { instruction in
        var text = instruction.replacingOccurrences(of: ", ", with: ",")
        // Comments, and the addresses of jumps.
        text = text.replacing(/\s*(\/\/|#(?!\d)).*$/, with: "")
        guard !["j", "b", "nop", "lea"].contains(where: { text.hasPrefix($0) }) else { return nil }
        text = text.replacing(/-?(0x[0-9a-f]+|[0-9]+)?\(%rsp\)/, with: "S")
        text = text.replacing(/(0x[0-9a-f]+|[0-9]+)?\(%[a-z0-9]+(,%[a-z0-9]+)?\)/, with: "M")
        text = text.replacing(/\[[a-z0-9]+(,#[^\]]*)?\]/, with: "M")
        text = text.replacing(/%[a-z0-9]+/, with: "R")
        text = text.replacing(/\b[xw]([0-9]+|zr)\b/, with: "R")
        text = text.replacing(/[$#]-?(0x[0-9a-f]+|[0-9]+)/, with: "I")
        return text.contains("M") || text.contains("S") || text.hasPrefix("dmb") || text.contains("fence")
            || text.hasPrefix("clrex") ? text : nil
    }
}

@Suite("The generated code accesses memory as the compiler's code does", .enabled(if: Toolchain.isAvailable))
struct GeneratedCodeTests {
    /// Compares all operations with clang's work for the target.
    private func compare<Assembler: MacroAssembler>(_ assembler: Assembler, target: String, flags: [String]) throws {
        let expected = try Toolchain.compile(OperationCase.cSource, target: target, flags: flags)
        let actual = try Toolchain.disassemble(
            OperationCase.all.map { ($0.name, $0.generate(assembler)) }, target: target)
        for operation in OperationCase.all {
            let (ours, theirs) = (memoryAccesses(actual[operation.name] ?? []),
                                  memoryAccesses(try #require(expected[operation.name])))
            #expect(ours == theirs, "\(operation.name)")
        }
    }

    @Test("x86-64: every operation in every ordering")
    func x86() throws {
        try compare(X86MacroAssembler(), target: "x86_64-linux-gnu", flags: [])
    }

    @Test("arm64 with Armv8.1's atomics: every operation in every ordering")
    func arm64() throws {
        try compare(ARM64MacroAssembler(hasLargeSystemExtensions: true), target: "aarch64-linux-gnu",
                    flags: ["-march=armv8.1-a"])
    }

    @Test("arm64 with exclusive pairs: every operation in every ordering")
    func arm64Exclusives() throws {
        try compare(ARM64MacroAssembler(hasLargeSystemExtensions: false), target: "aarch64-linux-gnu",
                    flags: ["-mno-outline-atomics"])
    }

    @Test("swiftc compiles Synchronization's atomics to the same", .enabled(if: Toolchain.swiftc != nil))
    func swift() throws {
        let cases = OperationCase.all.filter { $0.swift != nil }
        let expected = try Toolchain.compileSwift("import Synchronization\n" + cases.map {
            "@_silgen_name(\"\($0.name)\") public func \($0.name)"
                + "(_ p: UnsafeMutablePointer<Atomic<Int>>, _ v: Int, _ d: Int) -> Int { \($0.swift ?? "") }\n"
        }.joined())
        let actual = try Toolchain.disassemble(cases.map { ($0.name, $0.generate(NativeAssembler())) },
                                               target: Toolchain.nativeTarget)
        var compared = 0
        for operation in cases {
            let theirs = try #require(expected[operation.name])
            // Functions that come out the same are one, and the others jump there.
            if ["jmp", "b"].contains(theirs.first?.split(separator: " ").first) { continue }
            #expect(memoryAccesses(actual[operation.name] ?? []) == memoryAccesses(theirs), "\(operation.name)")
            compared += 1
        }
        #expect(compared > 100)
    }

    /// The accesses of a program's first thread to its instance, in the order of the code.
    private func accesses<Assembler: MacroAssembler>(_ text: String, _ assembler: Assembler, base: String,
                                                     target: String) throws -> [String] {
        let program = try #require(parse(text).program)
        var code = assembler
        let (end, stopped) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        let registers = program.threads[0].registers.count
        var compiler = BodyCompiler<Assembler>(
            body: 0, program: program, layout: InstanceLayout(program),
            block: BlockLayout(outcomeWidth: 0, registers: [0: registers]), logged: [], end: end, stopped: stopped)
        compiler.compile(into: &code)
        code.buffer.place(end)
        code.buffer.place(stopped)
        compiler.compileStubs(into: &code)
        let instructions = try Toolchain.disassemble([("body", code.buffer.linked())], target: target)["body"] ?? []
        return memoryAccesses(instructions.filter {
            $0.contains(base) || $0.contains("%rsp") || $0.hasPrefix("dmb") || $0.contains("[x16]")
        })
    }

    private static let bodies: [(text: String, c: String)] = [
        ("""
         atomic x, y
         thread A { x.store(1, Relaxed); let r = y.load(Relaxed) }
         """,
         "long body(long *x, long *y) { __atomic_store_n(x, 1, 0); return __atomic_load_n(y, 0); }"),
        ("""
         atomic x, y, z
         var d
         thread A {
             d = 7
             x.store(1, Release)
             fence(SeqCst)
             let a = y.load(Acquire)
             let b = z.fetch_add(a, AcqRel)
             if b == 1 { x.store(2, SeqCst) }
             let c = y.fetch_or(b, Relaxed)
             fence(Acquire)
             let (ok, seen) = x.compare_exchange(c, 3, SeqCst, Relaxed)
             z.fetch_sub(1, Relaxed)
             while y.load(Acquire) == 0 { spin_loop() }
         }
         """,
         """
         long body(long *x, long *y, long *z, long *d) {
             *(volatile long *)d = 7;
             __atomic_store_n(x, 1, __ATOMIC_RELEASE);
             __atomic_thread_fence(__ATOMIC_SEQ_CST);
             long a = __atomic_load_n(y, __ATOMIC_ACQUIRE);
             long b = __atomic_fetch_add(z, a, __ATOMIC_ACQ_REL);
             if (b == 1) __atomic_store_n(x, 2, __ATOMIC_SEQ_CST);
             long c = __atomic_fetch_or(y, b, __ATOMIC_RELAXED);
             __atomic_thread_fence(__ATOMIC_ACQUIRE);
             long ok = __atomic_compare_exchange_n(x, &c, 3, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
             __atomic_fetch_sub(z, 1, __ATOMIC_RELAXED);
             while (__atomic_load_n(y, __ATOMIC_ACQUIRE) == 0) __builtin_ia32_pause();
             return ok + c;
         }
         """),
    ]

    @Test("x86-64: whole bodies, in order", arguments: 0..<2)
    func bodies(number: Int) throws {
        let (text, c) = Self.bodies[number]
        let theirs = try Toolchain.compile(c, target: "x86_64-linux-gnu", flags: ["-fno-unroll-loops"])["body"] ?? []
        let ours = try accesses(text, X86MacroAssembler(), base: "(%rdi", target: "x86_64-linux-gnu")
        #expect(ours == memoryAccesses(theirs))
    }

    @Test("the test would notice: what it reads is what the mapping says")
    func theTestReadsCode() throws {
        let actual = try Toolchain.disassemble(
            OperationCase.all.map { ($0.name, $0.generate(X86MacroAssembler())) }, target: "x86_64-linux-gnu")
        #expect(memoryAccesses(actual["load_seqCst"] ?? []) == ["movq M,R"])
        #expect(memoryAccesses(actual["store_relaxed"] ?? []) == ["movq R,M"])
        #expect(memoryAccesses(actual["store_seqCst"] ?? []) == ["xchgq R,M"])
        #expect(memoryAccesses(actual["add_relaxed_old"] ?? []) == ["lock xaddq R,M"])
        #expect(memoryAccesses(actual["fence_seqCst"] ?? []) == ["lock orl I,S"])
        #expect(memoryAccesses(actual["fence_acquire"] ?? []).isEmpty)
    }
}
