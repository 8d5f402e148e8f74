import Litmus

/// Making a batch's instances fresh, and bringing their lines to where the preparation wants them.
extension RoundCompiler {
    /// Chooses among the preparations by the block's field.
    mutating func prepare(_ preparations: [Preparation]) {
        let prepared = code.buffer.makeLabel()
        let labels = preparations.map { _ in code.buffer.makeLabel() }
        code.load(Assembler.scratch.a, field(.preparation))
        for (number, label) in labels.enumerated().dropFirst() {
            code.branch(.equal, Assembler.scratch.a, .constant(Int64(number)), label)
        }
        for (preparation, label) in zip(preparations, labels) {
            code.buffer.place(label)
            prepare(preparation)
            code.jump(prepared)
        }
        code.buffer.place(prepared)
    }

    private mutating func prepare(_ preparation: Preparation) {
        let access = AccessSummary(program)
        var own: [(offset: Int, value: Int64)] = []
        var shared = layout.flags.sorted().map { (offset: $0, value: Int64(0)) }
        for (number, location) in program.locations.enumerated() {
            let offset = layout.offsets[number]
            guard location.kind.isMemory else {
                shared += ObjectImage.words(of: location.kind).map { (offset + $0.offset, $0.value) }
                continue
            }
            switch access.resetter(of: number, preparation.resetting) {
            case nil: shared.append((offset, location.initialValue))
            case worker: own.append((offset, location.initialValue))
            default: break
            }
        }
        reset(own, from: .instances, to: .instancesEnd)
        reset(shared, from: .share, to: .shareEnd)
        guard preparation.fetching != .nothing, worker < program.threads.count else {
            // The others meet here too.
            if preparation.fetching != .nothing { barrier() }
            return
        }
        barrier()
        let (reads, writes) = (access.readOnly[worker], access.written[worker])
        switch preparation.fetching {
        case .nothing: break
        case .whatIsRead: fetch(reads, forWriting: false)
        case .everything: fetch(reads + writes, forWriting: false)
        case .forWriting:
            fetch(writes, forWriting: true)
            fetch(reads, forWriting: false)
        }
    }

    private mutating func reset(_ words: [(offset: Int, value: Int64)], from first: WorkerBlock.Field,
                                to end: WorkerBlock.Field) {
        guard !words.isEmpty else { return }
        forEachInstance(from: first, to: end) { code in
            for word in words {
                code.store(PrivateAddress(base: Assembler.roles.instance, offset: word.offset), .constant(word.value))
            }
        }
    }

    private mutating func fetch(_ locations: [Int], forWriting: Bool) {
        guard !locations.isEmpty else { return }
        let offsets = locations.map { layout.offsets[$0] }
        forEachInstance(from: .instances, to: .instancesEnd) { code in
            for offset in offsets {
                code.prefetch(SharedAddress(base: Assembler.roles.instance, offset: offset), forWriting: forWriting)
            }
        }
    }

    /// A loop over instances; `body` must keep to the scratch registers.
    private mutating func forEachInstance(from first: WorkerBlock.Field, to end: WorkerBlock.Field,
                                          _ body: (inout Assembler) -> Void) {
        let (next, done) = (code.buffer.makeLabel(), code.buffer.makeLabel())
        let (instance, limit) = (Assembler.roles.instance, Assembler.scratch.c)
        code.load(instance, field(first))
        code.load(limit, field(end))
        code.buffer.place(next)
        code.branch(.equal, instance, .register(limit), done)
        body(&code)
        code.add(instance, Int64(layout.stride))
        code.jump(next)
        code.buffer.place(done)
    }
}
