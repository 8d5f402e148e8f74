import ArgumentParser
import ModelChecker
import Reports

struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Put the results of an exploration's parts together to what a single run prints.",
        discussion: """
            Example: mkdir results
                     memmodel check --split 4 --out parts program.memmodel
                     for p in parts/*
                     do memmodel check --part $p --format json > results/${p##*/}; done
                     memmodel merge results/*
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json, herd, dot }

    @Argument(help: "What `memmodel check --part FILE --format json` printed, for each of the parts.")
    var files: [String]

    @OptionGroup(title: "Output") var output: TextOptionGroup
    @OptionGroup(title: "Output") var timelines: TimelineOption

    @Option(help: "How the result is written.")
    var format = Format.text

    func run() throws {
        do {
            let report = try merged()
            var printer = ReportPrinter(OutputFormat(rawValue: format.rawValue) ?? .text)
            printer.print(report, output.style(timelines.timeline ?? .weak))
            let status = ExitStatus(of: report)
            if status != .holds { throw status }
        } catch let error as InputError {
            StandardStreams.complain(error.description)
            throw ExitStatus.badInput
        }
    }

    private func merged() throws -> Report {
        let parts = try files.map { path in
            let file = try PartFile(path: path)
            guard let result = file.result else {
                throw InputError("\(path): this part has not been explored yet: "
                    + "memmodel check --part \(path) --format json")
            }
            return (header: file.header, result: result)
        }
        guard let header = parts.first?.header else { throw InputError("there are no results to merge") }
        if let stranger = zip(files, parts).first(where: { $0.1.header != header }) {
            throw InputError("\(stranger.0): this is of another exploration than \(files[0]): "
                + "another program, model or bound")
        }
        let program = try header.program()
        var options = CheckOptions(model: header.model)
        header.apply(to: &options)
        do {
            return Report(program: program, explorations: [try merge(parts.map(\.result), of: program, options)])
        } catch let error as MergeError {
            throw InputError(error.description)
        }
    }
}
