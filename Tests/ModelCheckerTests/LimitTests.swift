import Litmus
@testable import ModelChecker
import Testing

@Suite struct LimitTests {
    /// Far more executions than any machine visits.
    private static let hopeless = """
        atomic x
        thread T[12] { x.store(id, Relaxed); x.store(id + 20, Relaxed); let r = x.load(Relaxed) }
        observe x
        """

    @Test(arguments: ModelName.allCases, [1, 2])
    func aTimeLimitEndsWithAPartialResult(_ model: ModelName, _ jobs: Int) throws {
        let exploration = try explore(Self.hopeless, model) { ($0.timeout, $0.jobs) = (.milliseconds(200), jobs) }
        #expect(!exploration.isComplete)
        #expect(exploration.limit?.description.contains("time limit") == true)
        #expect(exploration.executions > 0)
        #expect(exploration.outcomes.reduce(0) { $0 + $1.executions } == exploration.executions)
    }

    @Test(arguments: [1, 2, 4], [1, 1000, 5000])
    func workersShareALimitOnExecutions(jobs: Int, limit: Int) throws {
        let exploration = try explore(Self.hopeless) { ($0.maxExecutions, $0.jobs) = (limit, jobs) }
        // A worker that comes to the end of its part leaves what it was allowed to the others, unless they have ended.
        #expect(exploration.executions <= limit)
        #expect(exploration.executions > limit - 16 * jobs)
        #expect(exploration.limit == .executions(limit))
    }

    @Test func progressIsTheShareOfTheExecutionsThatAreEstimated() {
        let control = ExplorationControl()
        control.report(executions: 250, blocked: 0)
        #expect(control.progress == nil)
        control.reportOnce { Estimate(executions: 1000, standardError: 100) }
        #expect(control.progress == 0.25)
        control.report(executions: 900, blocked: 0)
        #expect(control.progress == 1)
        control.report(executions: 51, blocked: 0)
        #expect(control.estimate == nil && control.progress == nil, "an estimate that was wrong is given up")
    }

