import Foundation
import Notebooks

/// Executes notebooks one after the other, and says how each went.
struct NotebookBatch {
    enum Destination {
        case nowhere, inPlace
        case directory(String)
    }

    var timeout: Duration?
    var parameters: [Parameter]
    var compares: Bool
    var destination: Destination
    /// Whether cells are printed with what they answer.
    var showsCells: Bool

    func execute(_ paths: [String], until interruption: Interruption) -> (ExitStatus, JUnitReport) {
        var report = JUnitReport()
        var statuses: [ExitStatus] = []
        for path in paths {
            do throws(NotebookError) {
                for file in try NotebookFile.files(at: path) {
                    statuses.append(execute(file, until: interruption, &report))
                }
            } catch {
                StandardStreams.complain("\(path): \(error.description)")
                report.add(unreadable: path, because: error.description)
                statuses.append(.badInput)
            }
        }
        return (ExitStatus.combined(statuses), report)
    }

    private func execute(_ file: NotebookFile, until interruption: Interruption,
                         _ report: inout JUnitReport) -> ExitStatus {
        do throws(NotebookError) {
            let notebook = try file.read()
            if let kernel = notebook.kernelName, kernel != "memmodel" {
                guard file.wasFound else {
                    throw NotebookError("this notebook is for the kernel \"\(kernel)\", not for memmodel")
                }
                StandardStreams.complain("\(file.path): left out, since it is for the kernel \"\(kernel)\"")
                return .holds
            }
            warnOfUnknownParameters(in: notebook, file)
            let result = execute(notebook.injecting(parameters), until: interruption)
            report.add(result.cells, of: file.path)
            StandardStreams.say(summary(of: result, file))
            if interruption.isRequested { return .undecided }
            try write(result.notebook, of: file)
            return status(of: result)
        } catch {
            StandardStreams.complain("\(file.path): \(error.description)")
            report.add(unreadable: file.path, because: error.description)
            return .badInput
        }
    }

    private func execute(_ notebook: Notebook, until interruption: Interruption) -> NotebookResult {
        let rendering = TerminalRendering(color: StandardStreams.outputIsColourful)
        let executor = SessionExecutor()
        interruption.whenRequested { executor.interrupt() }
        return notebook.executed(
            by: executor, timeout: timeout, compares: compares, isInterrupted: { interruption.isRequested },
            show: { cell, result in
                if showsCells { StandardStreams.say(rendering.text(of: cell, result)) }
            })
    }

    private func write(_ notebook: Notebook, of file: NotebookFile) throws(NotebookError) {
        switch destination {
        case .nowhere: break
        case .inPlace: try notebook.write(to: file.path)
        case .directory(let directory): try notebook.write(to: directory + "/" + file.relativePath)
        }
    }

    private func warnOfUnknownParameters(in notebook: Notebook, _ file: NotebookFile) {
        let defaults = notebook.cells.filter { $0.tags.contains("parameters") }.map(\.source).joined(separator: "\n")
        let names = Set(defaults.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
        for parameter in parameters where !names.contains(parameter.name) {
            StandardStreams.complain("\(file.path): warning: no cell with the tag `parameters` names \(parameter.name)")
        }
    }

    private func summary(of result: NotebookResult, _ file: NotebookFile) -> String {
        let executed = result.cells.filter { if case .skipped = $0.verdict { false } else { true } }.count
        let problems = result.cells.compactMap { cell -> String? in
            guard case .problem(let problem) = cell.verdict else { return nil }
            let details = showsCells && problem.kind != .difference ? "" : problem.details
            let indented = details.split(whereSeparator: \.isNewline).map { "    \($0)\n" }.joined()
            return "  cell \(cell.number) (\(cell.title)): \(problem.message)\n" + indented
        }
        let count = "\(executed) cell\(executed == 1 ? "" : "s")"
        let verdict = problems.isEmpty ? "\(count), all fine" : "\(count), \(problems.count) not fine"
        return "\(file.path): \(verdict)\n" + problems.joined()
    }

    private func status(of result: NotebookResult) -> ExitStatus {
        ExitStatus.combined(result.problems.map { $0.kind == .limit ? .undecided : .fails })
    }
}
