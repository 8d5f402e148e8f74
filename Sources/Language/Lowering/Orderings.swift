import Litmus

/// How an ordering may be spelt.
let orderNames: [String: MemoryOrder] = [
    "Relaxed": .relaxed, "Acquire": .acquire, "Release": .release, "AcqRel": .acqRel, "SeqCst": .seqCst,
    "relaxed": .relaxed, "acquire": .acquire, "release": .release, "acq_rel": .acqRel, "seq_cst": .seqCst,
]

/// What an ordering is given to, with the rule on which orderings it takes.
enum OrderedAccess: Sendable {
    case load, store, modify, success, failure, fence

    /// Why the ordering is wrong here; nil where it is right. The rules are Rust's.
    func objection(to order: MemoryOrder) -> (rule: String, help: String)? {
        switch (self, order) {
        case (.load, .release), (.load, .acqRel):
            ("a load takes no `\(order.name)`: it writes nothing that could be released",
             "`Relaxed`, `Acquire` or `SeqCst`")
        case (.store, .acquire), (.store, .acqRel):
            ("a store takes no `\(order.name)`: it reads nothing that could be acquired",
             "`Relaxed`, `Release` or `SeqCst`")
        case (.failure, .release), (.failure, .acqRel):
            ("a failure ordering takes no `\(order.name)`: a compare-exchange that fails is a load",
             "`Relaxed`, `Acquire` or `SeqCst`")
        case (.fence, .relaxed):
            ("a fence takes no `Relaxed`: it would order nothing", "`Acquire`, `Release`, `AcqRel` or `SeqCst`")
        default: nil
        }
    }
}

extension BodyLowering {
    /// The ordering that an argument names; `SeqCst` where there is none, or where it is wrong, which is reported.
    mutating func order(_ argument: Expression?, for access: OrderedAccess) -> MemoryOrder {
        guard let argument else { return .seqCst }
        guard let name = orderName(argument) else {
            error(
                argument.span, "an ordering stands here",
                expected: "`Relaxed`, `Acquire`, `Release`, `AcqRel` or `SeqCst`")
            return .seqCst
        }
        guard let order = orderNames[name] else {
            let help = name.lowercased() == "consume"
                ? "there is no consume ordering: compilers make it `Acquire`"
                : nearest(to: name, among: orderNames.keys.sorted()).map { "did you mean `\($0)`?" }
            error(argument.span, "`\(name)` is not an ordering",
                  expected: "`Relaxed`, `Acquire`, `Release`, `AcqRel` or `SeqCst`", help: help)
            return .seqCst
        }
        if let (rule, help) = access.objection(to: order) {
            error(argument.span, rule, expected: help)
            return .seqCst
        }
        return order
    }

    /// `Acquire` of `Acquire`, `Ordering::Acquire`, `std::sync::atomic::Ordering::Acquire`.
    private func orderName(_ argument: Expression) -> String? {
        switch argument.kind {
        case .name(let name): name
        case .path(let path) where path.count >= 2 && path[path.count - 2] == "Ordering": path.last
        default: nil
        }
    }

    /// Whether an argument can only be meant as an ordering.
    func isOrder(_ argument: Expression) -> Bool {
        switch argument.kind {
        case .name(let name): orderNames[name] != nil
        case .path(let path): path.contains("Ordering")
        default: false
        }
    }
}
