import Foundation

/// The files that tests share: herd's tests with its logs, and the benchmark programs.
public enum TestResources {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// 500 tests in herd's C format, `dev*.litmus` and `shape*.litmus`, and herd's answers.
    public static let litmusDirectory = root.appendingPathComponent("Tests/Resources/litmus")
    /// Programs with known numbers of executions (`executions.tsv`).
    public static let benchmarkDirectory = root.appendingPathComponent("Benchmarks/programs")

    /// The names of all herd tests (`dev0000`, …), sorted.
    public static func litmusNames() throws -> [String] {
        try names(in: litmusDirectory, withExtension: "litmus")
    }

    public static func litmus(_ name: String) throws -> String {
        try String(contentsOf: litmusDirectory.appendingPathComponent("\(name).litmus"), encoding: .utf8)
    }

    /// herd7's log under `model`: `rc11`, `sc` or `tso`.
    public static func herdLog(_ model: String) throws -> String {
        try String(contentsOf: litmusDirectory.appendingPathComponent("\(model).log"), encoding: .utf8)
    }

    public static func benchmarkNames() throws -> [String] {
        try names(in: benchmarkDirectory, withExtension: "memmodel")
    }

    public static func benchmark(_ name: String) throws -> String {
        try String(contentsOf: benchmarkDirectory.appendingPathComponent("\(name).memmodel"), encoding: .utf8)
    }

    private static func names(in directory: URL, withExtension suffix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == suffix }
            .map { $0.deletingPathExtension().lastPathComponent }
            .sorted()
    }
}
