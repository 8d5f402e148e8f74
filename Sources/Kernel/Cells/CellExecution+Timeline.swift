import Language
import Litmus
import ModelChecker
import Reports

extension CellExecution {
    /// `%timeline NAME OUTCOME`: how the outcome comes about, or what forbids it, under each model of the settings.
    mutating func timeline(_ line: DirectiveLine, _ directive: Directive) throws {
        let arguments = try DirectiveArguments(of: line, for: directive, session.settings)
        guard let name = arguments.words.first else {
            throw line.errorAtEnd("the program's name is missing", help: "write `\(directive.usage)`")
        }
        let stored = try program(named: name, line)
        var settings = arguments.settings
        guard arguments.words.count > 1 else {
            settings.timelines = .all
            return try check(stored.program, settings)
        }
        let request = OutcomeRequest(words: arguments.words.dropFirst(), line: line)
        let asked = try request.applied(to: stored)
        let explorations = try explore(asked, settings)
        show(MimeBundle(text: explorations.map { Self.answer($0, asked, settings) }.joined(separator: "\n\n")))
        if let partial = explorations.first(where: { !$0.isComplete && ($0.properties.first?.satisfying ?? 0) == 0 }) {
            throw CellFailure(
                control.isCancelled ? .interrupted : .limitReached,
                "no answer: \(partial.ending) under \(partial.model.rawValue) after "
                    + NumberText.counted(partial.executions, "execution"), hitLimit: true)
        }
    }

    private static func answer(_ exploration: Exploration, _ program: Program, _ settings: Settings) -> String {
        guard let result = exploration.properties.first else { return "" }
        guard let witness = result.witness else {
            let verdict = exploration.isComplete ? "does not allow it" : "did not show it so far"
            let model = exploration.model.rawValue
            let extent = exploration.executions == 1 ? "the only execution ends otherwise"
                : "none of \(NumberText.counted(exploration.executions, "execution")) ends so"
            let why = result.explanation.map { [$0.sentence, $0.cycle].compactMap { $0 } } ?? []
            let headline = paragraph("\(program.name) under \(model): \(result.property.text)", style: settings.style)
            return ([headline] + (["\(model) \(verdict): \(extent)"] + why).map {
                paragraph($0, indent: 2, style: settings.style)
            }).joined(separator: "\n")
        }
        let values = Array(witness.values.prefix(program.observed.count))
        let outcome = exploration.outcomes.first { $0.outcome.values == values }
        let text = Reports.timeline(witness, of: program, style: settings.style, isWeak: outcome?.isWeak ?? false)
        let why = outcome?.explanation.map {
            "\n\n" + paragraph($0.sentence, indent: 2, style: settings.style)
        } ?? ""
        return text + why
    }
}

/// The outcome that a `%timeline` line asks for: values by name (`A.r1=0 B.r2=0`), values in the order of the columns
/// (`0,0`), or a condition.
struct OutcomeRequest {
    private let text: String
    private let word: DirectiveLine.Word
    private let line: DirectiveLine

    init(words: ArraySlice<DirectiveLine.Word>, line: DirectiveLine) {
        self.line = line
        let first = words.first ?? line.name
        word = DirectiveLine.Word(text: words.map(\.text).joined(separator: " "), column: first.column)
        text = word.text
    }

    /// The program with the outcome as its only property.
    func applied(to stored: StoredProgram) throws(Diagnostic) -> Program {
        if let values { return try applied(values, to: stored.program) }
        if stored.program.dialect == .herd { return try appliedByName(to: stored.program) }
        return try appliedAsCondition(to: stored)
    }

    /// `0,0` or `0 0`; nil where there is anything but numbers.
    private var values: [Int64]? {
        let words = text.split { $0 == "," || $0.isWhitespace || $0 == "(" || $0 == ")" }
        let values = words.compactMap { Int64($0) }
        return values.count == words.count && !values.isEmpty ? values : nil
    }

