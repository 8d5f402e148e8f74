/// A report in JUnit's XML, as continuous integration reads it: a test suite a notebook, a test case a code cell.
public struct JUnitReport: Sendable {
    private var suites: [String] = []
    private var totals = Totals()

    private struct Totals {
        var tests = 0, failures = 0, errors = 0, skipped = 0
        var seconds = 0.0

        var attributes: String {
            "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\" "
                + "time=\"\(JUnitReport.time(seconds))\""
        }

        static func + (a: Totals, b: Totals) -> Totals {
            Totals(tests: a.tests + b.tests, failures: a.failures + b.failures, errors: a.errors + b.errors,
                   skipped: a.skipped + b.skipped, seconds: a.seconds + b.seconds)
        }
    }

    public init() {}

    /// Adds a notebook that was executed.
    public mutating func add(_ cells: [CellResult], of path: String) {
        var totals = Totals()
        let cases = cells.map { cell in
            totals.tests += 1
            totals.seconds += cell.seconds
            let name = "\(cell.number): \(cell.title)"
            let opening = "  <testcase classname=\"\(Self.escaped(path))\" name=\"\(Self.escaped(name))\" "
                + "time=\"\(Self.time(cell.seconds))\""
            switch cell.verdict {
            case .passed: return opening + "/>\n"
            case .skipped(let reason):
                totals.skipped += 1
                return opening + ">\n   <skipped message=\"\(Self.escaped(reason))\"/>\n  </testcase>\n"
            case .problem(let problem):
                if problem.kind == .limit { totals.errors += 1 } else { totals.failures += 1 }
                return opening + ">\n   \(Self.element(for: problem))\n  </testcase>\n"
            }
        }
        addSuite(path, totals, cases.joined())
    }

    /// Adds a notebook that could not be executed.
    public mutating func add(unreadable path: String, because reason: String) {
        let name = Self.escaped(path)
        addSuite(path, Totals(tests: 1, errors: 1), """
              <testcase classname="\(name)" name="the notebook can be read" time="0.000">
               <error message="\(Self.escaped(reason))"/>
              </testcase>

            """)
    }

    public var xml: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="memmodel notebook" \(totals.attributes)>
        \(suites.joined())</testsuites>

        """
    }

    private mutating func addSuite(_ path: String, _ totals: Totals, _ cases: String) {
        suites.append(" <testsuite name=\"\(Self.escaped(path))\" \(totals.attributes)>\n\(cases) </testsuite>\n")
        self.totals = self.totals + totals
    }

    private static func element(for problem: CellProblem) -> String {
        let tag = problem.kind == .limit ? "error" : "failure"
        return "<\(tag) type=\"\(problem.kind.rawValue)\" message=\"\(escaped(problem.message))\">"
            + "\(escaped(problem.details))</\(tag)>"
    }

    /// Seconds to the millisecond.
    private static func time(_ seconds: Double) -> String {
        let milliseconds = Int((seconds * 1000).rounded())
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }

    /// The text as XML takes it, in attributes too; characters that XML has no way to write become U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            case "\0"..<" ", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
