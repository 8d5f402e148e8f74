import Glibc
import Litmus

/// The memory of a run that several threads see: the instances, and the log of each body.
///
/// `@unchecked Sendable` is sound because all of it is raw words: while the threads' bodies run, instances are accessed
/// through `SharedWord` or by generated code only, and each log by its own body's thread; between the barriers that
/// part the phases of a batch, each instance and its rows in the logs belong to exactly one worker.
final class RunMemory: @unchecked Sendable {
    let layout: InstanceLayout
    let log: LogLayout
    /// How many instances there are; a batch is never larger.
    let capacity: Int
    let instances: UnsafeMutableRawPointer
    let logRows: UnsafeMutableRawPointer

    private static let page = 4096

    /// All zero; the engine makes instances fresh before it uses them.
    ///
    /// - Parameter logWidths: how many values each body logs for an instance.
    init(_ program: Program, layout: InstanceLayout, capacity: Int, logWidths: [Int]) {
        self.layout = layout
        self.capacity = capacity
        log = LogLayout(widths: logWidths, capacity: capacity)
        instances = Self.pages(capacity * layout.stride)
        logRows = Self.pages(log.size)
    }

    deinit {
        instances.deallocate()
        logRows.deallocate()
    }

    /// Makes an instance fresh: its locations, objects and flags are as the program's text has them at the start.
    func initialize(_ index: Int, of program: Program) {
        let instance = instances + index * layout.stride
        for (location, offset) in zip(program.locations, layout.offsets) {
            if location.kind.isMemory {
                (instance + offset).storeBytes(of: location.initialValue, as: Int64.self)
            } else {
                ObjectImage.initialize(location.kind, at: instance + offset)
            }
        }
        for offset in layout.flags { (instance + offset).storeBytes(of: 0, as: Int64.self) }
    }

    func instance(_ index: Int) -> UnsafeMutableRawPointer { instances + index * layout.stride }

    /// Whether, and why, the iteration on the instance was abandoned; to be asked when all bodies have run on it.
    func status(of index: Int) -> Int64 {
        layout.status.map { (instance(index) + $0).load(as: Int64.self) } ?? 0
    }

    /// Whether an `assume` was false in the iteration on the instance.
    func isDropped(_ index: Int) -> Bool { status(of: index) & Abandonment.byAssume != 0 }

    /// The values that the body logged for the instance.
    func logged(_ body: Int, _ index: Int) -> UnsafeMutablePointer<Int64> {
        (logRows + log.planes[body] + index * log.rowBytes).assumingMemoryBound(to: Int64.self)
    }

    /// Zeroed memory that starts at a page's start.
    static func pages(_ size: Int) -> UnsafeMutableRawPointer {
        let bytes = max((size + page - 1) / page, 1) * page
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: page)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return memory
    }
}

/// Where bodies log their registers: a plane a body, in it a row an instance. A body's row in a plane is at the same
/// distance from the plane's start in all planes.
struct LogLayout: Sendable {
    let rowBytes: Int
    /// The start of each body's plane, in bytes.
    let planes: [Int]
    let size: Int

    init(widths: [Int], capacity: Int) {
        rowBytes = max(widths.max() ?? 0, 1) * 8
        let lines = (capacity * rowBytes + InstanceLayout.line - 1) / InstanceLayout.line
        // Two lines more than needed: planes do not share a line, nor its prefetched neighbour.
        let plane = (lines + 2) * InstanceLayout.line
        planes = widths.indices.map { $0 * plane }
        size = max(widths.count, 1) * plane
    }
}
