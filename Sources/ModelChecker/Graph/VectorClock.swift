/// Eight lanes of a vector clock. Signed, because that is what SSE2 can take the maximum of.
typealias Lanes = SIMD8<Int16>

/// A prefix of every thread: lane *t* holds how many of the thread's events are in it.
///
/// A view of memory that the execution graph owns; valid until the graph grows its storage. Unchecked for the speed of
/// the explorer's inner loops: every row has `chunks` elements, which is all that is ever accessed.
struct VectorClock {
    let lanes: UnsafeMutablePointer<Lanes>
    let chunks: Int

    @inline(__always) subscript(thread: Int) -> Int {
        get { Int(UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: Int16.self)[thread]) }
        nonmutating set {
            UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: Int16.self)[thread] = Int16(truncatingIfNeeded: newValue)
        }
    }

    /// Whether the event is in the prefix.
    @inline(__always) func contains(_ event: EventID) -> Bool { event.index < self[event.thread] }

    @inline(__always) func join(_ other: VectorClock) {
        for chunk in 0..<chunks {
            let (mine, theirs) = (lanes[chunk], other.lanes[chunk])
            lanes[chunk] = mine.replacing(with: theirs, where: mine .< theirs)
        }
    }

    @inline(__always) func assign(_ other: VectorClock) {
        for chunk in 0..<chunks { lanes[chunk] = other.lanes[chunk] }
    }

    @inline(__always) func clear() {
        for chunk in 0..<chunks { lanes[chunk] = .zero }
    }
}
