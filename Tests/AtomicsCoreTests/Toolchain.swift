import Foundation

/// The Swift toolchain's clang and llvm-objdump: compilers and disassemblers that we did not write.
enum Toolchain {
    static let clang = find("clang")
    /// The one that came with the compiler knows all instructions that the compiler does.
    static let objdump = clang.flatMap { executable("llvm-objdump", beside: $0) } ?? find("llvm-objdump")
    static let swiftc = find("swiftc")
    static var canEmulateARM64: Bool { emulator != nil && clang != nil && linker != nil }
    static var isAvailable: Bool { clang != nil && objdump != nil }

    /// In the search path, or beside the compiler that it finds there.
    private static func find(_ name: String) -> URL? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let directories = path.split(separator: ":").map { URL(fileURLWithPath: String($0)) }
        func inPath(_ name: String) -> URL? {
            directories.map { $0.appendingPathComponent(name) }.first { isExecutable($0) }
        }
        return inPath(name) ?? inPath("swift").flatMap { executable(name, beside: $0.resolvingSymlinksInPath()) }
    }

    private static func executable(_ name: String, beside other: URL) -> URL? {
        let file = other.deletingLastPathComponent().appendingPathComponent(name)
        return isExecutable(file) ? file : nil
    }

    private static func isExecutable(_ file: URL) -> Bool { FileManager.default.isExecutableFile(atPath: file.path) }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// What a program prints.
    static func run(_ program: URL?, _ arguments: [String]) throws -> String {
        guard let program else { throw Failure(description: "a program is missing") }
        let process = Process()
        // One pipe for both: with two, a program that writes much to the one that is not read would wait for ever.
        let output = Pipe()
        process.executableURL = program
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: text) }
        return text
    }

    /// Runs `body` with a directory that is gone afterwards.
    static func inTemporaryDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("memmodel-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        return try body(directory)
    }

    /// The instructions of each function in an object file.
    static func disassemble(_ object: URL, target: String) throws -> [String: [MachineInstruction]] {
        let features = target.hasPrefix("aarch64") ? ["--mattr=+lse"] : []
        let listing = try run(objdump, ["-d", "--no-show-raw-insn"] + features + [object.path])
        if listing.contains("<unknown>") {
            throw Failure(description: "the disassembler does not know an instruction:\n\(listing)")
        }
        return MachineInstruction.parse(listing)
    }

    /// Disassembles machine code: each function is given by its name and its bytes.
    static func disassemble(_ functions: [(name: String, code: [UInt8])],
                            target: String) throws -> [String: [MachineInstruction]] {
        try inTemporaryDirectory { directory in
            let source = directory.appendingPathComponent("code.s")
            let object = directory.appendingPathComponent("code.o")
            let text = functions.map { name, code in
                ".globl \(name)\n.type \(name),%function\n\(name):\n"
                    + code.map { ".byte \($0)\n" }.joined()
            }.joined()
            try (".text\n" + mappedAsCode(text, target)).write(to: source, atomically: true, encoding: .utf8)
            _ = try run(clang, ["--target=\(target)", "-c", source.path, "-o", object.path])
            return try disassemble(object, target: target)
        }
    }

    /// An assembler for arm64 takes bytes for data; whole instructions it takes for what they are.
    private static func mappedAsCode(_ text: String, _ target: String) -> String {
        guard target.hasPrefix("aarch64") else { return text }
        var (lines, word, bytes) = ([String](), UInt32(0), 0)
        for line in text.split(separator: "\n") {
            guard let byte = line.split(separator: " ").last.flatMap({ UInt32($0) }), line.hasPrefix(".byte") else {
                lines.append(String(line))
                continue
            }
            word |= byte << UInt32(bytes * 8)
            bytes += 1
            if bytes == 4 {
                lines.append(".inst \(word)")
                (word, bytes) = (0, 0)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static let linker = find("ld.lld")
    /// Debian's qemu-user.
    static let emulator: URL? = find("qemu-aarch64").flatMap {
        FileManager.default.isExecutableFile(atPath: $0.path) ? $0 : nil
    }

    /// Links the functions with a driver in C without a library, runs it in the emulator, and returns what it prints.
    static func emulateARM64(_ driver: String, _ functions: [(name: String, code: [UInt8])]) throws -> String {
        try inTemporaryDirectory { directory in
            func file(_ name: String) -> URL { directory.appendingPathComponent(name) }
            try driver.write(to: file("driver.c"), atomically: true, encoding: .utf8)
            try (".text\n" + functions.map { name, code in
                ".globl \(name)\n.p2align 2\n\(name):\n" + code.map { ".byte \($0)\n" }.joined()
            }.joined()).write(to: file("code.s"), atomically: true, encoding: .utf8)
            func compile(_ source: String, _ object: String, _ flags: [String] = []) throws {
                _ = try run(clang, ["--target=aarch64-linux-gnu", "-c", file(source).path, "-o", file(object).path]
                    + flags)
            }
            try compile("driver.c", "driver.o", ["-O1", "-ffreestanding"])
            try compile("code.s", "code.o")
            _ = try run(linker, ["-static", file("driver.o").path, file("code.o").path, "-o", file("program").path])
            return try run(emulator, [file("program").path])
        }
    }

    /// What this program was compiled for.
    static var nativeTarget: String {
        #if arch(arm64)
        "aarch64-linux-gnu"
        #else
        "x86_64-linux-gnu"
        #endif
    }

    /// Compiles Swift for this machine, optimised.
    static func compileSwift(_ source: String) throws -> [String: [MachineInstruction]] {
        try inTemporaryDirectory { directory in
            let file = directory.appendingPathComponent("code.swift")
            let object = directory.appendingPathComponent("code.o")
            try source.write(to: file, atomically: true, encoding: .utf8)
            _ = try run(swiftc, ["-O", "-parse-as-library", "-c", file.path, "-o", object.path])
            return try disassemble(object, target: nativeTarget)
        }
    }

    /// Compiles C without a library, optimised.
    static func compile(_ source: String, target: String,
                        flags: [String] = []) throws -> [String: [MachineInstruction]] {
        try inTemporaryDirectory { directory in
            let file = directory.appendingPathComponent("code.c")
            let object = directory.appendingPathComponent("code.o")
            try source.write(to: file, atomically: true, encoding: .utf8)
            _ = try run(clang, ["--target=\(target)", "-O2", "-ffreestanding", "-c", file.path,
                                "-o", object.path] + flags)
            return try disassemble(object, target: target)
        }
    }
}
