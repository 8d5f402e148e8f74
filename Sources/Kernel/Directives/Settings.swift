import AtomicsCore
import Litmus
import ModelChecker
import Reports

/// How cells are checked, run and shown: the session's defaults, or those with a cell's own options.
struct Settings: Sendable, Hashable {
    var models: [ModelName] = [.rc11]
    /// `model` in it counts for nothing: `models` does.
    var check = CheckOptions()
    var run = RunOptions()
    var timelines = TextStyle.Timelines.weak
    var ascii = false
    /// Whether the most telling execution is drawn as a graph.
    var graph = false
    /// The cell passes if and only if this is found.
    var expected: FindingKind?

    var style: TextStyle { TextStyle(ascii: ascii, timelines: timelines, place: .cell) }
}
