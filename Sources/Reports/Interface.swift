import AtomicsCore
import Litmus
import ModelChecker

extension Report {
    public enum Verdict: String, Sendable, Hashable, CaseIterable { case ok, failed, error }
    public var verdict: Verdict { explorations.allSatisfy(\.holds) ? .ok : .failed }
    public var summary: String { program.name }
    public func text(_ style: TextStyle = TextStyle()) -> String { program.name + "\n" }
    public func html(timelines: TextStyle.Timelines = .weak, graph: Bool = false) -> String { "" }
    public func json() -> [String] { [] }
    public func herdLog() -> String { "" }
    public func dot(_ witness: Witness? = nil) -> String { "" }
    public func svg(_ witness: Witness? = nil) -> String { "" }
    public func vegaLite() -> String { "{}" }
}

public func timeline(_ witness: Witness, of program: Program, style: TextStyle = TextStyle(),
                     isWeak: Bool = false, title: String? = nil) -> String { "" }
