import Foundation

/// Asks rustc which types are `Send` and `Sync`.
///
/// A program for it compares nothing and cannot fail to compile because of an answer: an inherent constant that exists
/// only where the bound holds hides a trait's constant of the same name.
struct RustcOracle {
    /// Nil where there is no rustc that knows today's library.
    static let installed: RustcOracle? = {
        guard let version = try? output(of: "/usr/bin/env", ["rustc", "--version"]),
              let minor = version.split(separator: " ").dropFirst().first?.split(separator: ".").dropFirst().first,
              let number = Int(minor), number >= 95 else { return nil }
        return RustcOracle()
    }()

    struct Answer: Hashable {
        var send: Bool
        var sync: Bool
    }

    /// - Parameters:
    ///   - types: as Rust spells them, with lifetimes and paths.
    ///   - declarations: what comes before, in a text of its own module each type can see.
    func answers(for types: [String], declarations: String = "") throws -> [Answer] {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("memmodel-rustc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let source = directory.appendingPathComponent("query.rs")
        let binary = directory.appendingPathComponent("query")
        try Self.program(types, declarations).write(to: source, atomically: true, encoding: .utf8)
        _ = try Self.output(of: "/usr/bin/env", [
            "RUSTC_BOOTSTRAP=1", "rustc", "--edition", "2021", "-A", "warnings", source.path, "-o", binary.path,
        ])
        return try Self.output(of: binary.path, []).split(separator: "\n").map { line in
            let digits = line.split(separator: " ")
            return Answer(send: digits[0] == "1", sync: digits[1] == "1")
        }
    }

    private static func program(_ types: [String], _ declarations: String) -> String {
        """
        #![feature(negative_impls)]
        struct Asked<T: ?Sized>(std::marker::PhantomData<T>);
        trait Otherwise { const SEND: bool = false; const SYNC: bool = false; }
        impl<T: ?Sized> Otherwise for Asked<T> {}
        impl<T: ?Sized + Send> Asked<T> { const SEND: bool = true; }
        impl<T: ?Sized + Sync> Asked<T> { const SYNC: bool = true; }
        macro_rules! ask { ($($t:ty;)*) => { $(
            println!("{} {}", <Asked<$t>>::SEND as u8, <Asked<$t>>::SYNC as u8);
        )* } }
        \(declarations)
        fn main() { ask! {
        \(types.map { $0 + ";" }.joined(separator: "\n"))
        } }
        """
    }

    struct Failed: Error { var message: String }

    private static func output(of program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let output = Pipe()
        let errors = FileManager.default.temporaryDirectory
            .appendingPathComponent("memmodel-rustc-\(UUID().uuidString).log")
        try Data().write(to: errors)
        defer { try? FileManager.default.removeItem(at: errors) }
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(message: (try? String(contentsOf: errors, encoding: .utf8)) ?? "no message")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
