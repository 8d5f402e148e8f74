import Litmus

/// `low..high` or `low..=high`
struct CountedRange {
    var low: Expression
    var high: Expression
    var isInclusive: Bool
}

// Branches.
extension BodyLowering {
    mutating func conditional(_ branches: [Branch], _ otherwise: Block?) -> Bool {
        let end = code.label()
        var isReachable = false
        for (number, branch) in branches.enumerated() {
            if number > 0 {
                setOrigin(branch.condition.span, statement: "else if \(text(branch.condition))")
            }
            let isLast = number == branches.count - 1 && otherwise == nil
            if isLast, let target = soleJumpTarget(of: branch.body) {
                self.branch(on: branch.condition, when: true, to: target)
                continue
            }
            let next = isLast ? end : code.label()
            self.branch(on: branch.condition, when: false, to: next)
            if lower(block: branch.body) {
                isReachable = true
                if !isLast { code.emit(.jump(to: end)) }
            }
            if !isLast { code.place(next) }
        }
        if let otherwise {
            if lower(block: otherwise) { isReachable = true }
        } else {
            isReachable = true
        }
        code.place(end)
        return isReachable
    }

    /// Where `{ break }` or `{ continue }` goes, if nothing has to be given back on the way.
    private mutating func soleJumpTarget(of block: Block) -> Label? {
        guard block.statements.count == 1 else { return nil }
        switch block.statements[0].kind {
        case .break(let label):
            guard let loop = loopIndex(label), guards.count == loops[loop].guardDepth else { return nil }
            loops[loop].hasBreak = true
            return loops[loop].breakTarget
        case .continue(let label):
            guard let loop = loopIndex(label), guards.count == loops[loop].guardDepth else { return nil }
            return loops[loop].continueTarget
        default: return nil
        }
    }
}

// Loops.
extension BodyLowering {
    mutating func lower(while condition: Expression, _ label: Name?, _ body: Block, _ header: Span) -> Bool {
        let loop = code.loop(isCounted: false, isConditional: knownTruth(of: condition) == nil, line: line(of: header))
        let head = code.label(), end = code.label()
        code.emit(.loopEnter(loop))
        code.place(head)
        code.emit(.loopHead(loop))
        branch(on: condition, when: false, to: end)
        let (_, hasBreak) = lower(body, of: label, breakTo: end, continueTo: head)
        setOrigin(header)
        code.emit(.jump(to: head))
        code.place(end)
        return hasBreak || knownTruth(of: condition) != true
    }

    mutating func lower(loop body: Block, _ label: Name?, _ header: Span) -> Bool {
        let loop = code.loop(isCounted: false, isConditional: false, line: line(of: header))
        let head = code.label(), end = code.label()
        code.emit(.loopEnter(loop))
        code.place(head)
        code.emit(.loopHead(loop))
        let (_, hasBreak) = lower(body, of: label, breakTo: end, continueTo: head)
        setOrigin(header)
        code.emit(.jump(to: head))
        code.place(end)
        return hasBreak
    }

    /// The bounds are evaluated once. The counter is the named register itself, unless somebody could tell: the body
    /// assigns to it, or a property names it and means its last value inside the loop.
    mutating func lower(for pattern: Pattern, in range: CountedRange, _ label: Name?, _ body: Block,
                        _ header: Span) -> Bool {
        guard case .single(let name) = pattern else {
            error(header, "a `for` counts with one register", help: "`for i in 0..3 { … }`")
            return true
        }
        return scoped { lowering in
            lowering.count(name, in: range, label, body, header)
        }
    }

    private mutating func count(_ name: Name?, in range: CountedRange, _ label: Name?, _ body: Block,
                                _ header: Span) -> Bool {
        let isSeen = name.map { body.assigns(to: $0.text) || globals.namedRegisters.contains($0.text) } ?? true
        let visible = name.map { register(for: $0.text) }
        let counter = isSeen ? code.temporary() : visible ?? code.temporary()
        evaluate(range.low, into: counter)
        let high = stable(value(of: range.high), in: body)
        if let name, let visible { bind(name.text, to: .register(visible)) }

        let loop = code.loop(isCounted: true, line: line(of: header))
        let head = code.label(), next = code.label(), end = code.label()
        code.emit(.loopEnter(loop))
        code.place(head)
        code.emit(.loopHead(loop))
        let test = apply(range.isInclusive ? .lessOrEqual : .less, .register(counter), high, releasing: false)
        code.emit(.branch(unless: test, to: end))
        code.release(test)
        if let visible, visible != counter { code.emit(.copy(to: visible, .register(counter))) }
        _ = lower(body, of: label, breakTo: end, continueTo: next)
        setOrigin(header)
        code.place(next)
        // 0..=i64::MAX would go round for ever.
        if range.isInclusive, !high.isSmallConstant {
            let isLast = apply(.notEqual, .register(counter), high, releasing: false)
            code.emit(.branch(unless: isLast, to: end))
            code.release(isLast)
        }
        code.emit(.binary(to: counter, .add, .register(counter), .constant(1)))
        code.emit(.jump(to: head))
        code.place(end)
        code.release(high)
        code.release(counter)
        return true
    }

