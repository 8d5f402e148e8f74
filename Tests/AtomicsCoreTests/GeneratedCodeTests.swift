@testable import AtomicsCore
import Foundation
import Language
import Litmus
import Support
import Testing

/// A processor that code is generated for, and how clang is to compile for it.
enum GeneratedTarget: CaseIterable {
    case x86, arm64, arm64Exclusives

    var name: String { self == .x86 ? "x86_64-linux-gnu" : "aarch64-linux-gnu" }

    var flags: [String] {
        switch self {
        case .x86: []
        case .arm64: ["-march=armv8.1-a"]
        case .arm64Exclusives: ["-mno-outline-atomics"]
        }
    }

    var reading: any InstructionReading { self == .x86 ? X86Reading() : ARM64Reading() }

    static var native: GeneratedTarget {
        #if arch(arm64)
        ProcessorFeatures.hasLargeSystemExtensions ? .arm64 : .arm64Exclusives
        #else
        .x86
        #endif
    }

    /// Our code for an operation.
    func generate(_ operation: OperationCase) -> [UInt8] {
        switch self {
        case .x86: operation.generate(X86MacroAssembler())
        case .arm64: operation.generate(ARM64MacroAssembler(hasLargeSystemExtensions: true))
        case .arm64Exclusives: operation.generate(ARM64MacroAssembler(hasLargeSystemExtensions: false))
        }
    }

    /// Our code for the body of a program's first thread, and its length without what is rarely run.
    func generateBody(_ program: Program) -> (code: [UInt8], length: Int) {
        switch self {
        case .x86: Self.generateBody(program, X86MacroAssembler())
        case .arm64: Self.generateBody(program, ARM64MacroAssembler(hasLargeSystemExtensions: true))
        case .arm64Exclusives: Self.generateBody(program, ARM64MacroAssembler(hasLargeSystemExtensions: false))
        }
    }

    private static func generateBody<Assembler: MacroAssembler>(
        _ program: Program, _ assembler: Assembler) -> (code: [UInt8], length: Int) {
        var code = assembler
        let (end, stopped) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        let registers = program.threads[0].registers.count
        var compiler = BodyCompiler<Assembler>(
            body: 0, program: program, layout: InstanceLayout(program),
            block: BlockLayout(outcomeWidth: 0, registers: [0: registers]), logged: [], end: end, stopped: stopped)
        compiler.compile(into: &code)
        code.buffer.place(end)
        code.buffer.place(stopped)
        code.leave(returning: 0)
        let length = code.buffer.bytes.count
        compiler.compileStubs(into: &code)
        return (code.buffer.linked(), length)
    }
}

@Suite("The generated code accesses memory as the compiler's code does", .enabled(if: Toolchain.isAvailable))
struct GeneratedCodeTests {
    @Test("every operation in every ordering, on any word, with registers and constants, as clang has it",
          arguments: GeneratedTarget.allCases)
    func operations(target: GeneratedTarget) throws {
        let expected = try Toolchain.compile(OperationCase.cSource, target: target.name, flags: target.flags)
        let actual = try Toolchain.disassemble(
            OperationCase.all.map { ($0.name, target.generate($0)) }, target: target.name)
        for operation in OperationCase.all {
            let ours = target.reading.memoryAccesses(actual[operation.name] ?? [])
            let theirs = target.reading.memoryAccesses(try #require(expected[operation.name]))
            #expect(ours == theirs, "\(operation.name)")
            // x86-64 keeps most orders by itself.
            #expect(theirs != [[]] || (operation.isFence && target == .x86), "\(operation.name)")
        }
    }

    @Test("swiftc compiles Synchronization's atomics to the same", .enabled(if: Toolchain.swiftc != nil))
    func swift() throws {
        let target = GeneratedTarget.native
        let cases = OperationCase.plain.filter { $0.swift != nil }
        let expected = try Toolchain.compileSwift("import Synchronization\n" + cases.map {
            "@_silgen_name(\"\($0.name)\") public func \($0.name)"
                + "(_ p: UnsafeMutablePointer<Atomic<Int>>, _ v: Int, _ d: Int) -> Int { \($0.swift ?? "") }\n"
        }.joined())
        let actual = try Toolchain.disassemble(cases.map { ($0.name, target.generate($0)) }, target: target.name)
        var compared = 0
        for operation in cases {
            let theirs = try #require(expected[operation.name])
            // Functions that come out the same are one, and the others jump there.
            if ["jmp", "b"].contains(theirs.first?.mnemonic) { continue }
            #expect(target.reading.memoryAccesses(actual[operation.name] ?? [])
                == target.reading.memoryAccesses(theirs), "\(operation.name)")
            compared += 1
        }
        #expect(compared > 100)
    }

