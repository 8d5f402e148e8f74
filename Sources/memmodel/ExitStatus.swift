/// What the process's exit status says. Thrown by commands to end with it.
enum ExitStatus: Int32, Error {
    /// All holds.
    case holds = 0
    /// A property does not hold, or an execution has an error.
    case fails = 1
    /// The input or the arguments are bad, so that part of the question was not even asked.
    case badInput = 2
    /// A limit was reached before an answer.
    case undecided = 3
    /// Standard output cannot be written. None of the others: there may be an answer, nothing is wrong with the input,
    /// and a greater limit would not help. The process ends with it at once.
    case unwritable = 4

    /// The status of several answers together: bad input first, since then not everything was answered; next a failure,
    /// which no further exploring can undo; then what is undecided.
    static func combined(_ statuses: some Sequence<ExitStatus>) -> ExitStatus {
        statuses.max { $0.severity < $1.severity } ?? .holds
    }

    private var severity: Int {
        switch self {
        case .holds: 0
        case .undecided: 1
        case .fails: 2
        case .badInput: 3
        case .unwritable: 4
        }
    }
}
