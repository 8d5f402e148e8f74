import AtomicsCore
import Litmus
import ModelChecker

/// What can be said about a property from the executions, or iterations, that were seen.
enum PropertyStatus: Sendable, Hashable { case holds, fails, undecided }

/// A property with what was found out about it, under one model or on the machine.
struct PropertyVerdict: Sendable {
    var property: Property
    /// The property's number in the program, from 1.
    var number: Int
    /// Nil for the machine.
    var model: ModelName?
    var status: PropertyStatus
    var satisfying: Int
    var others: Int
    /// In how many the condition divides by zero.
    var undefined = 0
    var explanation: Explanation?
    /// What ended the exploration early; nil where nothing did.
    var limit: String?
    /// Where the witness comes from. Nil for the machine.
    var result: PropertyResult?

    /// An execution that shows the verdict. Made anew at each call: the other verdicts have no need of theirs.
    var witness: Witness? { result?.witness }

    /// Whether the property is decided by what was seen, though not everything was.
    static func status(of kind: Property.Kind, satisfying: Int, others: Int, sawEverything: Bool) -> PropertyStatus {
        switch kind {
        case .exists: satisfying > 0 ? .holds : sawEverything ? .fails : .undecided
        case .forbid: satisfying > 0 ? .fails : sawEverything ? .holds : .undecided
        case .forall: others > 0 ? .fails : sawEverything ? .holds : .undecided
        }
    }

    /// What follows the property in a sentence: "does not hold: 3 of 720 executions end so".
    var evidence: String {
        let all = satisfying + others + undefined
        let noun = model == nil ? "iteration" : "execution"
        let total = NumberText.counted(all, noun)
        if undefined > 0 { return "does not hold: it divides by zero in \(NumberText.grouped(undefined)) of \(total)" }
        if status == .undecided { return undecidedEvidence(total: total, all: all) }
        let verdict = status == .holds ? "holds" : "does not hold"
        if all == 0 { return "\(verdict): no execution reaches its end\(limit.map { " before \($0)" } ?? "")" }
        if all == 1 {
            return "\(verdict): the \(limit == nil ? "only" : "first") \(noun) ends "
                + (satisfying == 1 ? "so" : "otherwise")
        }
        switch (property.kind, status) {
        case (.forall, .holds):
            return "\(verdict): all \(total) end so"
        case (.forall, _):
            return "\(verdict): \(NumberText.grouped(others)) of \(total) \(Self.end(others)) otherwise"
        default:
            if satisfying == 0 { return "\(verdict): none of \(total) ends so" }
            return "\(verdict): \(NumberText.grouped(satisfying)) of \(total) \(Self.end(satisfying)) so"
        }
    }

    private static func end(_ number: Int) -> String { number == 1 ? "ends" : "end" }

    private func undecidedEvidence(total: String, all: Int) -> String {
        guard model == nil else {
            return "is undecided: \(limit ?? "a limit") came after \(total), of which none decides it"
        }
        let seen = property.kind == .exists ? "was not seen in \(total): its" : "was never broken in \(total): a breach's"
        return "\(seen) \(NumberText.upperBound(unseenIn: all))"
    }
}

extension NumberText {
    /// The rule of three: what was not seen in *n* independent trials has, with 95 % confidence, a probability of at
    /// most 3/n (Hanley and Lippman-Hand, JAMA 1983).
    static func upperBound(unseenIn trials: Int) -> String {
        guard trials > 3 else { return "probability cannot be told from so few" }
        let bound = trimmed(significant(300 / Double(trials)))
        return "probability is at most \(bound)% (95% confidence)"
    }
}

extension Report {
    /// The verdicts of every model, in the report's order, on each property that speaks of it.
    var propertyVerdicts: [PropertyVerdict] { explorations.flatMap(verdicts(of:)) }

    func verdicts(of exploration: Exploration) -> [PropertyVerdict] {
        let numbers = program.properties.indices.filter {
            program.properties[$0].applies(to: exploration.model.rawValue)
        }
        return exploration.properties.enumerated().map { index, result in
            PropertyVerdict(
                property: result.property, number: (index < numbers.count ? numbers[index] : index) + 1,
                model: exploration.model,
                status: exploration.status(of: result),
                satisfying: result.satisfying, others: result.others, undefined: result.undefined,
                explanation: result.explanation, limit: exploration.limit?.description ?? exploration.bound,
                result: result)
        }
    }

    /// What the machine showed of the properties that speak of no model. It never shows everything.
    var machineVerdicts: [PropertyVerdict] {
        guard let histogram else { return [] }
        let columns = Dictionary(uniqueKeysWithValues: program.tracked.enumerated().map { ($1, $0) })
        return program.properties.enumerated().compactMap { index, property in
            guard property.models.isEmpty else { return nil }
            var (satisfying, others, undefined) = (0, 0, 0)
            for tally in histogram.outcomes {
                switch property.condition.evaluate({ observable in columns[observable].map { tally.values[$0] } ?? 0 }) {
                case nil: undefined += tally.count
                case 0: others += tally.count
                default: satisfying += tally.count
                }
            }
            return PropertyVerdict(
                property: property, number: index + 1, model: nil,
                status: undefined > 0 ? .fails
                    : PropertyVerdict.status(of: property.kind, satisfying: satisfying, others: others,
                                             sawEverything: false),
                satisfying: satisfying, others: others, undefined: undefined)
        }
    }
}

extension Exploration {
    /// What can be said about one of its properties. That something exists may show beyond the bound on loops; the others
    /// hold as far as it reaches, where anything does.
    func status(of result: PropertyResult) -> PropertyStatus {
        if result.undefined > 0 { return .fails }
        let isBounded = !boundedLoops.isEmpty && (result.property.kind == .exists || executions == 0)
        if isComplete, !isBounded { return result.holds ? .holds : .fails }
        return PropertyVerdict.status(of: result.property.kind, satisfying: result.satisfying, others: result.others,
                                      sawEverything: false)
    }
}
