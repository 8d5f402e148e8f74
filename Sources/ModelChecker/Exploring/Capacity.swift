import Litmus

/// What an exploration has room for. An event's name has 16 bits for its place in its thread, clocks have 15 for a
/// number of events, and the memory for events is laid out thread by thread.
enum Capacity {
    /// As many as a clock's lane counts.
    static let locations = 32_000
    static let eventsPerThread = 32_766
    /// Levels of recursion: what the stacks of `onDeepStack` have room for, with a good margin in debug builds.
    static let depth = 100_000
    private static let bytesAtStart = 1 << 30

    /// Why the program is too large to be compiled; nil where it is not.
    static func isExceeded(by program: Program) -> ExplorationLimit? {
        isExceeded(bodies: program.bodies.count, locations: program.locations.count, registers: 1)
    }

    /// Why the program is too large to be explored at all; nil where it is not.
    static func isExceeded(by code: FlatCode) -> ExplorationLimit? {
        isExceeded(bodies: code.bodyCount, locations: code.source.startValues.count, registers: code.registerCount)
    }

    private static func isExceeded(bodies: Int, locations count: Int, registers: Int) -> ExplorationLimit? {
        if count > locations {
            return .capacity("\(locations) locations (the program has \(count))")
        }
        let threads = bodies + 1
        var rows = 16
        while rows < count + 2 { rows *= 2 }
        let bytesPerRow = (threads + 7) / 8 * ExecutionGraph.clockKinds * MemoryLayout<Lanes>.stride
            + registers * MemoryLayout<Int64>.stride + MemoryLayout<Event>.stride
        if threads * rows > bytesAtStart / bytesPerRow {
            return .capacity("\(bytesAtStart >> 20) MiB for the threads' states (the program has \(bodies) threads "
                + "and \(count) locations)")
        }
        return nil
    }
}
