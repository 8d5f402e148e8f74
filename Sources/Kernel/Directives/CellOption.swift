import AtomicsCore
import Litmus
import ModelChecker
import Reports

/// An option of a directive, `--model tso`, which may also be a line of its own that sets the session's default,
/// `%model tso`.
struct CellOption: Sendable {
    /// What an option has a say in.
    struct Use: OptionSet, Sendable, Hashable {
        let rawValue: Int
        /// How programs are explored.
        static let check = Use(rawValue: 1)
        /// How they are run.
        static let run = Use(rawValue: 2)
        /// How results look.
        static let report = Use(rawValue: 4)
        /// In which letters they are written.
        static let text = Use(rawValue: 8)
        /// How bodies are timed.
        static let bench = Use(rawValue: 16)
    }

    /// Without the dashes.
    var name: String
    var use: Use
    /// `N`, `sc|tso|rc11|all`; empty for a switch.
    var placeholder = ""
    /// One sentence without a full stop.
    var summary: String
    /// What a value has to be: "a positive number such as 1000, 10k or 1M".
    var expected = "on or off"
    /// The words that a value may be.
    var words: [String] = []
    /// Whether `%name VALUE` sets the session's default.
    var isForSession = true
    /// Sets it; false where it does not take the value.
    var set: @Sendable (inout Settings, _ value: String) -> Bool
    /// Its value, as `set` takes it.
    var show: @Sendable (Settings) -> String

    var isSwitch: Bool { placeholder.isEmpty }
    /// `--model sc|tso|rc11|all`
    /// What a setting's line takes: `on|off`, `N`.
    var settingForm: String { isSwitch ? words.isEmpty ? "on|off" : words.joined(separator: "|") : placeholder }

    var usage: String { isSwitch ? "--\(name)" : "--\(name) \(placeholder)" }
}

extension CellOption {
    /// An option with a number that can be taken away again.
    private static func limit<Value: Sendable>(
        _ name: String, _ use: Use, _ placeholder: String, _ summary: String, expected: String,
        isForSession: Bool = true, _ path: WritableKeyPath<Settings, Value?> & Sendable,
        read: @escaping @Sendable (String) -> Value?,
        text: @escaping @Sendable (Value) -> String = { "\($0)" }
    ) -> CellOption {
        CellOption(name: name, use: use, placeholder: placeholder, summary: summary, expected: expected + ", or none",
                   isForSession: isForSession,
                   set: { settings, value in
                       if ["none", "off"].contains(value.lowercased()) {
                           settings[keyPath: path] = nil
                           return true
                       }
                       guard let new = read(value) else { return false }
                       settings[keyPath: path] = new
                       return true
                   },
                   show: { $0[keyPath: path].map(text) ?? "none" })
    }

    private static func number(
        _ name: String, _ use: Use, _ summary: String, _ path: WritableKeyPath<Settings, Int> & Sendable
    ) -> CellOption {
        CellOption(name: name, use: use, placeholder: "N", summary: summary, expected: Self.positive,
                   set: { settings, value in
                       guard let number = OptionValue.quantity(value) else { return false }
                       settings[keyPath: path] = number
                       return true
                   },
                   show: { "\($0[keyPath: path])" })
    }

    private static func toggle(
        _ name: String, _ use: Use, _ summary: String, isForSession: Bool = true,
        _ path: WritableKeyPath<Settings, Bool> & Sendable
    ) -> CellOption {
        CellOption(name: name, use: use, summary: summary, words: ["on", "off"], isForSession: isForSession,
                   set: { settings, value in
                       guard let isOn = OptionValue.isOn(value) else { return false }
                       settings[keyPath: path] = isOn
                       return true
                   },
                   show: { $0[keyPath: path] ? "on" : "off" })
    }

    private static func choice<Value: RawRepresentable & CaseIterable & Sendable>(
        _ name: String, _ use: Use, _ summary: String, _ path: WritableKeyPath<Settings, Value> & Sendable
    ) -> CellOption where Value.RawValue == String {
        let words = Value.allCases.map(\.rawValue)
        return CellOption(name: name, use: use, placeholder: words.joined(separator: "|"), summary: summary,
                          expected: words.joined(separator: ", "), words: words,
                          set: { settings, value in
                              guard let new = Value(rawValue: value.lowercased()) else { return false }
                              settings[keyPath: path] = new
                              return true
                          },
                          show: { $0[keyPath: path].rawValue })
    }

    private static let positive = "a positive number such as 4, 1000, 10k or 1M"
    private static let time = "a time such as 10s, 500ms, 2min or 1.5 (seconds)"

    /// Every option there is, in the order of help.
    static let all: [CellOption] = exploring + running + showing

