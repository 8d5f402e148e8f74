/// The memory that a worker's generated code and its Swift side share: fixed fields, then areas whose sizes depend on
/// the program. Only the worker's own thread touches it while the run goes on.
struct WorkerBlock {
    /// Words, in the order in which they lie in memory.
    enum Field: Int {
        /// The address of the function that generated code calls when it needs Swift, and what it asks for.
        case callBack, request
        /// Swift's own: an unretained reference to the worker.
        case worker
        /// The place in the program that a request is about; see `SitePlan`.
        case site
        /// The address of the instance that a request is about.
        case instance
        /// What belongs to the request: the index that is out of range, the value to send, …
        case detail, mutex
        case result0, result1
        /// The addresses of the first instance, of the one after the batch's last, and of the log's first row.
        case instances, instancesEnd, log
        /// The same for the instances that this worker counts.
        case share, shareEnd, shareLog
        /// The address of the `RunControl`'s memory.
        case control
        /// The barrier's epoch when the worker came to it.
        case epoch
        /// How many batches are left in the round.
        case batches
        /// Which of the preparations is used, a number from 0 on.
        case preparation
        /// Ticks between the starts of an instance and the next, or 0 to start each as soon as possible; the clock
        /// at which the next is to start.
        case pace, nextStart
        /// The largest delay of a batch's start in ticks, a power of two less one, and the generator's state.
        case jitterMask, random
        /// The clock when the round began, when it ended, and when the body began on the current batch; the ticks that
        /// the body took in all batches of the round.
        case roundStart, roundEnd, bodyStart, bodyTicks
        /// How often the body was repeated.
        case operations
        /// Accesses until the worker lets others run, where there are more workers than processors.
        case yieldIn
        /// How far the worker is with the batch, a `BatchPhase`; not 0 where the body has failed on some instance.
        case phase, unsettled
        /// Iterations that an `assume` dropped, and those in which something went wrong.
        case discarded, failed
        /// The header of the `OutcomeTable`.
        case tableSlots, tableMask, tableUsed, tableLimit
        /// Where registers are kept during a call of Swift.
        case save
    }

    /// How many words are kept from `save` on.
    private static let saveWords = 24
    /// Where the areas begin, in bytes.
    static let fixedSize = (Field.save.rawValue + saveWords) * 8

    let address: UnsafeMutableRawPointer

    subscript(field: Field) -> Int64 {
        get { (address + field.rawValue * 8).load(as: Int64.self) }
        nonmutating set { (address + field.rawValue * 8).storeBytes(of: newValue, as: Int64.self) }
    }

    func words(at offset: Int) -> UnsafeMutablePointer<Int64> {
        (address + offset).assumingMemoryBound(to: Int64.self)
    }
}

/// Where the areas of a worker's block are, in bytes from its start.
struct BlockLayout: Sendable {
    /// The values of the outcome that is being counted.
    let key: Int
    /// The registers that are not in the processor's, and all of them where a body fails; of the body and of `finally`.
    private(set) var frames: [Int: Int] = [:]
    private(set) var size: Int

    /// - Parameter registers: how many each body of the worker has, by the body's number.
    init(outcomeWidth: Int, registers: [Int: Int]) {
        key = WorkerBlock.fixedSize
        size = key + outcomeWidth * 8
        for (body, count) in registers.sorted(by: { $0.key < $1.key }) {
            frames[body] = size
            size += count * 8
        }
    }
}

/// What generated code asks Swift for.
enum CallBackRequest: Int64 {
    /// A thread has been at this site for some time; the answer is a `PollAnswer`.
    case poll
    /// The thread has been at a barrier for some time: sleep until it opens; the answer is a `PollAnswer`.
    case barrier
    /// The barrier is open: wake those that sleep there.
    case wake
    case yield
    /// The same, because `yieldIn` has come to 0.
    case yieldInTurn
    /// A check failed at the site; by `FailureCause`.
    case failAssertion, failBounds, failArithmetic
    /// All bodies have run on the batch, and this one has failed on some instance.
    case settle
    /// The operation on an object at the site; `detail` is the value, `result0` the location's number.
    case object
    /// Count the outcome in the key area, which is not in the table yet.
    case count
}

/// How far a worker is with a batch.
enum BatchPhase: Int64 {
    /// The body has not come to the last instance's end.
    case running
    /// The body has run on all instances.
    case hasRun
    /// All bodies have, and the worker counts its share.
    case counting
}

/// What a poll says.
enum PollAnswer: Int64 {
    case goOn, leaveInstance, leaveRound
}

/// A place in a program as one number.
enum SitePlan {
    private static let bodyFactor: Int64 = 1 << 32
    /// In place of an instruction: the thread waits to be spawned.
    static let awaitingSpawn = 1 << 31

    static func number(body: Int, instruction: Int) -> Int64 { Int64(body) * bodyFactor + Int64(instruction) }

    static func position(_ site: Int64) -> StuckPosition {
        let instruction = Int(site % bodyFactor)
        return StuckPosition(body: Int(site / bodyFactor),
                             instruction: instruction == awaitingSpawn ? nil : instruction)
    }
}