    /// Programs whose numbers of executions are known, none of them all too lopsided.
    @Test(arguments: [
        ("atomic x, y\nthread A[3] { let r = x.load(Relaxed); y.store(r + 1, Relaxed); x.store(r + 2, Relaxed) }"),
        ("atomic x\nthread A { for i in 0..4 { x.store(i, Relaxed) } }\nthread B { for i in 0..4 { let r = x.load(Relaxed) } }"),
    ])
    func theEstimateIsAboutRight(_ text: String) throws {
        var options = CheckOptions(model: .rc11)
        options.symmetry = .off
        let request = ExplorationRequest(try program(text), options, ExplorationControl())
        let right = Double(Exploration(request.perform(), request).executions)
        let estimate = Workers<RC11>.estimate(request)
        #expect(abs(estimate.executions - right) <= max(5 * estimate.standardError, 0.02 * right),
                "\(estimate.executions) ± \(estimate.standardError) of \(right)")
    }

    @Test func soManyExecutionsAndNoMore() throws {
        let exploration = try explore(Self.hopeless) { $0.maxExecutions = 1000 }
        #expect(!exploration.isComplete)
        #expect(exploration.executions == 1000)
        #expect(exploration.limit?.description.contains("1000") == true)
    }

    @Test func anExplorationThatEndsAtItsLimitIsComplete() throws {
        let text = "atomic x\nthread A { x.store(1, Relaxed) }\nthread B { let r = x.load(Relaxed) }"
        let exploration = try explore(text) { $0.maxExecutions = 2 }
        #expect(exploration.executions == 2)
        #expect(exploration.isComplete)
        let less = try explore(text) { $0.maxExecutions = 1 }
        #expect(less.executions == 1)
        #expect(!less.isComplete)
    }

    @Test(arguments: [1, 3])
    func anInterruptIsAnswered(_ jobs: Int) async throws {
        let program = try program(Self.hopeless)
        let control = ExplorationControl()
        var options = CheckOptions()
        options.jobs = jobs
        let asked = options
        async let exploration = Task.detached { explore(program, asked, control: control) }.value
        try await Task.sleep(for: .milliseconds(100))
        control.cancel()
        let answer = await exploration
        #expect(answer.limit == .interrupt)
        #expect(!answer.isComplete)
    }

    @Test func aLongCalculationIsInterruptedToo() throws {
        let exploration = try explore("thread A { let s = 0\nfor i in 0..0x7fffffffffff { s = s + i } }") {
            $0.timeout = .milliseconds(100)
        }
        #expect(!exploration.isComplete)
        #expect(exploration.limit?.description.contains("time limit") == true)
    }

    // MARK: Sizes

    @Test(arguments: ModelName.allCases)
    func aProgramWithoutThreadsHasOneExecution(_ model: ModelName) {
        let program = Program(name: "empty", locations: [Location(name: "x", kind: .atomic, initialValue: 7)], threads: [],
                              observed: [.location(0)])
        let exploration = ModelChecker.explore(program, CheckOptions(model: model))
        #expect(exploration.executions == 1)
        #expect(exploration.outcomes.map(\.outcome.values) == [[7]])
        let nothing = ModelChecker.explore(Program(name: "nothing", locations: [], threads: []), CheckOptions(model: model))
        #expect(nothing.executions == 1)
        #expect(nothing.outcomes.map(\.outcome.values) == [[]])
    }

    @Test(arguments: ModelName.allCases)
    func emptyThreadsAndEmptyTablesAreAllRight(_ model: ModelName) throws {
        let exploration = try explore("atomic x\nthread A { }\nthread B { x.store(1, Relaxed) }\nfinally { }\nobserve x", model)
        #expect(exploration.outcomeValues == [[1]])
        let unseen = try explore("thread A { fence(SeqCst) }\nthread B { }", model)
        #expect(unseen.executions == 1)
        #expect(unseen.outcomes.map(\.outcome.values) == [[]])
    }

    @Test(arguments: ModelName.allCases)
    func manyThreadsAndManyLocationsAreNothingSpecial(_ model: ModelName) throws {
        let threads = try explore("""
            atomic x[20]
            thread T[20] { x[id].store(id, SeqCst); let r = x[id].load(SeqCst) }
            observe x[19], T19.r
            """, model)
        #expect(threads.executions == 1)
        #expect(threads.outcomeValues == [[19, 19]])
        let crowd = try explore("""
            atomic x
            thread T[100] { let r = x.load(Relaxed) }
            thread W { x.store(1, Relaxed) }
            observe T99.r, x
            """, model) {
            $0.maxExecutions = 100
        }
        #expect(crowd.executions == 100)
        let locations = try explore("""
            atomic x[300]
            thread A { for i in 0..300 { x[i].store(i, Relaxed) } }
            thread B { let r = x[299].load(Relaxed); let s = x[8].load(Relaxed) }
            observe B.r, B.s, x[255], x[256]
            """, model)
        let both: Set<[Int64]> = [[0, 0, 255, 256], [0, 8, 255, 256], [299, 8, 255, 256]]
        #expect(locations.outcomeValues == (model == .rc11 ? both.union([[299, 0, 255, 256]]) : both))
    }

    @Test(arguments: ModelName.allCases)
    func longExecutionsAreFollowedToTheirEnd(_ model: ModelName) throws {
        let stores = try explore("""
            atomic x
            thread A { for i in 0..1000 { x.store(i, Release) } }
            finally { let last = x.load(Relaxed) }
            observe finally.last
            """, model)
        #expect(stores.executions == 1)
        #expect(stores.outcomeValues == [[999]])
    }

    @Test func theRecursionHasRoomForAsManyEventsAsItSays() throws {
        let exploration = try explore("atomic x\nthread A[4] { for i in 0..3000 { fence(Release) } }")
        #expect(exploration.executions == 1)
        let tooLong = try explore("atomic x\nthread A { for i in 0..40000 { fence(Release) } }")
        #expect(!tooLong.isComplete)
        #expect(tooLong.limit == .capacity("\(Capacity.eventsPerThread) events in one thread"))
    }

    @Test func tooManyLocationsOrThreadsEndWithALimit() throws {
        let locations = try explore("atomic x[40000]\nthread A { x[39999].store(1, Relaxed) }\nobserve x[39999]")
        #expect(locations.executions == 0)
        #expect(!locations.isComplete)
        #expect(locations.limit?.description.contains("32000 locations") == true)
    }

    /// The first execution that is drawn may be none under `sc` although its end state is one.
    @Test(arguments: 1...12)
    func anOutcomeOfAPartIsWeakOnlyIfSCDoesNotHaveIt(_ seed: UInt64) throws {
        let text = """
            atomic x, y
            thread A { x.store(1, Relaxed); let r1 = y.load(Relaxed) }
            thread B { y.store(1, Relaxed); let r2 = x.load(Relaxed) }
            observe OBSERVED
            """
        let ordinary = try explore(text.replacing("OBSERVED", with: "x")) { ($0.sample, $0.seed) = (1, seed) }
        #expect(ordinary.outcomes.map(\.isWeak) == [false])
        let drawn = try explore(text.replacing("OBSERVED", with: "A.r1, B.r2")) { ($0.sample, $0.seed) = (1, seed) }
        for outcome in drawn.outcomes { #expect(outcome.isWeak == (outcome.outcome.values == [0, 0])) }
    }
}
