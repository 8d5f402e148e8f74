import Foundation

/// How many random programs a test tries: so many as a test run has time for, and with `MEMMODEL_TEST_EFFORT=100` in
/// the environment a hundred times as many.
enum Effort {
    static let factor = ProcessInfo.processInfo.environment["MEMMODEL_TEST_EFFORT"].flatMap(Int.init).map { max(1, $0) } ?? 1

    static func programs(_ count: Int) -> Int { count * factor }
}