    private func applied(_ values: [Int64], to program: Program) throws(Diagnostic) -> Program {
        guard values.count == program.observed.count else {
            let columns = program.observed.map(program.label(of:)).joined(separator: ", ")
            let found = values.count == 1 ? "here is 1 value" : "here are \(values.count) values"
            throw line.error(
                at: word, "\(program.name) has \(NumberText.counted(program.observed.count, "column")), and \(found)",
                expected: "the values of \(columns)")
        }
        return program.asking(zip(program.observed, values).map { ($0, $1) })
    }

    /// In herd's format: `0:r1=0 x=1`.
    private func appliedByName(to program: Program) throws(Diagnostic) -> Program {
        var asked: [(Observable, Int64)] = []
        for part in text.split(whereSeparator: { $0 == "," || $0 == ";" || $0.isWhitespace }) where part != "/\\" {
            let sides = part.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, let value = Int64(sides[1]) else {
                throw line.error(at: word, "`\(part)` is no value of a register or a location",
                                 expected: "`0:r1=0 x=1`, or the columns' values: `0,1`")
            }
            guard let observable = program.observable(String(sides[0])) else {
                let names = program.observed.map(program.herdLabel(of:))
                throw line.error(at: word, "\(program.name) has no `\(sides[0])`", expected: enumeration(names, "or"))
            }
            asked.append((observable, value))
        }
        return program.asking(asked)
    }

    /// The condition is read with the program's text, so that it means what it would mean there.
    private func appliedAsCondition(to stored: StoredProgram) throws(Diagnostic) -> Program {
        let condition = text.contains("==") || text.contains("!=") || text.contains("&&") || text.contains("<")
            || text.contains(">") ? text : conjunction
        let result = Language.parse(stored.source + "\nexists (\(condition))\n", definitions: stored.definitions)
        if let problem = result.diagnostics.first(where: { $0.severity == .error }) {
            throw line.error(at: word, "this is no outcome: \(problem.message)",
                             expected: "`\(stored.program.exampleOutcome)`, the columns' values, or a condition",
                             help: problem.help)
        }
        guard var program = result.program, let property = program.properties.last else {
            throw line.error(at: word, "this is no outcome", expected: "`\(stored.program.exampleOutcome)`")
        }
        program.name = stored.program.name
        program.properties = [property]
        return program
    }

    /// `A.r1=0 B.r2=0` as `A.r1 == 0 && B.r2 == 0`.
    private var conjunction: String {
        var parts: [String] = []
        for piece in text.replacing(",", with: " ").split(whereSeparator: \.isWhitespace) {
            let isOpen = parts.last.map { $0.hasSuffix("=") || !$0.contains("=") } ?? false
            if isOpen || piece.hasPrefix("=") {
                parts[parts.count - 1].append(contentsOf: piece)
            } else {
                parts.append(String(piece))
            }
        }
        return parts.map { $0.replacing("=", with: " == ") }.joined(separator: " && ")
    }
}

extension Program {
    /// The program with one property: that some execution ends with these values.
    fileprivate func asking(_ values: [(Observable, Int64)]) -> Program {
        var program = self
        let conditions = values.map { Condition.binary(.equal, .value(of: $0), .constant($1)) }
        let all = conditions.dropFirst().reduce(conditions.first ?? .constant(1)) { .binary(.and, $0, $1) }
        let text = values.map { "\(herdLabel(of: $0)) = \($1)" }.joined(separator: ", ")
        program.properties = [Property(.exists, all, text: text)]
        return program
    }

    /// As the program's own format spells it: `0:r1` in herd's, `P0.r1` in ours.
    fileprivate func herdLabel(of observable: Observable) -> String {
        guard dialect == .herd, case .register(let thread, let register) = observable else {
            return label(of: observable)
        }
        return "\(thread):\(bodies[thread].registers[register].name ?? "\(register)")"
    }

    fileprivate func observable(_ name: String) -> Observable? {
        let all = bodies.enumerated().flatMap { thread, body in
            body.registers.indices.map { Observable.register(thread: thread, $0) }
        } + locations.indices.map { Observable.location($0) }
        return all.first { label(of: $0) == name || herdLabel(of: $0) == name || "[\(label(of: $0))]" == name }
    }

    /// `A.r1=0 B.r2=0`
    fileprivate var exampleOutcome: String {
        observed.prefix(2).map { "\(label(of: $0))=0" }.joined(separator: " ")
    }
}
