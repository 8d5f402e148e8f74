import AtomicsCore
import Litmus
import ModelChecker

/// What sort of thing makes a report's verdict `failed`.
public enum ProblemKind: Sendable, Hashable {
    /// The program has an error, in a model or on the machine.
    case finding(FindingKind)
    /// A property does not hold.
    case property
    /// The machine did what no model allows.
    case disagreement
    /// The finding that was expected is not there.
    case expectation
}

/// Something that makes a report's verdict `failed`.
struct Problem: Sendable {
    var kind: ProblemKind
    /// Nil where it is not one model's: the machine's, or the comparison's.
    var model: ModelName?
    /// One sentence without a full stop.
    var sentence: String
}

extension Report {
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// All holds.
        case ok
        /// A property does not hold, the program has an error, or the machine does what no model allows.
        case failed
        /// A limit was reached before there was an answer.
        case error
    }

    public var verdict: Verdict { verdict(problems: problems(of: explorations), of: explorations) }

    /// Whether the machine was given too little time to come to the end of anything.
    var hasEmptyRun: Bool { histogram.map { $0.iterations == 0 && $0.isClean } ?? false }

    /// The verdict of one model, as a line of JSON has it.
    func verdict(of exploration: Exploration) -> Verdict {
        verdict(problems: problems(of: [exploration]), of: [exploration])
    }

    private func verdict(problems: [Problem], of explorations: [Exploration]) -> Verdict {
        let verdict = modelVerdict(problems: problems, of: explorations)
        return verdict == .ok && (hasEmptyRun || histogram?.limit != nil) ? .error : verdict
    }

    /// The verdict where nothing is missing of the run on this machine.
    private func modelVerdict(problems: [Problem], of explorations: [Exploration]) -> Verdict {
        if let expected, finds(expected) { return .ok }
        if expected == nil, !problems.isEmpty { return .failed }
        if explorations.contains(where: { !$0.isComplete }) { return .error }
        if expected != nil, explorations.contains(where: { !$0.boundedLoops.isEmpty }) { return .error }
        if !problems.isEmpty { return .failed }
        let isUndecided = explorations.contains { exploration in
            exploration.properties.contains { exploration.status(of: $0) == .undecided }
        }
        return isUndecided ? .error : .ok
    }

    /// Everything that is wrong, the errors of the program first, then what no model allows; with `expected`, that it
    /// was not found.
    var problems: [Problem] { problems(of: explorations) }

    private func problems(of explorations: [Exploration]) -> [Problem] {
        if let expected {
            if finds(expected) { return [] }
            let isWhole = explorations.allSatisfy { $0.isComplete && $0.boundedLoops.isEmpty }
            return [Problem(kind: .expectation, sentence: "expected \(expected.nounWithArticle), and "
                + (isWhole ? "there is none" : "none was found so far"))]
        }
        return explorations.flatMap { exploration in
            exploration.errors.map {
                Problem(kind: .finding($0.kind), model: exploration.model, sentence: sentence(of: $0))
            }
        } + disagreements.map {
            Problem(kind: .disagreement, sentence: sentence(ofDisagreement: $0))
        } + explorations.flatMap(verdicts(of:)).filter { $0.status == .fails }.map { verdict in
            Problem(kind: .property, model: verdict.model,
                    sentence: "\(program.text(of: verdict.property)) \(verdict.evidence)")
        } + machineProblems
    }

    /// The program's errors, one line each: for forms of a report that have no place for them.
    public func errorLines(except left: Set<FindingKind> = []) -> [String] {
        explorations.flatMap { exploration in
            exploration.errors.filter { !left.contains($0.kind) }.map {
                "\(program.name) under \(exploration.model.rawValue): \(sentence(of: $0))"
            }
        }
    }

    private var machineProblems: [Problem] {
        guard let histogram else { return [] }
        return histogram.failures.map { Problem(kind: .finding($0.kind), sentence: sentence(of: $0)) }
            + histogram.stuck.map { Problem(kind: .finding(kind(of: $0)), sentence: sentence(of: $0)) }
            + machineVerdicts.filter { $0.status == .fails }.map {
                Problem(kind: .property,
                        sentence: "\(program.text(of: $0.property)) \($0.evidence) on this machine")
            }
    }

    /// What is wrong first; nil where nothing is.
    public var firstProblem: ProblemKind? { problems.first?.kind }

    /// Whether the models, or the machine, found an error of this kind.
    private func finds(_ kind: FindingKind) -> Bool {
        explorations.contains { $0.errors.contains { $0.kind == kind } }
            || histogram?.failures.contains { $0.kind == kind } ?? false
            || (kind == .deadlock || kind == .livelock) && !(histogram?.stuck.isEmpty ?? true)
    }

    /// One line: what is wrong first, or that nothing is. It does not begin with the program's name.
    public var summary: String {
        let problems = problems
        if verdict == .error { return limitSummary }
        guard let first = problems.first else { return successSummary }
        let model = explorations.count > 1 ? first.model.map { "under \($0.rawValue): " } ?? "" : ""
        let more = problems.count > 1 ? " (and \(NumberText.counted(problems.count - 1, "more problem")))" : ""
        return PlainText.spelled(model + first.sentence + more, ascii: false)
    }

    private var limitSummary: String {
        guard let partial = explorations.first(where: { !$0.isComplete }) else {
            if let bound = explorations.lazy.compactMap(\.bound).first {
                return "no answer within \(bound): --unroll N looks further"
            }
            return "no answer" + (machineLimit.map { ": \($0)" } ?? "")
        }
        return "no answer: \(partial.ending) under \(partial.model.rawValue) after "
            + NumberText.counted(partial.executions, "execution")
    }

    /// Why the run on this machine is no answer; nil where it is one.
    private var machineLimit: String? {
        guard let histogram else { return nil }
        if hasEmptyRun { return "not one iteration came to its end" }
        return histogram.limit.map { "\($0) came after \(NumberText.counted(histogram.iterations, "iteration"))" }
    }

    private var successSummary: String {
        if let expected { return "found the \(expected.noun) that was expected" }
        var parts = explorations.map { exploration in
            (explorations.count > 1 ? "\(exploration.model.rawValue): " : "")
                + NumberText.counted(exploration.executions, "execution") + ", "
                + NumberText.counted(exploration.outcomes.count, "outcome")
        }
        if let histogram { parts.append(NumberText.counted(histogram.iterations, "iteration")) }
        let holding = program.properties.count
        if holding > 0, mode != .run { parts.append(holding == 1 ? "the property holds" : "all properties hold") }
        return parts.joined(separator: "; ")
    }
}

