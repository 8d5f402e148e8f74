import Glibc
import Litmus

/// The memory of a run that several threads see: the instances, and the log of each body.
///
/// `@unchecked Sendable` is sound because all of it is raw words: while the threads' bodies run, instances are accessed
/// through `SharedWord` or by generated code only, and each log by its own body's thread; between the barriers that
/// part the phases of a batch, each instance and its rows in the logs belong to exactly one worker.
final class RunMemory: @unchecked Sendable {
    let layout: InstanceLayout
    /// How many instances there are; a batch is never larger.
    let capacity: Int
    /// Each body's number of values that it logs for an instance; 0 where nobody asks for any.
    let logWidths: [Int]
    let instances: UnsafeMutableRawPointer
    let logs: [UnsafeMutablePointer<Int64>]

    private static let page = 4096

    init(_ program: Program, layout: InstanceLayout, capacity: Int, logWidths: [Int]) {
        self.layout = layout
        self.capacity = capacity
        self.logWidths = logWidths
        instances = Self.pages(capacity * layout.stride)
        logs = logWidths.map { Self.pages(capacity * max($0, 1) * 8).assumingMemoryBound(to: Int64.self) }
        for index in 0..<capacity { initialize(index, of: program) }
    }

    deinit {
        instances.deallocate()
        for log in logs { log.deallocate() }
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

    /// The values that the body logged for the instance.
    func logged(_ body: Int, _ index: Int) -> UnsafeMutablePointer<Int64> { logs[body] + index * logWidths[body] }

    /// Zeroed memory that starts at a page's start.
    static func pages(_ size: Int) -> UnsafeMutableRawPointer {
        let bytes = max((size + page - 1) / page, 1) * page
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: page)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return memory
    }
}
