import Litmus

/// A body in execution: its registers and where it stands.
///
/// The pointers belong to arrays that the owner keeps alive and does not touch meanwhile.
struct Interpreter {
    let steps: UnsafePointer<Step>
    let exchanges: UnsafePointer<ExchangeStep>
    let objects: UnsafePointer<ObjectStep>
    /// Registers and constants, as `BodyCode.makeFrame` made them.
    let frame: UnsafeMutablePointer<Int64>
    /// The number of the next instruction.
    var next = 0

    /// Runs to the body's end, as far as it goes.
    @inline(__always) mutating func run<Memory: BodyMemory>(_ memory: inout Memory) -> StepResult {
        while true {
            let result = step(&memory)
            if result != .next { return result }
        }
    }

    /// Executes one instruction. `next` is moved on only if it was executed to its end.
    @inline(__always) mutating func step<Memory: BodyMemory>(_ memory: inout Memory) -> StepResult {
        switch steps[next] {
        case .copy(let to, let from): frame[Int(to)] = frame[Int(from)]
        case .unary(let to, let operation, let a): frame[Int(to)] = operation.apply(frame[Int(a)])
        case .binary(let to, let operation, let a, let b):
            guard let value = operation.apply(frame[Int(a)], frame[Int(b)]) else { return .failed(.arithmetic, 0) }
            frame[Int(to)] = value
        case .jump(let label):
            next = Int(label)
            return .next
        case .branch(let condition, let label):
            next = frame[Int(condition)] == 0 ? Int(label) : next + 1
            return .next
        case .loopHead: if !memory.mayGoOn() { return .stopped }
        case .nothing: break
        case .halt: return .ended
        case .assert(let condition): if frame[Int(condition)] == 0 { return .failed(.assertion, 0) }
        case .assume(let condition): if frame[Int(condition)] == 0 { return .discarded }
        case .panic: return .failed(.assertion, 0)
        case .fence(let order): memory.fence(order)
        case .hint(let hint): memory.hint(hint)
        case .load, .store, .modify, .compareExchange: return access(&memory)
        case .spawn, .join, .object: return synchronize(&memory)
        }
        next += 1
        return .next
    }

    /// The location's number, or nil for an index out of range.
    @inline(__always) private func location(_ place: Place) -> Int? {
        if place.index < 0 { return Int(place.base) }
        let index = frame[Int(place.index)]
        return index >= 0 && index < Int64(place.count) ? Int(place.base) + Int(index) : nil
    }

    @inline(__always) private mutating func access<Memory: BodyMemory>(_ memory: inout Memory) -> StepResult {
        switch steps[next] {
        case .load(let to, let place, let order):
            guard let location = location(place) else { return outOfRange(place) }
            frame[Int(to)] = memory.load(location, order)
        case .store(let place, let value, let order):
            guard let location = location(place) else { return outOfRange(place) }
            memory.store(location, frame[Int(value)], order)
        case .modify(let to, let operation, let place, let operand, let order):
            guard let location = location(place) else { return outOfRange(place) }
            frame[Int(to)] = memory.modify(location, operation, frame[Int(operand)], order)
        case .compareExchange(let number):
            let exchange = exchanges[Int(number)]
            guard let location = location(exchange.place) else { return outOfRange(exchange.place) }
            let (ok, seen) = memory.compareExchange(
                location, expected: frame[Int(exchange.expected)], desired: frame[Int(exchange.desired)],
                success: exchange.success, failure: exchange.failure, isWeak: exchange.isWeak)
            frame[Int(exchange.ok)] = ok ? 1 : 0
            frame[Int(exchange.seen)] = seen
        default: break
        }
        next += 1
        return .next
    }

    private mutating func synchronize<Memory: BodyMemory>(_ memory: inout Memory) -> StepResult {
        var result = ObjectResult.done()
        var results: (Slot, Slot)?
        switch steps[next] {
        case .spawn(let thread): result = memory.spawn(Int(thread))
        case .join(let thread): result = memory.join(Int(thread))
        case .object(let number):
            let object = objects[Int(number)]
            guard let location = location(object.place) else { return outOfRange(object.place) }
            var mutex: Int?
            if let with = object.with {
                mutex = self.location(with)
                if mutex == nil { return outOfRange(with) }
            }
            result = memory.perform(object.operation, on: location, with: mutex, value: frame[Int(object.value)])
            results = object.results
        default: break
        }
        switch result {
        case .done(let first, let second):
            if let results { (frame[Int(results.0)], frame[Int(results.1)]) = (first, second) }
            next += 1
            return .next
        case .blocked: return .blocked
        case .misuse: return .failed(.misuse, 0)
        case .stopped: return .stopped
        }
    }

    private func outOfRange(_ place: Place) -> StepResult { .failed(.bounds, frame[Int(place.index)]) }
}