extension Report {
    /// "data race in A, line 7: …"
    func sentence(of finding: Finding) -> String {
        let place = placeText(thread: finding.thread, line: finding.line)
        return "\(finding.kind.noun)\(place): \(finding.message)"
    }

    /// "failed assertion in A, line 7, 12 times: …"
    func sentence(of failure: Failure) -> String {
        let place = placeText(thread: failure.thread, line: failure.line)
        let times = failure.count == 1 ? "once" : "\(NumberText.grouped(failure.count)) times"
        return "\(failure.kind.noun)\(place), \(times) on this machine: \(failure.message)"
    }

    func sentence(of stuck: StuckThread) -> String {
        "\(stuck.thread) did not end\(stuck.line > 0 ? ": at line \(stuck.line) it " : ": it ")\(stuck.reason)"
    }

    func sentence(ofDisagreement outcome: ReportedOutcome) -> String {
        let models = explorations.map(\.model.rawValue)
        let times = outcome.count == 1 ? "once" : "\(NumberText.grouped(outcome.count ?? 0)) times"
        let verb = models.count == 1 ? "\(models[0]) does not allow it"
            : "none of \(models.joined(separator: ", ")) allows it"
        return "\(program.sentence(of: outcome.values)) was seen \(times) on this machine, and \(verb)"
    }

    private func placeText(thread: String?, line: Int?) -> String {
        let line = line.flatMap { $0 > 0 ? "line \($0)" : nil }
        switch (thread, line) {
        case (let thread?, let line?): return " in \(thread), \(line)"
        case (let thread?, nil): return " in \(thread)"
        case (nil, let line?): return ", \(line)"
        case (nil, nil): return ""
        }
    }
}

extension Exploration {
    /// What ended it before its end: "the time limit of 10 s was reached", "an interrupt came".
    public var ending: String {
        guard let limit else { return "the first error ended it, as asked" }
        return "\(limit)" + (limit == .interrupt ? " came" : " was reached")
    }

    /// What ended it where loops were cut off; nil where none was.
    var bound: String? { iterationsOfLoops.map { "the bound of \($0)" } }

    /// How far the loops that were cut off were followed: "16 iterations of the loop in A (line 3)"; nil where none was.
    var iterationsOfLoops: String? {
        guard !boundedLoops.isEmpty else { return nil }
        let loops = boundedLoops.map { "\($0.thread)\($0.line > 0 ? " (line \($0.line))" : "")" }
        return "\(NumberText.counted(unroll, "iteration")) of the "
            + "\(loops.count == 1 ? "loop" : "loops") in \(loops.joined(separator: ", "))"
    }
}
