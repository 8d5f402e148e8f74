import Litmus

/// Turns a test in herd's C format into a program: `P0`, `P1`, … with their registers, and the locations by name.
struct HerdLowering {
    private let test: HerdTest
    private var sink: DiagnosticSink
    private var locations: [Location] = []
    private var locationIndices: [String: Int] = [:]
    private var bodies: [HerdBody] = []

    static func lower(_ test: HerdTest, _ sink: inout DiagnosticSink) -> Program? {
        var lowering = HerdLowering(test: test, sink: sink)
        let program = lowering.run()
        sink = lowering.sink
        return sink.hasErrors ? nil : program
    }

    private init(test: HerdTest, sink: DiagnosticSink) {
        self.test = test
        self.sink = sink
    }

    private mutating func run() -> Program? {
        declareLocations()
        for (index, process) in test.processes.enumerated() {
            guard process.number == index else {
                sink.error(process.span, "processes are numbered from 0, in order", expected: "`P\(index)`")
                return nil
            }
            var body = HerdBody(process, locationIndices, initialRegisters(of: index), sink)
            body.lower()
            sink = body.sink
            bodies.append(body)
        }
        let property = Property(test.quantifier, condition(test.condition), text: test.condition.text,
                                line: sink.source.line(of: test.conditionSpan.start))
        let filter = test.filter.map { condition($0) }
        let observed = sortedObservables()
        for index in bodies.indices { bodies[index].code.finish() }
        settleKinds()
        let threads = bodies.map { body in
            Thread(name: "P\(body.process.number)", instructions: body.code.instructions, origins: body.code.origins,
                   registers: body.code.registers, loops: body.code.loops)
        }
        return Program(name: test.name, dialect: .herd, locations: locations, threads: threads,
                       properties: [property], observed: observed, filter: filter)
    }
}

// Locations.
extension HerdLowering {
    private mutating func declareLocations() {
        for initial in test.initial where initial.place.process == nil {
            let index = location(initial.place.name, initial.type)
            locations[index].initialValue = initial.value
        }
        for process in test.processes {
            for parameter in process.parameters { _ = location(parameter.name, parameter.type) }
        }
    }

    /// The number of a location, which is made where it is new.
    private mutating func location(_ name: String, _ type: HerdType?) -> Int {
        let index = locationIndices[name] ?? locations.count
        if index == locations.count {
            locations.append(Location(name: name, kind: .plain))
            locationIndices[name] = index
        }
        if type?.isMutex ?? false { locations[index].kind = .mutex }
        if type?.isAtomic ?? false { locations[index].kind = .atomic }
        return index
    }

    /// A location that some access treats as an atomic or a mutex is one, whatever its type says.
    private mutating func settleKinds() {
        for instruction in bodies.flatMap(\.code.instructions) {
            switch instruction {
            case .load(_, let address, let order) where order.isAtomic,
                 .store(let address, _, let order) where order.isAtomic:
                locations[address.base].kind = .atomic
            case .readModifyWrite(_, _, let address, _, _):
                locations[address.base].kind = .atomic
            case .compareExchange(let exchange):
                locations[exchange.address.base].kind = .atomic
            case .object(_, let address, _, _, _):
                locations[address.base].kind = .mutex
            default: break
            }
        }
    }

    private func initialRegisters(of process: Int) -> [(name: String, value: Int64)] {
        test.initial.filter { $0.place.process == process }.map { ($0.place.name, $0.value) }
    }
}

// Conditions.
extension HerdLowering {
    private mutating func condition(_ proposition: HerdProposition) -> Condition {
        switch proposition {
        case .true: .constant(1)
        case .false: .constant(0)
        case .equals(let place, let value): .binary(.equal, .value(of: observable(place)), .constant(value))
        case .same(let left, let right):
            .binary(.equal, .value(of: observable(left)), .value(of: observable(right)))
        case .not(let operand): .unary(.not, condition(operand))
        case .and(let left, let right): .binary(.and, condition(left), condition(right))
        case .or(let left, let right): .binary(.or, condition(left), condition(right))
        case .implies(let left, let right): .binary(.or, .unary(.not, condition(left)), condition(right))
        }
    }

    private mutating func observable(_ place: HerdObservable) -> Observable {
        guard let process = place.process else {
            if locationIndices[place.name] == nil {
                sink.warning(place.span, "no process and no initial state has a location `\(place.name)`",
                             help: "its value is 0; a register is `0:\(place.name)`")
            }
            return .location(location(place.name, nil))
        }
        guard process < bodies.count else {
            sink.error(place.span, "there is no process P\(process)")
            return .location(0)
        }
        if bodies[process].registers[place.name] == nil {
            sink.warning(place.span, "P\(process) has no register `\(place.name)`", help: "its value is 0")
        }
        return .register(thread: process, bodies[process].register(place.name))
    }

    /// What herd prints of a state, in herd's order: registers by process and name, then locations by name.
    private mutating func sortedObservables() -> [Observable] {
        let named = test.locations + test.condition.observables
        var seen: Set<Observable> = []
        var columns: [(process: Int, name: String, observable: Observable)] = []
        for place in named {
            let observable = observable(place)
            if seen.insert(observable).inserted { columns.append((place.process ?? .max, place.name, observable)) }
        }
        return columns.sorted { ($0.process, $0.name) < ($1.process, $1.name) }.map(\.observable)
    }
}