    private static let exploring: [CellOption] = [
        CellOption(name: "model", use: .check, placeholder: "sc|tso|rc11|all",
                   summary: "the memory model, or several with commas", expected: "sc, tso, rc11 or all",
                   words: ModelName.allCases.map(\.rawValue) + ["all"],
                   set: { settings, value in
                       guard let models = OptionValue.models(value) else { return false }
                       settings.models = models
                       return true
                   },
                   show: { $0.models.map(\.rawValue).joined(separator: ",") }),
        number("unroll", .check, "how often a loop that is neither a for nor a spin may go round", \.check.unroll),
        limit("max-executions", .check, "N", "gives up after so many executions", expected: positive,
              \.check.maxExecutions, read: OptionValue.quantity),
        limit("timeout", .check, "TIME", "gives up on a program under a model after this time", expected: time,
              \.checkSeconds, read: OptionValue.seconds, text: { OptionValue.text(seconds: $0) }),
        number("jobs", .check, "how many threads explore", \.check.jobs),
        limit("memory", .check, "MIB", "gives up when the kernel uses more memory than this, in MiB",
              expected: positive, \.memoryMiB, read: { OptionValue.quantity($0).flatMap { $0 < 1 << 40 ? $0 : nil } }),
        limit("sample", .check, "N", "draws so many random executions instead of exploring all: never a proof",
              expected: positive, isForSession: false, \.check.sample, read: OptionValue.quantity),
        toggle("first", .check, "stops at the first error", isForSession: false, \.check.stopsAtFirstError),
        CellOption(name: "symmetry", use: .check,
                   summary: "counts executions up to renaming of replicated threads that are alike (they begin with "
                       + "the same read-modify-write or lock); --no-symmetry, or %symmetry off, visits every one",
                   expected: "on, off, or auto: visited up to renaming, and all counted", words: ["on", "off", "auto"],
                   set: { settings, value in
                       let isOn = OptionValue.isOn(value)
                       guard isOn != nil || value.lowercased() == "auto" else { return false }
                       settings.check.symmetry = isOn.map { $0 ? .countVisited : .off } ?? .countAll
                       return true
                   },
                   show: { settings in
                       switch settings.check.symmetry {
                       case .countAll: "auto"
                       case .countVisited: "on"
                       case .off: "off"
                       }
                   }),
        CellOption(name: "expect", use: .check,
                   placeholder: FindingKind.allCases.map(\.rawValue).joined(separator: "|"),
                   summary: "the cell passes if and only if this is found",
                   expected: FindingKind.allCases.map(\.rawValue).joined(separator: ", "),
                   words: FindingKind.allCases.map(\.rawValue), isForSession: false,
                   set: { settings, value in
                       guard let kind = FindingKind(rawValue: value.lowercased()) else { return false }
                       settings.expected = kind
                       return true
                   },
                   show: { $0.expected?.rawValue ?? "none" }),
    ]

    private static let running: [CellOption] = [
        number("iterations", .run, "how many times to run the program", \.run.iterations),
        limit("seconds", [.run, .bench], "TIME",
              "ends the run, or the timing of each number of threads, after this time", expected: time,
              \.run.seconds, read: OptionValue.seconds, text: { OptionValue.text(seconds: $0) }),
        CellOption(name: "affinity", use: [.run, .bench], placeholder: "none|spread|compact|0,1",
                   summary: "where threads are put",
                   expected: "none, spread, compact, or processors' numbers such as 0,1",
                   words: ["none", "spread", "compact"],
                   set: { settings, value in
                       guard let affinity = OptionValue.affinity(value) else { return false }
                       settings.run.affinity = affinity
                       return true
                   },
                   show: { OptionValue.text($0.run.affinity) }),
        choice("threads", .run, "the operating system's threads, or all bodies on one of them", \.run.threads),
        limit("seed", [.check, .run], "N", "makes green threads, the pacing and --sample reproducible",
              expected: "a number from 0 up", \.seed, read: { UInt64($0) }),
    ]

    private static let showing: [CellOption] = [
        choice("timeline", .report, "which outcomes are shown with a timeline", \.timelines),
        toggle("graph", .report, "draws the most telling execution as a graph", \.graph),
        toggle("ascii", .text, "writes nothing but ASCII", \.ascii),
    ]
}

extension Settings {
    /// `check.timeout` in seconds.
    fileprivate var checkSeconds: Double? {
        get { check.timeout.map { $0 / .seconds(1) } }
        set { check.timeout = newValue.map { .milliseconds(Int64(($0 * 1000).rounded(.up))) } }
    }

    fileprivate var memoryMiB: Int? {
        get { check.memoryLimit.map { $0 >> 20 } }
        set { check.memoryLimit = newValue.map { $0 << 20 } }
    }

    fileprivate var seed: UInt64? {
        get { run.seed }
        set {
            run.seed = newValue
            check.seed = newValue ?? CheckOptions().seed
        }
    }
}
