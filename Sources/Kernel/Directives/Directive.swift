/// A directive of the language: what it is called, what it takes, what it does.
struct Directive: Sendable {
    enum Action: Sendable, Hashable {
        case check, run, compare, types, bench
        case timeline, list, show, machine, help
    }

    /// With its `%` or `%%`.
    var name: String
    var action: Action
    /// What stands behind the name, before options: `NAME`, `[TOPIC]`; empty where nothing does.
    var arguments = ""
    /// One sentence without a full stop.
    var summary: String
    var uses: CellOption.Use = []

    var isForCell: Bool { name.hasPrefix("%%") }
    var options: [CellOption] { CellOption.all.filter { !$0.use.isDisjoint(with: uses) } }
    /// `%check NAME [options]`
    var usage: String {
        [name, arguments, options.isEmpty ? "" : "[options]"].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension Directive {
    static func named(_ name: String) -> Directive? { all.first { $0.name == name } }

    private static let exploring: CellOption.Use = [.check, .report, .text]
    private static let running: CellOption.Use = [.run, .text]
    private static let timing: CellOption.Use = [.bench, .text]
    private static let comparing: CellOption.Use = [.check, .run, .report, .text]

    /// In the order of help. The settings (`%model`, …) are not among them: each option is one.
    static let all = forCells + lines

    static let forCells = [
        Directive(name: "%%check", action: .check,
                  summary: "explores every execution; what a cell without `%%` does too", uses: exploring),
        Directive(name: "%%run", action: .run, summary: "runs the program on real threads and counts the outcomes",
                  uses: running),
        Directive(name: "%%compare", action: .compare,
                  summary: "both: an outcome that is seen and that no model allows is an error", uses: comparing),
        Directive(name: "%%types", action: .types,
                  summary: "tells which of Rust's types below are Send, which are Sync, and why", uses: .text),
        Directive(name: "%%bench", action: .bench,
                  summary: "times the threads' bodies under contention, on 1 to all of its threads", uses: timing),
    ]

    private static let lines = [
        Directive(name: "%check", action: .check, arguments: "[NAME]",
                  summary: "explores a program of an earlier cell: the last one where no name is given",
                  uses: exploring),
        Directive(name: "%run", action: .run, arguments: "[NAME]", summary: "runs one", uses: running),
        Directive(name: "%compare", action: .compare, arguments: "[NAME]", summary: "explores and runs one",
                  uses: comparing),
        Directive(name: "%bench", action: .bench, arguments: "[NAME…]",
                  summary: "times some, side by side in one table and one chart", uses: timing),
        Directive(name: "%timeline", action: .timeline, arguments: "NAME [OUTCOME]",
                  summary: "shows how an outcome comes about: `%timeline sb A.r1=0 B.r2=0`, or `%timeline sb 0,0`",
                  uses: [.check, .text]),
        Directive(name: "%list", action: .list, summary: "lists the programs, functions and constants so far"),
        Directive(name: "%show", action: .show, arguments: "[NAME]", summary: "shows a program's text"),
        Directive(name: "%machine", action: .machine,
                  summary: "shows cores and caches, what the processor can reorder, and what operations cost",
                  uses: .text),
        Directive(name: "%help", action: .help, arguments: "[TOPIC]", summary: "shows help, in the pager"),
    ]
}
