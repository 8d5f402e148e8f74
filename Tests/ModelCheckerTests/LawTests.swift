import Litmus
import ModelChecker
import Testing

/// What holds between explorations of one program, whatever the program is.
@Suite struct LawTests {
    private static let allFeatures: RandomTexts.Features = [
        .plain, .branches, .spawns, .finally, .locks, .spins, .asserts, .fences, .arrays, .weak,
    ]

    /// So that a program that chance made large does not take all the time.
    private func exploreAll(_ program: Program, _ model: ModelName, jobs: Int = 1) -> Exploration? {
        var options = CheckOptions(model: model)
        (options.jobs, options.maxExecutions) = (jobs, 400)
        let exploration = ModelChecker.explore(program, options)
        return exploration.isComplete && exploration.boundedLoops.isEmpty ? exploration : nil
    }

    @Test func everyOutcomeUnderScIsOneUnderTsoAndEveryOneUnderTsoIsOneUnderRc11() throws {
        var source = RandomTexts(seed: 31, Self.allFeatures, threads: 2...3, statements: 2...4)
        for _ in 0..<Effort.programs(20) {
            let text = source.next()
            let program = try program(text)
            guard let sc = exploreAll(program, .sc), let tso = exploreAll(program, .tso),
                  let rc11 = exploreAll(program, .rc11) else { continue }
            #expect(sc.outcomeValues.isSubset(of: tso.outcomeValues), "\(text)")
            #expect(tso.outcomeValues.isSubset(of: rc11.outcomeValues), "\(text)")
            // Weak is what sc does not allow.
            for exploration in [tso, rc11] {
                let strong = Set(exploration.outcomes.filter { !$0.isWeak }.map(\.outcome.values))
                #expect(strong == sc.outcomeValues, "\(exploration.model)\n\(text)")
            }
        }
    }

    @Test(arguments: ModelName.allCases)
    func howManyWorkThatChangesNothing(_ model: ModelName) throws {
        var source = RandomTexts(seed: 32, Self.allFeatures, threads: 3...4, statements: 2...4)
        for _ in 0..<Effort.programs(6) {
            let text = source.next()
            let program = try program(text)
            guard let alone = exploreAll(program, model) else { continue }
            for jobs in 2...3 {
                guard let together = exploreAll(program, model, jobs: jobs) else { continue }
                #expect(together.executions == alone.executions, "\(jobs) jobs\n\(text)")
                #expect(together.racyExecutions == alone.racyExecutions, "\(jobs) jobs\n\(text)")
                #expect(together.outcomes.map(\.outcome) == alone.outcomes.map(\.outcome), "\(jobs) jobs\n\(text)")
                #expect(together.outcomes.map(\.executions) == alone.outcomes.map(\.executions), "\(jobs) jobs\n\(text)")
                #expect(together.outcomes.map(\.isWeak) == alone.outcomes.map(\.isWeak), "\(jobs) jobs\n\(text)")
                #expect(together.outcomes.map(\.witness) == alone.outcomes.map(\.witness), "\(jobs) jobs\n\(text)")
                #expect(together.errors.map(\.message) == alone.errors.map(\.message), "\(jobs) jobs\n\(text)")
                #expect(together.errors.map(\.witness) == alone.errors.map(\.witness), "\(jobs) jobs\n\(text)")
            }
        }
    }

    @Test(arguments: ModelName.allCases)
    func visitingUpToRenamingLosesNothing(_ model: ModelName) throws {
        var source = RandomTexts(seed: 35, [.plain, .branches, .locks, .spins], threads: 2...3, statements: 1...2)
        let first = ["lock m { d = d + 1 }", "m.lock(); s.acquire(); d = d + 1; m.unlock(); s.release()",
                     "s.acquire(); lock m { x.fetch_add(1, Relaxed) }; s.release()", "write l[0] { d = 1 }"]
        for number in 0..<Effort.programs(12) {
            let replicated = "thread T0[2] { \(first[number % first.count])\n"
            let text = source.next().replacing("thread T0 {", with: replicated) + "observe x, y, d\n"
            // A limit on executions would have all of them visited.
            let reduced = try explore(text, model) { $0.timeout = .seconds(2) }
            let full = try explore(text, model) { ($0.timeout, $0.symmetry) = (.seconds(2), .off) }
            guard reduced.isComplete, full.isComplete, full.boundedLoops.isEmpty else { continue }
            #expect(reduced.executions == full.executions, "\(text)")
            #expect(reduced.racyExecutions == full.racyExecutions, "\(text)")
            #expect(reduced.outcomes.map(\.outcome) == full.outcomes.map(\.outcome), "\(text)")
            #expect(reduced.outcomes.map(\.executions) == full.outcomes.map(\.executions), "\(text)")
            #expect(Set(reduced.errorKinds) == Set(full.errorKinds), "\(text)")
        }
    }

