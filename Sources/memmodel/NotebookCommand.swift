import ArgumentParser
import Foundation
import Notebooks

struct NotebookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notebook",
        abstract: "Execute notebooks, without Python.",
        discussion: """
            Without --output, --in-place, --check and --junit the cells are printed with what they answer. All code \
            cells are executed, in order; one that fails stops no other. Of the tags, `raises-exception` marks a cell \
            that may fail, `skip-execution` one that is left as it is, and `parameters` the one with the constants \
            that -p overrides.

            --check compares the outputs' kinds, their plain text and the names of errors; it ignores execution \
            counts, times and rates, and all numbers of cells that measure (%%run, %%compare, %%bench, %machine).

            Example: memmodel notebook --check notebooks -p N 4
            """)

    @Argument(help: "Notebooks, or directories of notebooks.")
    var paths: [String]

    @Option(help: ArgumentHelp("Write the executed notebooks to this directory.", valueName: "dir"))
    var output: String?

    @Flag(help: "Write the executed notebooks to where they are.")
    var inPlace = false

    @Flag(help: "Compare the outputs with those that are stored.")
    var check = false

    @Option(help: ArgumentHelp("Write a report in JUnit's XML.", valueName: "file"))
    var junit: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Interrupt a cell after this time.", valueName: "seconds"),
            transform: OptionParsing.time)
    var timeout: Double?

    @Option(name: .customShort("p"), help: ArgumentHelp("Set a constant: -p N 4.", valueName: "name value"),
            transform: ParameterArguments.parameter)
    var parameters: [Parameter] = []

    func validate() throws {
        if output != nil, inPlace { throw ValidationError("--output and --in-place exclude each other") }
    }

    func run() throws {
        let interruption = Interruption()
        let batch = NotebookBatch(
            timeout: timeout.map { .seconds($0) }, parameters: parameters, compares: check,
            destination: inPlace ? .inPlace : output.map { .directory($0) } ?? .nowhere,
            showsCells: output == nil && !inPlace && !check && junit == nil)
        let (status, report) = batch.execute(paths, until: interruption)
        if let junit, !write(report.xml, to: junit) { throw ExitStatus.badInput }
        if status != .holds { throw status }
    }

    private func write(_ text: String, to path: String) -> Bool {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            return true
        } catch {
            StandardStreams.complain("\(path): cannot be written: \(error.localizedDescription)")
            return false
        }
    }
}

/// `-p NAME VALUE`: an option of two words, which swift-argument-parser does not have.
enum ParameterArguments {
    /// The arguments with the two words of each `-p` made one, `NAME=VALUE`.
    static func joined(_ arguments: [String]) -> [String] {
        var result: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            result.append(argument)
            if argument == "--" { break }
            guard argument == "-p", let name = rest.popFirst() else { continue }
            if name.contains("=") {
                result.append(name)
            } else {
                result.append(name + "=" + (rest.popFirst() ?? ""))
            }
        }
        return result + rest
    }

    static func parameter(_ text: String) throws -> Parameter {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        do {
            return try Parameter(name: parts[0], value: parts.count == 2 ? parts[1] : "")
        } catch {
            throw ValidationError(error.description)
        }
    }
}
