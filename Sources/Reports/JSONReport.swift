import AtomicsCore
import Litmus
import ModelChecker

extension Report {
    /// The report for programs: one JSON object a model, each on a line of its own; for a mere run, one object.
    ///
    /// Keys as in design.md, "The command line", in that order, then those that only some results have: `limit`,
    /// `bounded_loops` with `unroll`, `symmetry`, and for runs `discarded`, `threads`, `placement`, `warnings`.
    /// Of a comparison `limit` is the exploration's, where that has one, or else the run's.
    public func json() -> [String] {
        guard !explorations.isEmpty else { return histogram.map { [runObject($0).encoded] } ?? [] }
        let outcomes = reportedOutcomes
        return explorations.indices.map { object(of: $0, outcomes).encoded }
    }

    private func object(of index: Int, _ outcomes: [ReportedOutcome]) -> JSONValue {
        let exploration = explorations[index]
        var members: [(key: String, value: JSONValue)] = [
            ("program", .string(program.name)),
            ("mode", .string(mode.rawValue)),
            ("model", .string(exploration.model.rawValue)),
            ("verdict", .string(verdict(of: exploration).rawValue)),
            ("executions", .integer(exploration.executions)),
            ("blocked", .integer(exploration.blocked)),
            ("complete", .bool(exploration.isComplete)),
            ("seconds", .nanoseconds(of: exploration.seconds)),
        ]
        if let histogram { members.append(("iterations", .integer(histogram.iterations))) }
        members.append(("outcomes", .array(outcomes.compactMap { object(of: $0, in: index, exploration) })))
        let machine = mode == .compare ? machineVerdicts.filter { $0.status == .fails } : []
        members.append(("properties", .array((verdicts(of: exploration) + machine).map(object(of:)))))
        members.append(("errors", .array(exploration.errors.map(object(of:)) + machineErrors)))
        members += limits(of: exploration)
        if let histogram { members += runMembers(histogram, secondsKey: "run_seconds") }
        return .object(members)
    }

    /// Nil for an outcome that is none of this model's, and that no machine showed.
    private func object(of outcome: ReportedOutcome, in index: Int, _ exploration: Exploration) -> JSONValue? {
        let allowance = outcome.allowances[index]
        guard allowance.executions != nil || (outcome.count ?? 0) > 0 else { return nil }
        var members = [("values", values(outcome.values)), ("executions", .integer(allowance.executions ?? 0))]
        if let count = outcome.count {
            members.append(("count", .integer(count)))
            let isUndecided = allowance.executions == nil && !exploration.isExhaustive
            members.append(("allowed", isUndecided ? .null : .bool(allowance.executions != nil)))
        }
        members.append(("weak", .bool(outcome.isWeak)))
        return .object(members)
    }

    private func values(_ values: [Int64]) -> JSONValue {
        .object(zip(program.observed, values).map { (program.title(of: $0), .integer($1)) })
    }

