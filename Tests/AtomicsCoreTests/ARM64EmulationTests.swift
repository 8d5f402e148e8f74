@testable import AtomicsCore
import Foundation
import Litmus
import Testing

/// Runs code that was generated for arm64 in an emulator, where there is one (Debian's qemu-user).
@Suite("Code for arm64 does what its instructions mean", .enabled(if: Toolchain.canEmulateARM64))
struct ARM64EmulationTests {
    private static let programs = 200

    /// What a program of the emulator does with each function: runs it on a fresh instance, with a block of its own,
    /// and prints the request of the first call back but for polls, its site, and the instance, log and frame words.
    private func driver(_ images: [(instance: [Int64], logWords: Int, block: Int)]) -> String {
        let tables = images.enumerated().map { number, image in
            "extern long f\(number)(char *); static long m\(number)[] __attribute__((aligned(64))) = {"
                + image.instance.map { "\($0 == .min ? "(-9223372036854775807L-1)" : "\($0)L")" }.joined(separator: ",")
                + "}; static long l\(number)[\(image.logWords + 1)]; static char b\(number)[\(image.block)]"
                + " __attribute__((aligned(64)));\n"
        }
        let calls = images.enumerated().map { number, image in
            "run(f\(number), m\(number), \(image.instance.count), l\(number), \(image.logWords), b\(number));\n"
        }
        func offset(_ field: WorkerBlock.Field) -> Int { field.rawValue * 8 }
        return #"""
            static long sys(long n, long a, long b, long c) {
                register long x8 __asm__("x8") = n, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
                __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
                return x0;
            }
            static long first, site;
            #define FIELD(b, o) (*(long *)((b) + (o)))
            static long call_back(char *block) {
                long request = FIELD(block, \#(offset(.request)));
                if (request >= \#(CallBackRequest.failAssertion.rawValue)) {
                    first = request; site = FIELD(block, \#(offset(.site)));
                }
                // What a called function may destroy.
                __asm__ volatile("mov x1, 111\nmov x2, 112\nmov x3, 113\nmov x4, 114\nmov x5, 115\nmov x6, 116\n"
                                 "mov x7, 117\nmov x8, 118\nmov x9, 119\nmov x10, 120\nmov x11, 121\nmov x12, 122\n"
                                 "mov x13, 123\nmov x14, 124\nmov x15, 125\nmov x16, 126\nmov x17, 127"
                                 ::: "x1","x2","x3","x4","x5","x6","x7","x8","x9","x10","x11","x12","x13","x14","x15",
                                 "x16","x17");
                return 0;
            }
            static void print(long v) {
                char text[24]; int n = 0; unsigned long u = v;
                for (int i = 60; i >= 0; i -= 4) text[n++] = "0123456789abcdef"[u >> i & 15];
                text[n++] = ' ';
                sys(64, 1, (long)text, n);
            }
            static void run(long (*f)(char *), long *m, long words, long *l, long logs, char *block) {
                first = -1; site = 0;
                FIELD(block, \#(offset(.callBack))) = (long)call_back;
                FIELD(block, \#(offset(.instances))) = (long)m;
                FIELD(block, \#(offset(.log))) = (long)l;
                long result = f(block);
                print(result); print(first); print(site);
                for (long i = 0; i < words; i++) print(m[i]);
                for (long i = 0; i < logs; i++) print(l[i]);
                sys(64, 1, (long)"\n", 1);
            }
            \#(tables.joined())
            void _start(void) {
            \#(calls.joined())
            sys(93, 0, 0, 0);
            }
            """#
    }

    /// A function that runs the program's first thread on the instance and the log that the block names.
    private func function(_ program: Program, _ layout: InstanceLayout, _ block: BlockLayout,
                          _ assembler: ARM64MacroAssembler) -> [UInt8] {
        var code = assembler
        let (end, stopped) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        let registers = Array(program.threads[0].registers.indices)
        var compiler = BodyCompiler<ARM64MacroAssembler>(
            body: 0, program: program, layout: layout, block: block, logged: registers, end: end, stopped: stopped)
        code.enter()
        code.move(ARM64MacroAssembler.roles.fuel, 3)
        code.load(ARM64MacroAssembler.roles.instance, compiler.field(.instances))
        code.load(ARM64MacroAssembler.roles.log, compiler.field(.log))
        compiler.initializeRegisters(&code)
        compiler.compile(into: &code)
        code.buffer.place(end)
        compiler.log(registers, plane: 0, &code)
        code.leave(returning: 1)
        code.buffer.place(stopped)
        code.leave(returning: 0)
        compiler.compileStubs(into: &code)
        return code.buffer.linked()
    }

    @Test("random programs agree with the reference, with Armv8.1's atomics and without", arguments: [true, false])
    func randomPrograms(hasLargeSystemExtensions: Bool) throws {
        try compare((0..<Self.programs).map { RandomProgram.make(seed: UInt64($0) + 5000) },
                    ARM64MacroAssembler(hasLargeSystemExtensions: hasLargeSystemExtensions))
    }

    @Test("a loop of more than a mebibyte of code goes round, asks whether to go on, and ends")
    func longLoop() throws {
        let (counter, sum) = (0, 1)
        let additions: [Instruction] = (0..<150_000).map {
            .binary(to: sum, .add, .register(sum), .constant(Int64($0 % 1000)))
        }
        // Five instructions before the additions, two after them, and then what comes when the loop has ended.
        let end = additions.count + 7
        let instructions: [Instruction] = [.copy(to: counter, .constant(5)), .loopEnter(0), .loopHead(0),
                                           .branch(unless: .register(counter), to: end),
                                           .assert(.register(counter), message: nil)]
            + additions + [.binary(to: counter, .subtract, .register(counter), .constant(1)), .jump(to: 2),
                           .store(Address(base: 0), .register(sum), .relaxed)]
        let program = Program(name: "long", locations: [Location(name: "x", kind: .atomic)],
                              threads: [Thread(name: "T", instructions: instructions,
                                               registers: [RegisterInfo("i"), RegisterInfo("s")],
                                               loops: [Loop(isCounted: false)])])
        var failing = program
        failing.threads[0].instructions[0] = .copy(to: counter, .constant(0))
        failing.threads[0].instructions[3] = .compilerFence(.seqCst)
        let programs = [program, failing]
        #expect(function(programs[0], InstanceLayout(programs[0]), BlockLayout(outcomeWidth: 0, registers: [0: 2]),
                         ARM64MacroAssembler()).count > 1 << 20)
        try compare(programs, ARM64MacroAssembler())
    }

    /// Runs the programs' first threads in the emulator, and compares what becomes of them with the reference.
    private func compare(_ programs: [Program], _ assembler: ARM64MacroAssembler) throws {
        let layouts = programs.map { InstanceLayout($0) }
        let blocks = programs.map { BlockLayout(outcomeWidth: 0, registers: [0: $0.threads[0].registers.count]) }
        let functions = programs.indices.map { number in
            (name: "f\(number)", code: function(programs[number], layouts[number], blocks[number], assembler))
        }
        let images = programs.indices.map { number in
            var instance = Array(repeating: Int64(0), count: layouts[number].stride / 8)
            for (offset, location) in zip(layouts[number].offsets, programs[number].locations) {
                instance[offset / 8] = location.initialValue
            }
            let registers = programs[number].threads[0].registers.count
            return (instance: instance, logWords: registers, block: blocks[number].size)
        }
        let output = try Toolchain.emulateARM64(driver(images), functions)
        let lines = output.split(separator: "\n")
        try #require(lines.count == programs.count)
        for (number, line) in lines.enumerated() {
            let words = line.split(separator: " ").compactMap { UInt64($0, radix: 16).map { Int64(bitPattern: $0) } }
            check(words, programs[number], layouts[number])
        }
    }

    /// Compares a line of the driver's output with the reference.
    private func check(_ words: [Int64], _ program: Program, _ layout: InstanceLayout) {
        var reference = ReferenceInterpreter(program)
        let ending = reference.run()
        #expect(words.count == 3 + layout.stride / 8 + reference.registers.count, "\(program.name)")
        guard words.count == 3 + layout.stride / 8 + reference.registers.count else { return }
        let memory = layout.offsets.map { words[3 + $0 / 8] }
        let registers = Array(words.suffix(reference.registers.count))
        #expect(memory == reference.memory, "\(program.name)")
        #expect(registers == reference.registers, "\(program.name)")
        switch ending {
        case .ended: #expect(words[1] == -1, "\(program.name)")
        case .discarded:
            #expect(layout.status.map { words[3 + $0 / 8] } == Abandonment.byAssume, "\(program.name)")
        case .failed(let kind, let instruction):
            let request: CallBackRequest = switch kind {
            case .bounds: .failBounds
            case .arithmetic: .failArithmetic
            default: .failAssertion
            }
            #expect(words[1] == request.rawValue, "\(program.name)")
            #expect(words[2] == SitePlan.number(body: 0, instruction: instruction), "\(program.name)")
        }
    }
}