    /// The operand, in a register of its own if it stands in one that the body assigns to.
    private mutating func stable(_ operand: Operand, in body: Block) -> Operand {
        guard case .register(let register) = operand, !code.isTemporary(register),
              let name = code.registers[register].name, body.assigns(to: name) else { return operand }
        let copy = code.temporary()
        code.emit(.copy(to: copy, operand))
        return .register(copy)
    }

    private mutating func lower(_ body: Block, of label: Name?, breakTo end: Label,
                                continueTo next: Label) -> (isReachable: Bool, hasBreak: Bool) {
        loops.append(LoopContext(label: label?.text, breakTarget: end, continueTarget: next, guardDepth: guards.count))
        let isReachable = lower(block: body)
        return (isReachable, loops.popLast()?.hasBreak ?? false)
    }

    /// The line where a loop begins; in a function of an earlier text, the call's.
    private func line(of header: Span) -> Int { code.origin.line }
}

// Leaving.
extension BodyLowering {
    /// The loop that a `break` or `continue` means; nil where there is none.
    private func loopIndex(_ label: Name?) -> Int? {
        let candidates = (frames.last?.firstLoop ?? 0)..<loops.count
        guard let label else { return candidates.last }
        return candidates.last { loops[$0].label == label.text }
    }

    mutating func leaveLoop(_ label: Name?, _ span: Span, isBreak: Bool) -> Bool {
        let word = isBreak ? "break" : "continue"
        guard let loop = loopIndex(label) else {
            if let label {
                error(label.span, "there is no loop `'\(label.text)` around this `\(word)`")
            } else {
                error(span, "`\(word)` outside of a loop",
                      help: frames.isEmpty ? "`return` ends the thread" : "`return` ends the function")
            }
            return true
        }
        releaseGuards(downTo: loops[loop].guardDepth)
        if isBreak { loops[loop].hasBreak = true }
        code.emit(.jump(to: isBreak ? loops[loop].breakTarget : loops[loop].continueTarget))
        return false
    }

    mutating func lower(return value: Expression?, _ span: Span) -> Bool {
        guard let frame = frames.last else {
            if let value {
                error(value.span, "only a function returns a value", help: "a `let` in a thread is what properties see")
            }
            releaseGuards(downTo: 0)
            code.emit(.halt)
            return false
        }
        if let value {
            frames[frames.count - 1].returnsValue = true
            switch frame.results {
            case .none: effect(of: value, isDiscarded: true)
            case .one(let register): evaluate(value, into: register)
            case .two(let first, let second): pair(value, into: first, second)
            }
        } else if case .none = frame.results {} else {
            error(span, "`return` without a value, in a function whose value is used", expected: "`return e`")
        }
        releaseGuards(downTo: frame.firstGuard)
        code.emit(.jump(to: frame.end))
        return false
    }

    /// Emits what gives the guards back, the innermost first; they stay held where the text goes on.
    private mutating func releaseGuards(downTo depth: Int) {
        for held in guards[depth...].reversed() {
            code.emit(.object(held.release, held.place.address(), with: nil, value: nil, results: []))
        }
    }

    mutating func lower(_ body: Block, holding object: Expression, _ mode: GuardMode, _ header: Span) -> Bool {
        guard var place = place(of: object) else {
            return lower(block: body)
        }
        guard isObject(place, for: mode, object.span) else {
            release(place)
            return lower(block: body)
        }
        // What is given back is what was taken, even if the index changes in between.
        if case .register(let register)? = place.index, !code.isTemporary(register) {
            let copy = code.temporary()
            code.emit(.copy(to: copy, .register(register)))
            place.index = .register(copy)
        }
        let operations: (take: ObjectOperation, release: ObjectOperation) = switch mode {
        case .lock: (.lock, .unlock)
        case .read: (.readLock, .unlockRead)
        case .write: (.writeLock, .unlockWrite)
        }
        code.emit(.object(operations.take, place.address(), with: nil, value: nil, results: []))
        guards.append(HeldGuard(place: place, release: operations.release))
        let isReachable = lower(block: body)
        if isReachable {
            setOrigin(header)
            releaseGuards(downTo: guards.count - 1)
        }
        guards.removeLast()
        release(place)
        return isReachable
    }

    private mutating func isObject(_ place: Place, for mode: GuardMode, _ span: Span) -> Bool {
        let wanted: SharedDeclaration.Kind = mode == .lock ? .mutex : .rwlock
        let name = source.firstLine(of: span)
        if place.shared.kind != wanted {
            let other =
                switch place.shared.kind {
                case .mutex: "`lock \(name) { … }`"
                case .rwlock: "`read \(name) { … }` or `write \(name) { … }`"
                default: "`\(wanted.rawValue) \(place.shared.name)` declares one"
                }
            error(
                span,
                "`\(mode.rawValue)` takes \(wanted.withArticle), and `\(name)` is \(place.shared.kind.withArticle)",
                help: other)
            return false
        }
        if place.isWholeArray {
            error(span, "`\(name)` is an array", help: "name an element: `\(name)[0]`")
            return false
        }
        return true
    }
}

extension Operand {
    /// Whether adding 1 to it cannot wrap around.
    fileprivate var isSmallConstant: Bool {
        if case .constant(let constant) = self { constant < .max } else { false }
    }
}
