import Glibc
import Litmus

/// An instance as an interpreted body acts on it: with the processor's atomic operations and the system's objects.
struct SystemMemory: BodyMemory {
    let objects: SystemObjects
    let layout: InstanceLayout
    let control: RunControl
    /// The instance's first byte.
    var instance: UnsafeMutableRawPointer
    private var polls = 0

    init(_ memory: RunMemory, control: RunControl, held: UnsafeMutablePointer<Int64>) {
        layout = memory.layout
        self.control = control
        instance = memory.instance(0)
        objects = SystemObjects(kinds: layout.kinds, offsets: layout.offsets, held: held)
    }

    var patience: Patience { Patience(stop: control.stop, status: status) }
    /// The instance's status word, where it has one.
    var status: SharedWord? { layout.status.map { SharedWord(instance + $0) } }

    private func word(_ location: Int) -> SharedWord { SharedWord(instance + layout.offsets[location]) }

    func load(_ location: Int, _ order: MemoryOrder) -> Int64 { word(location).load(order) }

    func store(_ location: Int, _ value: Int64, _ order: MemoryOrder) { word(location).store(value, order) }

    func modify(_ location: Int, _ operation: ModifyOperator, _ operand: Int64, _ order: MemoryOrder) -> Int64 {
        word(location).modify(operation, operand, order)
    }

    func compareExchange(_ location: Int, expected: Int64, desired: Int64, success: MemoryOrder,
                         failure: MemoryOrder, isWeak: Bool) -> (ok: Bool, seen: Int64) {
        word(location).compareExchange(expected, desired, success: success, failure: failure, isWeak: isWeak)
    }

    func fence(_ order: MemoryOrder) { SharedWord.fence(order) }

    func perform(_ operation: ObjectOperation, on location: Int, with mutex: Int?, value: Int64) -> ObjectResult {
        objects.perform(operation, on: location, with: mutex, value: value, in: instance, patience)
    }

    func spawn(_ thread: Int) -> ObjectResult {
        guard let offset = layout.spawnFlags[thread] else { return .done() }
        let before = SharedWord(instance + offset).modify(.or, SpawnFlag.spawned, .acqRel)
        return before & SpawnFlag.spawned == 0 ? .done() : .misuse
    }

    func join(_ thread: Int) -> ObjectResult {
        guard let offset = layout.endFlags[thread] else { return .done() }
        let flag = SharedWord(instance + offset)
        let patience = patience
        var spins = 0
        while flag.load(.acquire) == 0 {
            spins += 1
            if spins % 256 == 0 {
                if patience.isOver { return .stopped }
                sched_yield()
            }
        }
        return .done()
    }

    func hint(_ hint: Hint) { if hint == .yieldNow { sched_yield() } }

    mutating func mayGoOn() -> Bool {
        polls &+= 1
        if polls % 1024 != 0 { return true }
        sched_yield()
        return !patience.isOver
    }
}

/// The word that tells a thread whether it has been spawned in this instance.
enum SpawnFlag {
    static let spawned: Int64 = 1
    /// Added by each thread that could have spawned it, at its end.
    static let spawnerEnded: Int64 = 1 << 8

    /// How many threads hold a `spawn` of the thread.
    static func spawners(of thread: Int, in program: Program) -> Int {
        program.threads.count { $0.instructions.contains(.spawn(thread: thread)) }
    }
}
