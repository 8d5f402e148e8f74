import Litmus

/// Rwlocks as one slot for each thread that reads: a reader takes its own slot, a writer all of them, one after the
/// other. So readers have nothing to do with each other, and *n* of them are not explored in *n!* orders; slots give
/// exactly the happens-before edges of C++20 ([thread.sharedmutex.requirements]): a section comes after those before it
/// where either writes.
///
/// The first slot is the rwlock's own location. The others are hidden locations after the program's: of each rwlock the
/// second slot, then of each the third, and so on, so that the elements of an array stay neighbours.
struct ReaderSlots: Sendable {
    private let locationCount: Int
    private let rwlocks: [Int]
    /// Of each thread the number of its slot; nil where it does not read.
    private let slotOfThread: [Int?]
    private let slotCount: Int
    /// Of each rwlock, by location, the slots of the threads that may read it.
    private let readers: [Int: [Int]]

    /// Nil where there is no need, as no two threads read one rwlock; and where slots would not do, as somebody tries
    /// to take an rwlock, or gives back what may be either side.
    init?(_ program: Program) {
        let bodies = program.bodies
        rwlocks = program.locations.indices.filter { program.locations[$0].kind == .rwlock }
        locationCount = program.locations.count
        let uses = bodies.map(RWLockUse.init)
        guard !rwlocks.isEmpty, uses.allSatisfy(\.isClear) else { return nil }
        var slots: [Int?] = []
        var next = 0
        for use in uses {
            slots.append(use.read.isEmpty ? nil : next)
            if !use.read.isEmpty { next += 1 }
        }
        (slotOfThread, slotCount) = (slots, next)
        var readers: [Int: [Int]] = [:]
        for location in rwlocks {
            let threads = bodies.indices.filter { uses[$0].read.contains(location) }
            readers[location] = threads.isEmpty ? [0] : threads.compactMap { slots[$0] }
        }
        self.readers = readers
        let areUniform = uses.flatMap(\.written).allSatisfy { addressed in
            Set(addressed.map { readers[$0] ?? [] }).count <= 1
        }
        guard areUniform, readers.values.contains(where: { $0.count > 1 }), total <= Self.mostLocations else { return nil }
    }

    /// Each location costs every thread room for its state.
    private static let mostLocations = 4096

    /// How many locations there are, the hidden ones included.
    var total: Int { locationCount + max(0, slotCount - 1) * rwlocks.count }

    /// The program's location that a location is, or is a slot of.
    func declared(_ location: Int) -> Int {
        location < locationCount ? location : rwlocks[(location - locationCount) % rwlocks.count]
    }

    /// The rwlock's slots, as addresses in place of its own.
    func ofWriters(_ address: Address) -> [Address] { (readers[address.base] ?? [0]).map { slot($0, of: address) } }

    func ofReader(_ thread: Int, _ address: Address) -> Address { slot(slotOfThread[thread] ?? 0, of: address) }

    private func slot(_ number: Int, of address: Address) -> Address {
        guard number > 0, let rank = rwlocks.firstIndex(of: address.base) else { return address }
        var address = address
        address.base = locationCount + (number - 1) * rwlocks.count + rank
        return address
    }
}

/// How a thread uses rwlocks.
private struct RWLockUse {
    /// The rwlocks that it may take for reading.
    var read: Set<Int> = []
    /// Of each operation that takes one for writing, the rwlocks that it may be.
    var written: [Range<Int>] = []
    /// Whether it is known at each operation which side it is about, and none may fail.
    var isClear = true

    init(_ body: Thread) {
        var givesBackEither = false
        for case .object(let operation, let address, _, _, _) in body.instructions {
            let addressed = address.base..<(address.base + address.count)
            switch operation {
            case .readLock: read.formUnion(addressed)
            case .writeLock: written.append(addressed)
            case .unlockEither: givesBackEither = true
            case .tryReadLock, .tryWriteLock: isClear = false
            default: break
            }
        }
        if givesBackEither, !read.isEmpty, !written.isEmpty { isClear = false }
    }
}
