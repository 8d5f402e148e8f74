import Litmus

/// How the lines of a batch's instances lie in the processors' caches when the batch starts.
///
/// Which outcomes are frequent depends on it more than on anything else: a store to a line that the processor owns
/// leaves its buffer at once, and a load of a line that another processor owns takes a hundred times as long as one
/// of a line at hand.
struct Preparation: Sendable, Hashable {
    enum Resetting: Sendable, Hashable {
        /// Each location is made fresh by the thread that writes it first in the program's text.
        case byWriter
        /// Each location by the first thread that does not write it.
        case byReader
        /// Each instance by the worker that counted it.
        case byShare
    }

    enum Fetching: Sendable, Hashable {
        case nothing
        /// Each thread fetches the lines that it only reads.
        case whatIsRead
        /// Each thread fetches all lines that it accesses, to share them.
        case everything
        /// Each thread fetches the lines that it writes, to own them, and then those that it only reads.
        case forWriting
    }

    var resetting: Resetting
    var fetching: Fetching

    /// All that are worth a try for a program of this many threads.
    static func candidates(workers: Int) -> [Preparation] {
        guard workers > 1 else { return [Preparation(resetting: .byShare, fetching: .nothing)] }
        return [
            Preparation(resetting: .byWriter, fetching: .nothing),
            Preparation(resetting: .byWriter, fetching: .whatIsRead),
            Preparation(resetting: .byReader, fetching: .nothing),
            Preparation(resetting: .byShare, fetching: .nothing),
            Preparation(resetting: .byWriter, fetching: .everything),
            Preparation(resetting: .byReader, fetching: .forWriting),
        ]
    }
}

/// Which bodies access which locations.
struct AccessSummary: Sendable {
    /// By body: the locations that it reads only, and those that it writes; ascending.
    private(set) var readOnly: [[Int]] = []
    private(set) var written: [[Int]] = []

    init(_ program: Program) {
        for thread in program.threads {
            var (reads, writes) = (Set<Int>(), Set<Int>())
            for instruction in thread.instructions {
                let locations = instruction.addresses.flatMap { Array($0.base..<$0.base + $0.count) }
                if case .load = instruction { reads.formUnion(locations) } else { writes.formUnion(locations) }
            }
            readOnly.append(reads.subtracting(writes).sorted())
            written.append(writes.sorted())
        }
    }

    /// The worker that makes a location fresh, or nil where each does so in its own share.
    func resetter(of location: Int, _ resetting: Preparation.Resetting) -> Int? {
        let writer = written.firstIndex { $0.contains(location) }
        switch resetting {
        case .byShare: return nil
        case .byWriter: return writer ?? 0
        case .byReader: return written.indices.first { $0 != writer && readOnly[$0].contains(location) }
            ?? written.indices.first { !written[$0].contains(location) } ?? writer ?? 0
        }
    }
}
