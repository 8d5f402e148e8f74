/// A stack of events that were taken out of the graph for a revisit, each with its thread's state after it.
struct SavedStates: ~Copyable {
    private var bytes: UnsafeMutableRawPointer
    private var capacity = 1 << 16
    private(set) var count = 0
    private var used = 0

    init() { bytes = .allocate(byteCount: capacity, alignment: 16) }

    deinit { bytes.deallocate() }

    private struct Header {
        var id: EventID
        var position: Int32
        var stop: Int32
        var event: Event
    }

    private static func aligned(_ size: Int) -> Int { (size + 15) & ~15 }

    private static func layout(_ graph: borrowing ExecutionGraph) -> (clocks: Int, registers: Int, size: Int) {
        let clocks = aligned(MemoryLayout<Header>.size)
        let registers = clocks + graph.chunks * ExecutionGraph.clockKinds * MemoryLayout<Lanes>.stride
        return (clocks, registers, registers + aligned(graph.registerCount * MemoryLayout<Int64>.stride))
    }

    /// Copies the event and the row after it.
    mutating func push(_ graph: borrowing ExecutionGraph, _ id: EventID) {
        let layout = Self.layout(graph)
        if used + layout.size > capacity { grow(layout.size) }
        let row = graph.row(id.thread, id.index + 1)
        let start = bytes + used
        start.initializeMemory(as: Header.self, to: Header(
            id: id, position: graph.positions[row], stop: graph.stops[row], event: graph.pointer(id).pointee))
        (start + layout.clocks).copyMemory(from: graph.clocks(row: row), byteCount: layout.registers - layout.clocks)
        (start + layout.registers).copyMemory(from: graph.registers(thread: id.thread, row: id.index + 1),
                                              byteCount: graph.registerCount * MemoryLayout<Int64>.stride)
        used += layout.size
        count += 1
    }

    /// Copies the last event back to where it was.
    mutating func pop(_ graph: borrowing ExecutionGraph) -> EventID {
        let layout = Self.layout(graph)
        used -= layout.size
        count -= 1
        let start = bytes + used
        let header = start.assumingMemoryBound(to: Header.self).pointee
        let row = graph.row(header.id.thread, header.id.index + 1)
        graph.pointer(header.id).pointee = header.event
        graph.positions[row] = header.position
        graph.stops[row] = header.stop
        graph.clocks(row: row).copyMemory(from: start + layout.clocks, byteCount: layout.registers - layout.clocks)
        UnsafeMutableRawPointer(graph.registers(thread: header.id.thread, row: header.id.index + 1))
            .copyMemory(from: start + layout.registers, byteCount: graph.registerCount * MemoryLayout<Int64>.stride)
        return header.id
    }

    private mutating func grow(_ size: Int) {
        let bigger = UnsafeMutableRawPointer.allocate(byteCount: 2 * capacity + size, alignment: 16)
        bigger.copyMemory(from: bytes, byteCount: used)
        bytes.deallocate()
        bytes = bigger
        capacity = 2 * capacity + size
    }
}
