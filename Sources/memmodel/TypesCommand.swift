import ArgumentParser
import MarkerTraits

struct TypesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "types",
        abstract: "Tell which of Rust's types are Send, which are Sync, and why.",
        discussion: """
            The text is Rust: structs, enums, unions, aliases, `unsafe impl`s of Send and Sync, statics, and types on \
            lines of their own, which may claim something.

            Example: echo 'Arc<RefCell<i32>>: Send' | memmodel types -
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

    @Argument(help: "Files of Rust's definitions; - for standard input.")
    var files: [String]

    @OptionGroup(title: "Output") var output: TextOptionGroup

    @Option(help: "How the result is written.")
    var format = Format.text

    func run() throws {
        let statuses = files.map(answer)
        let status = ExitStatus.combined(statuses)
        if status != .holds { throw status }
    }

    /// Answers a file: what is wrong with its text goes to standard error, all else to standard output.
    private func answer(_ path: String) -> ExitStatus {
        do {
            let file = try InputFile(path: path)
            var report = analyse(file.text)
            let status: ExitStatus = !report.isReadable ? .badInput : report.holds ? .holds : .fails
            switch format {
            case .text:
                for diagnostic in report.diagnostics {
                    StandardStreams.complain(report.text(of: diagnostic, fileName: file.name, ascii: output.ascii))
                }
                if report.types.isEmpty, !report.diagnostics.isEmpty { return status }
                report.diagnostics = []
                StandardStreams.say(report.text(ascii: output.ascii))
            case .json:
                StandardStreams.say(report.json().map { $0 + "\n" }.joined())
            }
            return status
        } catch {
            StandardStreams.complain("\(error)")
            return .badInput
        }
    }
}
