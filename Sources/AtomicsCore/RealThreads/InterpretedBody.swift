import Glibc
import Litmus

/// A body that one worker interprets, with its registers and the memory that it acts on.
///
/// Sound: the frame and the counts are this object's own, and only the worker's thread uses it.
final class InterpretedBody {
    let number: Int
    private let code: BodyCode
    private let frame: UnsafeMutablePointer<Int64>
    private let initialFrame: [Int64]
    private let held: UnsafeMutableBufferPointer<Int64>
    private let memory: RunMemory
    private var access: SystemMemory
    private let loggedRegisters: [Register]
    private let startsBySpawn: Bool
    private let spawners: Int64
    private let spawns: [Int]
    /// Where it stands, after it has been stopped or has failed.
    private(set) var position: StuckPosition

    init(_ number: Int, _ program: Program, memory: RunMemory, control: RunControl, sources: TrackedSources) {
        let thread = program.bodies[number]
        self.number = number
        self.memory = memory
        code = BodyCode(thread)
        initialFrame = code.makeFrame(for: thread)
        frame = .allocate(capacity: initialFrame.count)
        // Only rwlocks look there.
        let heldCount = memory.layout.kinds.lastIndex(of: .rwlock).map { $0 + 1 } ?? 0
        let first = UnsafeMutablePointer<Int64>.allocate(capacity: max(heldCount, 1))
        held = UnsafeMutableBufferPointer(start: first, count: heldCount)
        held.initialize(repeating: 0)
        access = SystemMemory(memory, control: control, held: first)
        loggedRegisters = sources.logged[number]
        startsBySpawn = thread.startsBySpawn
        spawners = Int64(memory.layout.spawners[number] ?? 0)
        spawns = thread.spawned
        position = StuckPosition(body: number, instruction: nil)
    }

    deinit {
        frame.deallocate()
        held.deallocate()
    }

    /// Runs the body on the instance, marks the instance where it is abandoned, and logs the registers.
    func run(_ index: Int) -> StepResult {
        access.instance = memory.instance(index)
        frame.initialize(from: initialFrame, count: initialFrame.count)
        held.update(repeating: 0)
        position.instruction = nil
        let result = waitForSpawn() ?? interpret()
        switch result {
        case .failed: _ = access.status?.modify(.or, Abandonment.byFailure, .relaxed)
        case .discarded: _ = access.status?.modify(.or, Abandonment.byAssume, .relaxed)
        default: break
        }
        markEnd(hasRun: position.instruction != nil)
        let log = memory.logged(number, index)
        for (column, register) in loggedRegisters.enumerated() { log[column] = frame[register] }
        return result
    }

    private func interpret() -> StepResult {
        code.steps.withUnsafeBufferPointer { steps in
            code.exchanges.withUnsafeBufferPointer { exchanges in
                code.objects.withUnsafeBufferPointer { objects in
                    guard let first = steps.baseAddress else { return .ended }
                    // Empty tables have no address, and no step that would look there.
                    let exchanges = exchanges.baseAddress ?? UnsafePointer(bitPattern: 8)
                    let objects = objects.baseAddress ?? UnsafePointer(bitPattern: 8)
                    guard let exchanges, let objects else { return .ended }
                    var interpreter = Interpreter(steps: first, exchanges: exchanges, objects: objects, frame: frame)
                    let result = interpreter.run(&access)
                    position.instruction = interpreter.next
                    return result
                }
            }
        }
    }

    /// Nil once the body is to run.
    private func waitForSpawn() -> StepResult? {
        guard startsBySpawn, let offset = access.layout.spawnFlags[number] else { return startsBySpawn ? .ended : nil }
        let flag = SharedWord(access.instance + offset)
        let patience = access.patience
        var spins = 0
        while true {
            let value = flag.load(.acquire)
            if value & SpawnFlag.spawned != 0 { return nil }
            if value / SpawnFlag.spawnerEnded >= spawners { return .ended }
            spins += 1
            if spins % 256 == 0 {
                if patience.isOver { return .stopped }
                sched_yield()
            }
        }
    }

    private func markEnd(hasRun: Bool) {
        for thread in spawns {
            if let offset = access.layout.spawnFlags[thread] {
                _ = SharedWord(access.instance + offset).modify(.add, SpawnFlag.spawnerEnded, .acqRel)
            }
        }
        if hasRun, let offset = access.layout.endFlags[number] {
            SharedWord(access.instance + offset).store(1, .release)
        }
    }

    /// The body's named registers and the locations, as they are now.
    func namedState(of program: Program, _ index: Int) -> [NamedValue] {
        let instance = memory.instance(index)
        return program.namedRegisters(of: number) { frame[$0] }
            + program.namedLocations { SharedWord(instance + memory.layout.offsets[$0]).load(.relaxed) }
    }
}