    private func object(of verdict: PropertyVerdict) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("kind", .string(verdict.property.kind.rawValue)),
            ("text", .string(conditionText(verdict.property))),
            ("holds", verdict.status == .undecided ? .null : .bool(verdict.status == .holds)),
            ("satisfying", .integer(verdict.satisfying)),
            ("others", .integer(verdict.others)),
        ]
        if verdict.property.line > 0 { members.append(("line", .integer(verdict.property.line))) }
        if verdict.model == nil { members.append(("on", .string("machine"))) }
        if let explanation = verdict.explanation {
            members.append(("explanation", .string(explanation.lines.joined(separator: "\n"))))
        }
        return .object(members)
    }

    private func conditionText(_ property: Property) -> String {
        property.text.isEmpty ? program.text(of: property.condition) : property.text
    }

    private func object(of finding: Finding) -> JSONValue {
        let witness = finding.witness.map {
            timeline($0, of: program, style: TextStyle(width: 100), title: finding.kind.noun)
        }
        return .object([
            ("kind", .string(finding.kind.rawValue)),
            ("message", .string(finding.message)),
            ("thread", finding.thread.map(JSONValue.string) ?? .null),
            ("line", finding.line.map(JSONValue.integer) ?? .null),
            ("witness", witness.map(JSONValue.string) ?? .null),
        ])
    }

    /// What went wrong on the machine, in the form of the checker's errors, with a `count` each.
    private var machineErrors: [JSONValue] {
        guard let histogram else { return [] }
        return histogram.failures.map { failure in
            let state = failure.state.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
            return .object([
                ("kind", .string(failure.kind.rawValue)), ("message", .string(failure.message)),
                ("thread", .string(failure.thread)), ("line", failure.line > 0 ? .integer(failure.line) : .null),
                ("witness", state.isEmpty ? .null : .string(state)), ("count", .integer(failure.count)),
            ])
        } + histogram.stuck.map { stuck in
            .object([
                ("kind", .string(kind(of: stuck).rawValue)), ("message", .string(sentence(of: stuck))),
                ("thread", .string(stuck.thread)), ("line", stuck.line > 0 ? .integer(stuck.line) : .null),
                ("witness", .null),
            ])
        } + disagreements.map { outcome in
            .object([
                ("kind", .string("disagreement")), ("message", .string(sentence(ofDisagreement: outcome))),
                ("thread", .null), ("line", .null), ("witness", .null), ("count", .integer(outcome.count ?? 0)),
            ])
        }
    }

    /// A thread that spins for ever is in a livelock, one that waits in a deadlock.
    func kind(of stuck: StuckThread) -> FindingKind {
        stuck.reason.hasPrefix("spin") ? .livelock : .deadlock
    }

    private func limits(of exploration: Exploration) -> [(key: String, value: JSONValue)] {
        var members: [(key: String, value: JSONValue)] = []
        if !exploration.isComplete {
            members.append(("limit", .string(exploration.limit?.description ?? "a limit")))
        } else if let limit = histogram?.limit {
            members.append(("limit", .string(limit)))
        }
        if !exploration.boundedLoops.isEmpty {
            let loops = exploration.boundedLoops.map {
                JSONValue.object([("thread", .string($0.thread)), ("line", .integer($0.line))])
            }
            members += [("bounded_loops", .array(loops)), ("unroll", .integer(exploration.unroll))]
        }
        if exploration.usedSymmetry { members.append(("symmetry", .bool(true))) }
        if exploration.symmetryFactor > 1 { members.append(("symmetry_factor", .integer(exploration.symmetryFactor))) }
        if exploration.racyExecutions > 0 { members.append(("racy", .integer(exploration.racyExecutions))) }
        return members
    }

    private func runObject(_ histogram: Histogram) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("program", .string(program.name)),
            ("mode", .string(mode.rawValue)),
            ("verdict", .string(verdict.rawValue)),
            ("iterations", .integer(histogram.iterations)),
            ("seconds", .nanoseconds(of: histogram.seconds)),
        ]
        let outcomes = reportedOutcomes.map { outcome in
            JSONValue.object([("values", values(outcome.values)), ("count", .integer(outcome.count ?? 0))])
        }
        members.append(("outcomes", .array(outcomes)))
        members.append(("properties", .array(machineVerdicts.map(object(of:)))))
        members.append(("errors", .array(machineErrors)))
        if let limit = histogram.limit { members.append(("limit", .string(limit))) }
        return .object(members + runMembers(histogram, secondsKey: nil))
    }

    private func runMembers(_ histogram: Histogram, secondsKey: String?) -> [(key: String, value: JSONValue)] {
        var members: [(key: String, value: JSONValue)] = []
        if let secondsKey { members.append((secondsKey, .nanoseconds(of: histogram.seconds))) }
        members.append(("discarded", .integer(histogram.discarded)))
        members.append(("threads", .string(histogram.threads.rawValue)))
        if let placement = histogram.placement { members.append(("placement", .string(placement))) }
        if !histogram.warnings.isEmpty { members.append(("warnings", .strings(histogram.warnings))) }
        return members
    }
}

extension JSONValue {
    /// Seconds, as exactly as a clock tells them.
    fileprivate static func nanoseconds(of seconds: Double) -> JSONValue { .number((seconds * 1e9).rounded() / 1e9) }
}