    /// A thread's body in our language and in C, where `x`, `y`, `z` and `d` are the words' addresses.
    private static let bodies: [(text: String, c: String)] = [
        ("x.store(1, Relaxed); let r = y.load(Relaxed)",
         "__atomic_store_n(x, 1, __ATOMIC_RELAXED); return __atomic_load_n(y, __ATOMIC_RELAXED);"),
        ("""
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
         """,
         """
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
         // As a loop whose condition comes first compilers may make it two, one of them unrolled.
         do { } while (__atomic_load_n(y, __ATOMIC_ACQUIRE) == 0);
         return ok + c;
         """),
        ("""
         x.store(81985529216486895, SeqCst)
         d = y.fetch_nand(-5, Release)
         y.store(0, Relaxed)
         z.fetch_max(5, Acquire)
         x.swap(-5, AcqRel)
         let tries = 1
         while z.swap(1, Acquire) != 0 { tries = tries + 1 }
         x.store(tries, Relaxed)
         fence(Release)
         d = 1
         z.store(0, Release)
         """,
         """
         __atomic_store_n(x, 81985529216486895, __ATOMIC_SEQ_CST);
         *(volatile long *)d = __atomic_fetch_nand(y, -5, __ATOMIC_RELEASE);
         __atomic_store_n(y, 0, __ATOMIC_RELAXED);
         __atomic_fetch_max(z, 5, __ATOMIC_ACQUIRE);
         __atomic_exchange_n(x, -5, __ATOMIC_ACQ_REL);
         long tries = 0;
         do tries++; while (__atomic_exchange_n(z, 1, __ATOMIC_ACQUIRE) != 0);
         __atomic_store_n(x, tries, __ATOMIC_RELAXED);
         __atomic_thread_fence(__ATOMIC_RELEASE);
         *(volatile long *)d = 1;
         __atomic_store_n(z, 0, __ATOMIC_RELEASE);
         return 0;
         """),
    ]

    @Test("whole bodies, in order, each access to its own word, with all loops", arguments: GeneratedTarget.allCases,
          0..<3)
    func bodies(target: GeneratedTarget, number: Int) throws {
        let program = try #require(parse("atomic x, y, z\nvar d\nthread A {\n\(Self.bodies[number].text)\n}").program)
        let places = zip(program.locations, InstanceLayout(program).offsets).map { location, offset in
            "long *\(location.name) = memory + \(offset / 8);"
        }
        let compiled = try Toolchain.compile(
            "long body(long *memory) { \(places.joined(separator: " "))\n\(Self.bodies[number].c)\n}",
            target: target.name, flags: target.flags + ["-fno-unroll-loops"])
        let (code, length) = target.generateBody(program)
        let ours = try Toolchain.disassemble([("body", code)], target: target.name)["body"] ?? []
        let theirs = target.reading.memoryAccesses(try #require(compiled["body"]))
        #expect(target.reading.memoryAccesses(ours.filter { $0.address < length }) == theirs)
        #expect(theirs.allSatisfy { !$0.isEmpty })
        #expect(number == 0 || theirs.contains { $0.last?.hasPrefix("again") == true })
    }

    @Test("what is compared says which instruction accesses which word with which constant, and what is repeated")
    func theTestReadsCode() throws {
        func accesses(_ name: String, _ target: GeneratedTarget) throws -> Set<[String]> {
            let operation = try #require(OperationCase.all.first { $0.name == name })
            let code = try Toolchain.disassemble([(name, target.generate(operation))], target: target.name)
            return target.reading.memoryAccesses(code[name] ?? [])
        }
        #expect(try accesses("load_seqCst", .x86) == [["movq @0,R"]])
        #expect(try accesses("store_relaxed_at65536", .x86) == [["movq R,@65536"]])
        #expect(try accesses("store_seqCst_at192_m5_m35", .x86) == [["xchgq $-5,@192"]])
        #expect(try accesses("add_relaxed_old", .x86) == [["lock xaddq R,@0"]])
        #expect(try accesses("nand_relaxed_old", .x86)
            == [["movq @0,R", "lock cmpxchgq R,@0 if R"], ["movq @0,R", "lock cmpxchgq R,@0 if R", "again 1"]])
        #expect(try accesses("fence_seqCst", .x86) == [["lock orl $0,-0x40(%rsp)"]])
        #expect(try accesses("fence_acquire", .x86) == [[]])
        #expect(try accesses("store_release_at65536", .arm64) == [["stlr R,@65536"]])
        #expect(try accesses("add_acqRel_void_at192_m5_m35", .arm64) == [["ldaddal $-5,R,@192"]])
        #expect(try accesses("cas_acquire_relaxed_strong_at192_1_7", .arm64Exclusives)
            == [["ldaxr R,@192", "clrex"], ["ldaxr R,@192", "stxr R,$7,@192"],
                ["ldaxr R,@192", "stxr R,$7,@192", "again 2"]])
        #expect(try accesses("fence_seqCst", .arm64) == [["dmb ish"]])
    }
}
