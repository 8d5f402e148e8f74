import AtomicsCore
import Litmus
import ModelChecker
import Reports

extension CellExecution {
    mutating func check(_ program: Program, _ settings: Settings) throws {
        let explorations = try explore(program, settings)
        try answer(Report(program: program, explorations: explorations, expected: settings.expected), settings)
    }

    mutating func run(_ program: Program, _ settings: Settings) throws {
        let histogram = try histogram(of: program, settings)
        try answer(Report(program: program, histogram: histogram), settings)
    }

    mutating func compare(_ program: Program, _ settings: Settings) throws {
        let explorations = try explore(program, settings)
        let histogram = try control.mustEnd ? Histogram() : histogram(of: program, settings)
        try answer(Report(program: program, explorations: explorations, histogram: histogram,
                          expected: settings.expected), settings)
    }

    /// Explores a program under each model of the settings; after an interrupt, not under those that are left.
    ///
    /// - Throws: `CellFailure` where the program holds what the checker does not model.
    mutating func explore(_ program: Program, _ settings: Settings) throws -> [Exploration] {
        flush()
        if let obstacle = Obstacle(in: program) {
            throw CellFailure(.notSupported, (obstacle.line.map { "line \($0): " } ?? "") + obstacle.description)
        }
        var explorations: [Exploration] = []
        for model in settings.models where explorations.isEmpty || !control.mustEnd {
            explorations.append(explore(program, model, settings))
        }
        return explorations
    }

    private mutating func explore(_ program: Program, _ model: ModelName, _ settings: Settings) -> Exploration {
        var options = settings.check
        options.model = model
        let own = options.timeout
        // The cell's time limit is one for all of it, that of the options one for each model.
        if let remaining = control.remaining, remaining < own ?? remaining + .seconds(1) { options.timeout = remaining }
        let exploring = ExplorationControl()
        control.watch(exploring)
        defer { control.watch(nil) }
        var exploration = ProgressDisplay.during(
            { ModelChecker.explore(program, options, control: exploring) },
            for: "\(program.name) under \(model.rawValue)", exploring, clearsAll: !hasOutput, emit: sink)
        if case .time = exploration.limit, options.timeout != own, let whole = control.timeout {
            exploration.limit = .time(whole)
        }
        return exploration
    }

    mutating func histogram(of program: Program, _ settings: Settings) throws -> Histogram {
        flush()
        let control = control
        do {
            var histogram = try AtomicsCore.run(program, settings.run, isCancelled: { control.mustEnd })
            if control.mustEnd, histogram.iterations < settings.run.iterations {
                histogram.warnings.append("PARTIAL RESULT: \(control.reason) ended the run before its last iteration")
            }
            return histogram
        } catch let error as RunError {
            throw CellFailure(.runError, "\(program.name): \(error.description)")
        }
    }

    /// Shows a report, and ends the cell where it says that something is wrong, or has no answer.
    mutating func answer(_ report: Report, _ settings: Settings) throws {
        show(MimeBundle(report, settings))
        switch report.verdict {
        case .failed:
            throw CellFailure(report.firstProblem.map(ErrorName.init) ?? .propertyViolated, report.summary)
        case .error where !report.isMereSample(settings):
            throw CellFailure(control.isCancelled ? .interrupted : .limitReached, report.summary, hitLimit: true)
        case .ok where control.mustEnd && (report.histogram?.iterations ?? .max) < settings.run.iterations:
            throw CellFailure(control.isCancelled ? .interrupted : .limitReached,
                              "\(control.reason) ended the run: \(report.summary)", hitLimit: true)
        case .ok, .error: break
        }
    }
}

extension CellControl {
    /// Whether work is to end with what there is.
    var mustEnd: Bool { isCancelled || isTooLate }

    /// What makes it end.
    var reason: String {
        isCancelled ? "an interrupt" : "the cell's time limit"
    }
}

extension Report {
    /// Whether what is missing is missing because a sample was asked for.
    fileprivate func isMereSample(_ settings: Settings) -> Bool {
        settings.check.sample != nil
            && explorations.allSatisfy { exploration in
                if case .samples = exploration.limit { true } else { exploration.isComplete }
            }
    }
}
