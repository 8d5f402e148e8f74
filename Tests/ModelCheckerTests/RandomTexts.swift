/// Small random programs as texts, from a seed: with branches, weak exchanges, threads that start threads, locks,
/// spins.
struct RandomTexts {
    /// What a program may contain.
    struct Features: OptionSet {
        let rawValue: Int
        static let plain = Features(rawValue: 1)
        static let branches = Features(rawValue: 2)
        static let spawns = Features(rawValue: 4)
        static let finally = Features(rawValue: 8)
        static let locks = Features(rawValue: 16)
        static let spins = Features(rawValue: 32)
        static let asserts = Features(rawValue: 64)
        static let fences = Features(rawValue: 128)
        static let arrays = Features(rawValue: 256)
        static let weak = Features(rawValue: 512)
    }

    private var state: UInt64
    private let features: Features
    private let threads: ClosedRange<Int>
    private let statements: ClosedRange<Int>

    init(seed: UInt64, _ features: Features, threads: ClosedRange<Int>, statements: ClosedRange<Int>) {
        state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        (self.features, self.threads, self.statements) = (features, threads, statements)
    }

    private mutating func below(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % bound
    }

    private mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

    private mutating func number(in range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    mutating func next() -> String {
        var text = "atomic x, y\natomic a[2]\nvar d\nmutex m\nrwlock l[2]\nsemaphore s(1)\n"
        let count = number(in: threads)
        let spawned = features.contains(.spawns) && count > 1 && below(2) == 0 ? count - 1 : nil
        for thread in 0..<count {
            var body = (0..<number(in: statements)).map { _ in statement(depth: 0) }
            if thread == 0, let spawned {
                body.insert(below(5) == 0 ? "if r0 == 0 { spawn T\(spawned) }" : "spawn T\(spawned)", at: below(body.count + 1))
                if below(2) == 0 { body.append("join T\(spawned); r1 = x.load(\(loadOrder()))") }
            } else if thread == 1, spawned != nil, spawned != 1, below(3) == 0 {
                body.append(pick(["join T\(count - 1)", "join T\(count - 1); r1 = x.load(\(loadOrder()))", "spawn T\(count - 1)"]))
            } else if thread == spawned, below(5) == 0 {
                // It starts and ends without having done anything.
                body = []
            }
            text += "thread T\(thread) { let r0 = 0; let r1 = 0\n" + body.map { "    \($0)\n" }.joined() + "}\n"
        }
        if features.contains(.finally), below(2) == 0 {
            text += "finally { let f = x.load(\(loadOrder())); let g = \(features.contains(.plain) ? "d" : "y.load(Relaxed)") }\n"
        }
        return text
    }

    private mutating func loadOrder() -> String { pick(["Relaxed", "Acquire", "SeqCst"]) }
    private mutating func storeOrder() -> String { pick(["Relaxed", "Release", "SeqCst"]) }
    private mutating func anyOrder() -> String { pick(["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"]) }
    private mutating func register() -> String { pick(["r0", "r1"]) }

    private mutating func atomic() -> String {
        features.contains(.arrays) && below(3) == 0 ? pick(["a[0]", "a[r0 & 1]"]) : pick(["x", "y"])
    }

    private mutating func value() -> String { below(5) == 0 ? register() : "\(1 + below(2))" }

    private mutating func statement(depth: Int) -> String {
        while true { if let statement = attempt(depth) { return statement } }
    }

    /// Nil where chance asked for something that the features do not have.
    private mutating func attempt(_ depth: Int) -> String? {
        switch below(18) {
        case 0...3: return "\(register()) = \(atomic()).load(\(loadOrder()))"
        case 4...7: return "\(atomic()).store(\(value()), \(storeOrder()))"
        case 8: return "\(register()) = \(atomic()).\(pick(["swap", "fetch_add"]))(\(value()), \(anyOrder()))"
        case 9: return "r0 = \(atomic()).compare_exchange(\(below(2)), \(value()), \(anyOrder()), \(loadOrder()))"
        case 10 where features.contains(.weak):
            return "r1 = \(atomic()).compare_exchange_weak(\(below(2)), \(value()), \(anyOrder()), \(loadOrder()))"
        case 11 where features.contains(.fences): return "fence(\(pick(["Acquire", "Release", "AcqRel", "SeqCst", "SeqCst"])))"
        case 12 where features.contains(.plain): return below(2) == 0 ? "d = \(value())" : "\(register()) = d"
        case 13 where features.contains(.branches) && depth == 0: return branch()
        case 14, 15: return features.contains(.locks) ? locked(depth) : nil
        case 16 where features.contains(.spins): return spin()
        case 17 where features.contains(.asserts): return "assert(\(register()) != \(below(3)))"
        default: return nil
        }
    }

    private mutating func branch() -> String {
        let body = statement(depth: 1)
        let condition = "\(register()) == \(below(2))"
        return below(2) == 0 ? "if \(condition) { \(body) }" : "if \(condition) { \(body) } else { \(statement(depth: 1)) }"
    }

    private mutating func locked(_ depth: Int) -> String? {
        guard depth < 2 else { return nil }
        let body = statement(depth: depth + 1)
        switch below(8) {
        case 0, 1: return "lock m { \(body) }"
        case 2: return "read l[0] { \(body) }"
        case 3: return "write l[r0 & 1] { \(body) }"
        case 4: return "if m.try_lock() { \(body); m.unlock() }"
        case 5: return "if \(pick(["l[0].try_read()", "l[0].try_write()"])) { \(body); l[0].unlock() }"
        case 6: return "s.acquire(); \(body); s.release()"
        default: return pick(["if s.try_acquire() { \(body); s.release() }", "s.acquire()", "s.release()"])
        }
    }

    /// Loops whose iterations do nothing unless they are the last.
    private mutating func spin() -> String {
        switch below(5) {
        case 0, 1: return "while \(atomic()).load(\(loadOrder())) == \(below(2)) { \(pick(["", "spin_loop()", "yield_now()"])) }"
        case 2: return "while x.swap(1, \(anyOrder())) == 1 { }"
        case 3: return "while !x.compare_exchange(\(below(2)), 1, \(anyOrder()), \(loadOrder())) { }"
        default: return "while x.load(Relaxed) == 0 { while y.load(\(loadOrder())) == 1 { } }"
        }
    }
}
