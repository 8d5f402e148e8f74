import JupyterProtocol

/// What executes cells, one after the other, with what earlier ones have defined.
public protocol CellExecutor {
    /// Executes a cell's source.
    ///
    /// - Parameter timeout: after it the cell is interrupted and answers with what it has.
    func execute(_ source: String, executionCount: Int, timeout: Duration?) -> CellAnswer
    /// What a notebook's metadata says of the language.
    var languageInfo: JSON { get }
}

/// What came of executing a cell.
public struct CellAnswer: Sendable {
    /// In the order in which they came, as nbformat has them.
    public var outputs: [JSON]
    /// Nil where the cell is fine.
    public var problem: CellProblem?

    public init(outputs: [JSON] = [], problem: CellProblem? = nil) {
        self.outputs = outputs
        self.problem = problem
    }
}

public struct CellProblem: Error, Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        /// The cell answered with an error.
        case failure
        /// A limit, or the user, ended it before there was an answer.
        case limit
        /// The outputs are not those that the notebook holds.
        case difference
    }

    public var kind: Kind
    /// One line.
    public var message: String
    /// As much as there is to say; may be empty.
    public var details: String

    public init(_ kind: Kind, _ message: String, details: String = "") {
        self.kind = kind
        self.message = message
        self.details = details
    }
}

/// How one code cell went.
public struct CellResult: Sendable {
    public enum Verdict: Sendable, Hashable {
        case passed
        /// It has the tag `skip-execution`, holds nothing, or comes after an interrupt.
        case skipped(String)
        case problem(CellProblem)
    }

    /// Of all cells, from 1.
    public var number: Int
    public var title: String
    public var verdict: Verdict
    public var seconds: Double
}

/// How a notebook's code cells went, and the notebook with its new outputs.
public struct NotebookResult: Sendable {
    public var notebook: Notebook
    public var cells: [CellResult]

    public var problems: [CellProblem] {
        cells.compactMap { if case .problem(let problem) = $0.verdict { problem } else { nil } }
    }
}

extension Notebook {
    /// Executes the code cells from first to last. A cell that fails stops no other: each is a program of its own.
    ///
    /// A cell with the tag `skip-execution` keeps the outputs that it has; an error of one with the tag
    /// `raises-exception` is no problem.
    /// - Parameter compares: whether outputs that differ from those in the notebook are a problem.
    /// - Parameter isInterrupted: asked before each cell; from then on cells are skipped.
    /// - Parameter show: gets each cell, executed or not, in order.
    public func executed(by executor: some CellExecutor, timeout: Duration? = nil, compares: Bool = false,
                         isInterrupted: () -> Bool = { false },
                         show: (Cell, CellResult?) -> Void = { _, _ in }) -> NotebookResult {
        var result = NotebookResult(notebook: self, cells: [])
        result.notebook.metadata["language_info"] = executor.languageInfo
        var count = 0
        for (index, cell) in cells.enumerated() {
            guard cell.kind == .code else {
                show(cell, nil)
                continue
            }
            var (executed, verdict, seconds) = (cell, CellResult.Verdict.passed, 0.0)
            if let reason = isInterrupted() ? "interrupted" : cell.reasonToSkip {
                verdict = .skipped(reason)
            } else {
                count += 1
                let start = ContinuousClock.now
                let answer = executor.execute(cell.source, executionCount: count, timeout: timeout)
                seconds = (ContinuousClock.now - start) / .seconds(1)
                executed.executionCount = count
                executed.outputs = answer.outputs
                verdict = cell.verdict(on: answer, compares: compares)
            }
            let cellResult = CellResult(number: index + 1, title: cell.title, verdict: verdict, seconds: seconds)
            result.notebook.cells[index] = executed
            result.cells.append(cellResult)
            show(executed, cellResult)
        }
        return result
    }
}

extension Cell {
    fileprivate var reasonToSkip: String? {
        tags.contains("skip-execution") ? "tagged skip-execution" : isBlank ? "empty" : nil
    }

    /// What a parameter's injection put there has outputs of its own: there is nothing stored to compare them with.
    private var isInjected: Bool { tags.contains("injected-parameters") }

    fileprivate func verdict(on answer: CellAnswer, compares: Bool) -> CellResult.Verdict {
        if let problem = answer.problem, !(problem.kind == .failure && tags.contains("raises-exception")) {
            return .problem(problem)
        }
        if compares, !isInjected, let difference = OutputComparison.difference(between: self, and: answer.outputs) {
            return .problem(CellProblem(.difference, "the output is not the stored one", details: difference))
        }
        return .passed
    }
}
