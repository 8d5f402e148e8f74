import Litmus

/// A thread's declaration with what is known about its replicas.
struct DeclaredThread {
    var declaration: ThreadDeclaration
    var indices: Range<Int>
    var isReplicated: Bool

    /// `NAME0`, `NAME1`, … for replicas.
    func name(of index: Int) -> String {
        isReplicated ? "\(declaration.name.text)\(index - indices.lowerBound)" : declaration.name.text
    }
}

// Threads.
extension ProgramLowering {
    private static let maximalThreads = 1_000_000

    mutating func declareThreads() -> [DeclaredThread] {
        var threads: [DeclaredThread] = []
        var next = 0
        for item in tree.items {
            guard case .thread(let declaration) = item.kind else { continue }
            let bounds = 1...Int64(Self.maximalThreads)
            let count = declaration.count.map { constant($0, purpose: "the number of threads", in: bounds) ?? 1 }
            let thread = DeclaredThread(declaration: declaration, indices: next..<next + (count ?? 1),
                                        isReplicated: count != nil)
            next = thread.indices.upperBound
            threads.append(thread)
            let name = declaration.name.text
            globals.threadGroups[name] = ThreadGroup(indices: thread.indices, isReplicated: thread.isReplicated)
        }
        if next > Self.maximalThreads {
            sink.error(threads[threads.count - 1].declaration.name.span,
                       "the program has more than \(Self.maximalThreads) threads")
            return []
        }
        var owners: [String: String] = [:]
        for thread in threads { nameReplicas(of: thread, &owners) }
        return threads
    }

    /// Notes each replica's name; `owners` are the declarations that took the names so far.
    private mutating func nameReplicas(of thread: DeclaredThread, _ owners: inout [String: String]) {
        let declared = thread.declaration.name
        for index in thread.indices {
            let name = thread.name(of: index)
            globals.threadIndices[name] = index
            let owner = owners.updateValue(declared.text, forKey: name)
            if let owner, owner != declared.text {
                sink.error(declared.span, "there is a thread `\(name)` already",
                           help: "`thread \(thread.isReplicated ? declared.text : owner)[…]` makes one of that name")
            }
        }
    }

    mutating func lowerBodies(_ threads: [DeclaredThread]) {
        for thread in threads {
            bodies.append(lowerBody(thread.declaration.body, as: .thread(thread.declaration.name.text),
                                    hasID: thread.isReplicated))
        }
        for item in tree.items {
            guard case .finally(let block) = item.kind else { continue }
            finallyBody = lowerBody(block, as: .finally, hasID: false)
        }
    }

    private mutating func lowerBody(_ block: Block, as role: BodyRole, hasID: Bool) -> LoweredBody {
        var body = BodyLowering(globals, role: role, hasID: hasID, sink)
        let lowered = body.lower(block)
        sink = body.sink
        return lowered
    }

    /// Functions that nothing calls are checked as far as that goes without knowing what their parameters are.
    mutating func checkUncalledFunctions() {
        let called = Set((bodies + [finallyBody].compactMap { $0 }).flatMap(\.calledFunctions))
        for item in tree.items {
            guard case .function(let declaration) = item.kind, !called.contains(declaration.name.text),
                  let function = globals.functions[declaration.name.text] else { continue }
            var body = BodyLowering(globals, role: .uncalledFunction, hasID: false, sink)
            body.check(function)
            sink = body.sink
        }
    }

    /// One thread for each replica, all with the same code.
    mutating func stampedThreads(_ declared: [DeclaredThread]) -> [Thread] {
        let spawned = Set(bodies.flatMap(\.spawnedThreads))
        var threads: [Thread] = []
        for (number, thread) in declared.enumerated() where number < bodies.count {
            for index in thread.indices {
                var stamped = bodies[number].thread(
                    named: thread.name(of: index), replica: index - thread.indices.lowerBound,
                    group: thread.isReplicated ? number : nil)
                stamped.startsBySpawn = spawned.contains(index)
                threads.append(stamped)
            }
        }
        return threads
    }

    /// A thread that is spawned only by threads that never start never starts either.
    mutating func checkSpawns(_ declared: [DeclaredThread]) {
        let spawned = Set(bodies.flatMap(\.spawnedThreads))
        guard !spawned.isEmpty else { return }
        var starts = Set(declared.flatMap(\.indices)).subtracting(spawned)
        var pending = Array(starts)
        while let index = pending.popLast() {
            guard let body = declared.firstIndex(where: { $0.indices.contains(index) }), body < bodies.count
            else { continue }
            for target in bodies[body].spawnedThreads where starts.insert(target).inserted { pending.append(target) }
        }
        for thread in declared where !thread.indices.allSatisfy(starts.contains) {
            sink.error(thread.declaration.name.span, "`\(thread.declaration.name.text)` never starts",
                       help: "it waits for a `spawn` in a thread that itself never starts")
        }
    }
}

/// A body's code with what the rest of the lowering has to know about it.
struct LoweredBody {
    var code: CodeBuilder
    /// The register that each name means in a property.
    var named: [String: Register]
    /// The names that the outermost block declares, in the order of the text.
    var outermostNames: [String]
    /// The register that holds a replica's number; nil where the body does not use it.
    var idRegister: Register?
    var spawnedThreads: Set<Int>
    var calledFunctions: Set<String>

    func thread(named name: String, replica: Int = 0, group: Int? = nil) -> Thread {
        Thread(name: name, instructions: code.instructions, origins: code.origins, registers: code.registers,
               loops: code.loops, replicaGroup: group, replicaID: idRegister.map { ($0, Int64(replica)) })
    }

    /// The register of a replica's number, made where the body has no use for it.
    mutating func registerForID() -> Register {
        if let idRegister { return idRegister }
        let register = code.declare("id", isOutermost: false)
        idRegister = register
        return register
    }
}
