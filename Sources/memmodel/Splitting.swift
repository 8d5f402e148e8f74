import ArgumentParser
import Foundation
import Language
import Litmus
import ModelChecker
import Reports

/// Exploring in parts, on several machines: what `check` has for that.
struct SplittingOptionGroup: ParsableArguments {
    @Option(parsing: .unconditional,
            help: ArgumentHelp("Write so many independent parts of the exploration as files, and explore nothing.",
                               valueName: "n"), transform: OptionParsing.quantity)
    var split: Int?

    @Option(help: ArgumentHelp("The directory that --split writes to.", valueName: "dir"))
    var out: String?

    @Option(help: ArgumentHelp(
        "Explore a part that --split wrote; with --format json the result is for memmodel merge.", valueName: "file"))
    var part: String?

    func validate() throws {
        if split != nil, out == nil { throw ValidationError("--split needs --out DIR, the directory for the parts") }
        if split == nil, out != nil { throw ValidationError("--out is for --split N") }
        if split != nil, part != nil { throw ValidationError("--split and --part exclude each other") }
    }
}

/// Writes an exploration's parts as `NAME.part-K-of-N.json`.
func writeParts(of input: InputFile, _ program: Program, _ options: CheckOptions, into count: Int,
                directory: String) throws {
    let folder = URL(fileURLWithPath: directory, isDirectory: true)
    do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for part in split(program, options, into: count) {
            let file = folder.appendingPathComponent("\(program.name).part-\(part.number)-of-\(part.count).json")
            let text = try PartFile(header: PartHeader(input, program, options), part: part).json()
            try text.write(to: file, atomically: true, encoding: .utf8)
            let share = String(format: "%.1f", 100 * part.share)
            StandardStreams.say("\(file.path): about \(share)% of the exploration\n")
        }
    } catch let error as CocoaError {
        throw InputError("\(directory): the parts cannot be written: \(error.localizedDescription)")
    }
}

/// Explores the part in a file and writes its result.
func explorePart(in path: String, _ exploring: CheckOptionGroup, asJSON: Bool,
                 until interruption: Interruption) throws {
    let file = try PartFile(path: path)
    guard let part = file.part else {
        throw InputError("\(path): this is a part's result already; memmodel merge puts results together")
    }
    var options = exploring.options(for: file.header.model)
    file.header.apply(to: &options)
    let control = ExplorationControl()
    interruption.watch(control)
    let result = explore(part, of: try file.header.program(), options, control: control)
    if asJSON {
        StandardStreams.say(try PartFile(header: file.header, result: result).json())
    } else {
        StandardStreams.say("part \(result.number) of \(result.count): "
            + "\(NumberText.counted(result.executions, "execution")), "
            + "\(NumberText.grouped(result.blocked)) blocked, in \(String(format: "%.3f", result.seconds)) s; "
            + "memmodel merge needs the result of --format json\n")
    }
    if let limit = result.limit {
        StandardStreams.complain("\(path): the result is partial: \(limit) came first")
        throw ExitStatus.undecided
    }
}
