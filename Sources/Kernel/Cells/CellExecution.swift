import JupyterProtocol
import Language
import Litmus

/// One cell while it is executed.
struct CellExecution: ~Copyable {
    let text: CellText
    let session: Session
    let control: CellControl
    private let emitOutput: @Sendable (CellOutput) -> Void
    /// An answer that is held back until it is known whether it is the cell's last.
    private var pending: MimeBundle?
    var payload: [JSON] = []
    /// Whether the cell has any output yet.
    private(set) var hasOutput = false

    init(_ code: String, _ session: Session, _ control: CellControl, emit: @escaping @Sendable (CellOutput) -> Void) {
        text = CellText(code)
        self.session = session
        self.control = control
        emitOutput = emit
    }

    /// Executes the cell from its first line to its last.
    mutating func perform() -> CellReply {
        do {
            try performParts()
        } catch let failure as CellFailure {
            return end(with: failure)
        } catch let diagnostic as Diagnostic {
            return end(with: CellFailure(.directiveError, [diagnostic], in: text.text))
        } catch {
            return end(with: CellFailure(.runError, "\(error)"))
        }
        if let last = pending { emitOutput(.executeResult(data: last.data, metadata: last.metadata)) }
        return CellReply(payload: payload)
    }

    private mutating func end(with failure: CellFailure) -> CellReply {
        flush()
        return CellReply(error: failure.error, hitLimit: failure.hitLimit)
    }

    private mutating func performParts() throws {
        if let misplaced = text.misplaced { throw misplaced }
        // What is misspelt is said before anything is done.
        let lines = try text.directives.map { line throws(Diagnostic) in (line, try LineMeaning(line)) }
        for (line, meaning) in lines where !line.isForCell && text.linesBefore.contains(line) {
            try perform(line, meaning)
        }
        try performCell()
        for (line, meaning) in lines where text.linesAfter.contains(line) { try perform(line, meaning) }
    }

    private mutating func perform(_ line: DirectiveLine, _ meaning: LineMeaning) throws {
        flush()
        switch meaning {
        case .setting(let option): try set(option, line)
        case .directive(let directive): try perform(directive, line)
        }
    }

    // Outputs.

    /// Adds an answer. The last one of a cell that succeeds is its result, all others are displayed.
    mutating func show(_ bundle: MimeBundle) {
        flush()
        pending = bundle
    }

    /// Sends what is held back.
    mutating func flush() {
        guard let bundle = pending else { return }
        pending = nil
        emit(.displayData(data: bundle.data, metadata: bundle.metadata, displayID: nil))
    }

    mutating func emit(_ output: CellOutput) {
        hasOutput = true
        emitOutput(output)
    }

    /// Where outputs go that come while work is going on.
    var sink: @Sendable (CellOutput) -> Void { emitOutput }
}

/// What a directive line is about.
enum LineMeaning: Sendable {
    case directive(Directive)
    /// `%model tso`: an option's default.
    case setting(CellOption)

    /// - Throws: a `Diagnostic` where there is no such directive.
    init(_ line: DirectiveLine) throws(Diagnostic) {
        let name = line.name.text
        let option = CellOption.all.first { "%\($0.name)" == name }
        // `%timeline weak` sets how timelines are shown, `%timeline NAME …` shows one.
        if let option, option.isForSession, name != "%timeline" || Self.isValue(line, of: option) {
            self = .setting(option)
        } else if let directive = Directive.named(name) {
            self = .directive(directive)
        } else {
            throw Self.unknown(line, option)
        }
    }

    private static func isValue(_ line: DirectiveLine, of option: CellOption) -> Bool {
        line.arguments.isEmpty || line.arguments.count == 1 && option.words.contains(line.arguments.first?.text ?? "")
    }

    /// Every name that a line may begin with, in the order of help.
    static var names: [String] {
        Directive.all.map(\.name)
            + CellOption.all.filter { $0.isForSession && $0.name != "timeline" }.map { "%\($0.name)" }
    }

    private static func unknown(_ line: DirectiveLine, _ option: CellOption?) -> Diagnostic {
        let name = line.name.text
        let isForCell = line.isForCell
        if let option {
            return line.error(at: line.name, "`\(option.name)` is set for one cell at a time",
                              help: "give it to a directive: `%%check \(option.usage)`")
        }
        let bare = String(name.drop { $0 == "%" })
        if isForCell, let setting = names.first(where: { $0 == "%\(bare)" }) {
            return line.error(at: line.name, "there is no directive `\(name)`", help: "did you mean `\(setting)`?")
        }
        let sort = names.filter { $0.hasPrefix("%%") == isForCell }
        let near = nearest(to: bare, among: sort.map { String($0.drop { $0 == "%" }) })
            .map { (isForCell ? "%%" : "%") + $0 } ?? nearest(to: name, among: names)
        let message = bare.isEmpty ? "a directive's name is missing" : "there is no directive `\(name)`"
        return line.error(at: line.name, message,
                          expected: enumeration(sort, "or"),
                          help: near.map { "did you mean `\($0)`?" } ?? "`%help` tells what each of them does")
    }
}
