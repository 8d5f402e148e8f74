import Litmus

/// The mapping of C11's operations to arm64, as clang and swiftc (LLVM) and gcc have it:
///
/// | operation | Relaxed | Acquire | Release | AcqRel | SeqCst |
/// |---|---|---|---|---|---|
/// | load | `ldr` | `ldar` | | | `ldar` |
/// | store | `str` | | `stlr` | | `stlr` |
/// | read-modify-write, Armv8.1 | `ldadd` … | `ldadda` | `ldaddl` | `ldaddal` | `ldaddal` |
/// | the same before | `ldxr`, `stxr` | `ldaxr`, `stxr` | `ldxr`, `stlxr` | `ldaxr`, `stlxr` | `ldaxr`, `stlxr` |
/// | compare_exchange | `cas`, or the exclusive pair | | | | |
/// | fence | – | `dmb ishld` | `dmb ish` | `dmb ish` | `dmb ish` |
extension ARM64MacroAssembler {
    /// The address in a register: the base's, or x16.
    private mutating func register(_ address: SharedAddress<Register>) -> Register {
        var base = address.base
        if let index = address.index {
            code.operate(.add, Self.address, base, index)
            base = Self.address
        }
        if address.offset == 0 { return base }
        if ARM64Encoder.fitsImmediate(Int64(address.offset)) {
            code.add(Self.address, base, UInt32(address.offset))
        } else {
            code.mov(Self.constant, Int64(address.offset))
            code.operate(.add, Self.address, base, Self.constant)
        }
        return Self.address
    }

    mutating func load(_ to: Register, _ from: SharedAddress<Register>, _ order: MemoryOrder) {
        if order.acquires {
            code.ldar(to, register(from))
        } else if from.index == nil, let offset = Self.immediateOffset(from.offset) {
            code.ldr(to, from.base, offset)
        } else {
            code.ldr(to, register(from))
        }
    }

    mutating func store(_ to: SharedAddress<Register>, _ value: Value<Register>, _ order: MemoryOrder) {
        if order.releases {
            let address = register(to)
            code.stlr(register(value), address)
        } else if to.index == nil, let offset = Self.immediateOffset(to.offset) {
            code.str(register(value), to.base, offset)
        } else {
            let address = register(to)
            code.str(register(value), address)
        }
    }

    mutating func modify(_ to: Register?, _ operation: ModifyOperator, _ address: SharedAddress<Register>,
                         _ operand: Value<Register>, _ order: MemoryOrder) {
        let place = register(address)
        let operand = register(operand)
        let ordering = ARM64Encoder.Ordering(acquires: order.acquires, releases: order.releases)
        let old = to ?? Self.scratch.a
        guard hasLargeSystemExtensions else { return modifyExclusively(old, operation, place, operand, ordering) }
        switch operation {
        case .swap: code.atomic(.swp, operand, old, place, ordering)
        case .add: code.atomic(.ldadd, operand, old, place, ordering)
        case .subtract:
            code.operate(.sub, Self.constant, .zero, operand)
            code.atomic(.ldadd, Self.constant, old, place, ordering)
        case .and:
            code.operate(.orn, Self.constant, .zero, operand)
            code.atomic(.ldclr, Self.constant, old, place, ordering)
        case .or: code.atomic(.ldset, operand, old, place, ordering)
        case .xor: code.atomic(.ldeor, operand, old, place, ordering)
        case .max: code.atomic(.ldsmax, operand, old, place, ordering)
        case .min: code.atomic(.ldsmin, operand, old, place, ordering)
        case .nand: nandByLoop(old, place, operand, ordering)
        }
    }

    private mutating func nandByLoop(_ old: Register, _ place: Register, _ operand: Register,
                                     _ ordering: ARM64Encoder.Ordering) {
        let again = buffer.makeLabel()
        let (seen, desired) = (Self.scratch.a, Self.scratch.b)
        code.ldr(seen, place)
        buffer.place(again)
        code.mov(Self.status, seen)
        code.operate(.and, desired, seen, operand)
        code.operate(.orn, desired, .zero, desired)
        code.cas(seen, desired, place, ordering)
        code.operate(.subs, .zero, seen, Self.status)
        code.branch(.notEqual, again)
        code.mov(old, seen)
    }

    private mutating func modifyExclusively(_ old: Register, _ operation: ModifyOperator, _ place: Register,
                                            _ operand: Register, _ ordering: ARM64Encoder.Ordering) {
        let again = buffer.makeLabel()
        let (seen, new) = (Self.scratch.a, Self.scratch.b)
        buffer.place(again)
        code.loadExclusive(seen, place, acquires: ordering.acquires)
        var stored = new
        switch operation {
        case .swap: stored = operand
        case .add: code.operate(.add, new, seen, operand)
        case .subtract: code.operate(.sub, new, seen, operand)
        case .and: code.operate(.and, new, seen, operand)
        case .or: code.operate(.orr, new, seen, operand)
        case .xor: code.operate(.eor, new, seen, operand)
        case .nand:
            code.operate(.and, new, seen, operand)
            code.operate(.orn, new, .zero, new)
        case .max, .min:
            code.operate(.subs, .zero, seen, operand)
            code.csel(new, seen, operand, operation == .max ? .greater : .less)
        }
        code.storeExclusive(Self.status, stored, place, releases: ordering.releases)
        code.cbnz32(Self.status, again)
        code.mov(old, seen)
    }

    mutating func compareExchange(_ address: SharedAddress<Register>, desired: Value<Register>,
                                  success: MemoryOrder, failure: MemoryOrder, isWeak: Bool) {
        let place = register(address)
        let desired = register(desired)
        let (expected, ok) = (Self.scratch.a, Self.scratch.b)
        // As LLVM does, the stronger of the two orders serves for both cases.
        let ordering = ARM64Encoder.Ordering(acquires: success.acquires || failure.acquires,
                                             releases: success.releases || failure == .seqCst)
        code.mov(Self.status, expected)
        if hasLargeSystemExtensions {
            code.cas(expected, desired, place, ordering)
            code.operate(.subs, .zero, expected, Self.status)
            code.cset(ok, .equal)
        } else {
            compareExchangeExclusively(place, desired, ordering, isWeak: isWeak)
        }
    }

    private mutating func compareExchangeExclusively(_ place: Register, _ desired: Register,
                                                     _ ordering: ARM64Encoder.Ordering, isWeak: Bool) {
        let (again, differs, end) = (buffer.makeLabel(), buffer.makeLabel(), buffer.makeLabel())
        let (seen, ok) = (Self.scratch.a, Self.scratch.b)
        buffer.place(again)
        code.loadExclusive(seen, place, acquires: ordering.acquires)
        code.operate(.subs, .zero, seen, Self.status)
        code.branch(.notEqual, differs)
        code.storeExclusive(ok, desired, place, releases: ordering.releases)
        if isWeak {
            code.subs(.zero, ok, 0)
            code.cset(ok, .equal)
        } else {
            code.cbnz32(ok, again)
            code.mov(ok, 1)
        }
        code.branch(end)
        buffer.place(differs)
        code.clrex()
        code.mov(ok, 0)
        buffer.place(end)
    }

    mutating func fence(_ order: MemoryOrder) {
        switch order {
        case .plain, .relaxed: break
        case .acquire: code.loadBarrier()
        case .release, .acqRel, .seqCst: code.barrier()
        }
    }

    mutating func spinHint() { code.yield() }

    mutating func prefetch(_ address: SharedAddress<Register>, forWriting: Bool) {
        code.prefetch(register(address), forWriting: forWriting)
    }
}