    @Test(arguments: ModelName.allCases)
    func theThreadsOrderInTheTextIsOfNoMatter(_ model: ModelName) throws {
        var source = RandomTexts(seed: 33, Self.allFeatures.subtracting(.spawns), threads: 2...3, statements: 2...4)
        for _ in 0..<Effort.programs(15) {
            let text = source.next()
            let program = try program(text)
            guard let forwards = exploreAll(program, model),
                  let backwards = exploreAll(program.withThreadsReversed, model) else { continue }
            #expect(forwards.executions == backwards.executions, "\(text)")
            #expect(forwards.racyExecutions == backwards.racyExecutions, "\(text)")
            #expect(forwards.outcomes.map(\.outcome) == backwards.outcomes.map(\.outcome), "\(text)")
            #expect(forwards.outcomes.map(\.executions) == backwards.outcomes.map(\.executions), "\(text)")
            #expect(forwards.errorKinds.sorted { $0.rawValue < $1.rawValue }
                == backwards.errorKinds.sorted { $0.rawValue < $1.rawValue }, "\(text)")
        }
    }

    @Test(arguments: ModelName.allCases)
    func aStrongerOrderingNeverAddsAnOutcome(_ model: ModelName) throws {
        var source = RandomTexts(seed: 34, [.branches, .fences, .weak], threads: 2...3, statements: 2...4)
        for _ in 0..<Effort.programs(6) {
            let text = source.next()
            let program = try program(text)
            guard let before = exploreAll(program, model) else { continue }
            for (thread, body) in program.threads.enumerated() {
                for index in body.instructions.indices {
                    for stronger in body.instructions[index].strengthened {
                        var changed = program
                        changed.threads[thread].instructions[index] = stronger
                        guard let after = exploreAll(changed, model) else { continue }
                        #expect(after.outcomeValues.isSubset(of: before.outcomeValues), "\(stronger)\n\(text)")
                    }
                }
            }
        }
    }
}

extension Program {
    /// The same program with its threads the other way round; the columns of its outcomes stay.
    fileprivate var withThreadsReversed: Program {
        var changed = self
        let count = threads.count
        changed.threads.reverse()
        changed.observed = observed.map {
            guard case .register(let thread, let register) = $0, thread < count else { return $0 }
            return .register(thread: count - 1 - thread, register)
        }
        return changed
    }
}

extension MemoryOrder {
    /// The orders next in strength that an access with these abilities can have.
    fileprivate func stronger(acquiring: Bool, releasing: Bool) -> [MemoryOrder] {
        let all: [MemoryOrder] = switch self {
        case .plain, .seqCst: []
        case .relaxed: [.acquire, .release, .acqRel, .seqCst]
        case .acquire, .release: [.acqRel, .seqCst]
        case .acqRel: [.seqCst]
        }
        return all.filter {
            $0 == .seqCst || ($0 == .acqRel ? acquiring && releasing : $0.acquires ? acquiring : releasing)
        }
    }
}

extension Instruction {
    /// The instruction with each stronger ordering that it can have.
    fileprivate var strengthened: [Instruction] {
        switch self {
        case .load(let to, let address, let order):
            order.stronger(acquiring: true, releasing: false).map { .load(to: to, address, $0) }
        case .store(let address, let value, let order):
            order.stronger(acquiring: false, releasing: true).map { .store(address, value, $0) }
        case .readModifyWrite(let to, let modify, let address, let value, let order):
            order.stronger(acquiring: true, releasing: true).map { .readModifyWrite(to: to, modify, address, value, $0) }
        case .compareExchange(let exchange):
            exchange.success.stronger(acquiring: true, releasing: true).map {
                var stronger = exchange
                stronger.success = $0
                return .compareExchange(stronger)
            }
        case .fence(let order): order.stronger(acquiring: true, releasing: true).map { .fence($0) }
        default: []
        }
    }
}
