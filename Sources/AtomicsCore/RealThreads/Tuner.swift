import Litmus

/// Chooses the tactics of rounds, such that of every outcome as many are seen as possible.
///
/// It maximises the sum of the logarithms of the outcomes' counts: a tactic is worth the sum, over all outcomes, of how
/// many a second it gives, divided by how many have been seen. Time is thereby shared fairly between what makes each
/// outcome frequent; what is rare is sought, but not at any cost (proportional fairness; F. Kelly, *Charging and rate
/// control for elastic traffic*, 1997).
struct Tuner: Sendable {
    let tactics: [Tactic]
    /// How much an outcome's logarithm counts.
    private let weight: @Sendable ([Int64]) -> Double
    private var totals: [[Int64]: Double] = [:]
    private var weights: [[Int64]: Double] = [:]
    /// For each tactic, how many of each outcome it gives a second, recent rounds counting more.
    private var rates: [[[Int64]: Double]]
    private var trials: [Int]
    private var random: SplitMix

    /// Each tactic is tried this often before any is preferred.
    private static let firstTrials = 2
    /// One round in this many tries a tactic at random.
    private static let explorationPeriod: UInt64 = 8

    init(tactics: [Tactic], program: Program, seed: UInt64) {
        self.tactics = tactics
        weight = Self.weight(program)
        rates = Array(repeating: [:], count: tactics.count)
        trials = Array(repeating: 0, count: tactics.count)
        random = SplitMix(seed)
    }

    /// Outcomes that the program's properties ask for count as much as all others together.
    private static func weight(_ program: Program) -> @Sendable ([Int64]) -> Double {
        let places = Dictionary(uniqueKeysWithValues: zip(program.tracked, 0...))
        let properties = program.properties
        return { values in
            let isAskedFor = properties.contains { property in
                let isTrue = property.condition.evaluate { values[places[$0] ?? 0] } ?? 0 != 0
                return property.kind == .forall ? !isTrue : isTrue
            }
            return isAskedFor ? 4 : 1
        }
    }

    /// Takes note of what a round with a tactic showed.
    mutating func note(_ tactic: Int, seconds: Double, outcomes: [[Int64]: Int]) {
        let share = trials[tactic] == 0 ? 1 : 0.3
        trials[tactic] += 1
        for outcome in Set(outcomes.keys).union(rates[tactic].keys) {
            let count = Double(outcomes[outcome] ?? 0)
            totals[outcome, default: 0] += count
            if weights[outcome] == nil { weights[outcome] = weight(outcome) }
            rates[tactic][outcome, default: 0] *= 1 - share
            rates[tactic][outcome, default: 0] += share * count / seconds
        }
    }

    /// The number of the tactic for the next round.
    mutating func choose() -> Int {
        if let untried = trials.indices.min(by: { trials[$0] < trials[$1] }), trials[untried] < Self.firstTrials {
            return untried
        }
        if random.next() % Self.explorationPeriod == 0 { return Int(random.next() % UInt64(tactics.count)) }
        let values = rates.map { rates in
            rates.reduce(0) { $0 + $1.value * (weights[$1.key] ?? 1) / max(totals[$1.key] ?? 1, 1) }
        }
        return values.indices.max { values[$0] < values[$1] } ?? 0
    }
}

/// Steele, Lea and Flood's SplitMix64 (OOPSLA 2014): small, fast, and good enough for choices that need not be secret.
struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
