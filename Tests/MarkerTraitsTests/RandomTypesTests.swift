import MarkerTraits
import Testing

/// Random definitions, explicit implementations among them, against rustc.
@Suite(.enabled(if: RustcOracle.installed != nil)) struct RandomTypesTests {
    private static let arguments = [
        "i32", "std::cell::Cell<i32>", "std::sync::MutexGuard<'static, i32>", "std::rc::Rc<i32>",
    ]

    @Test(arguments: 1...3) func definitionsAreWhatRustcSaysTheyAre(seed: UInt64) throws {
        let oracle = try #require(RustcOracle.installed)
        var generator = TypeGenerator(seed: seed)
        let modules = (0..<40).map { generator.module($0) }
        let types = modules.flatMap { module in module.questions(Self.arguments) }
        let declarations = modules.map(\.text).joined(separator: "\n")
        let answers = try oracle.answers(for: types.map(\.type), declarations: declarations)
        #expect(answers.count == types.count)
        #expect(Set(answers).count == 4, "some of every kind")
        for (module, group) in Dictionary(grouping: zip(types, answers), by: { $0.0.module }) {
            let text = modules[module].bareText + "\n" + group.map(\.0.bareType).joined(separator: "\n")
            let report = analyse(text)
            #expect(report.isReadable, "\(report.text())")
            for (verdict, (question, answer)) in zip(report.types.suffix(group.count), group) {
                #expect(verdict.send.status == (answer.send ? .yes : .no), "seed \(seed): \(question.type) in\n\(text)")
                #expect(verdict.sync.status == (answer.sync ? .yes : .no), "seed \(seed): \(question.type) in\n\(text)")
            }
        }
    }

    /// A generic type's conditions say exactly which arguments are right.
    @Test func conditionsHoldForExactlyTheRightArguments() throws {
        let oracle = try #require(RustcOracle.installed)
        var generator = TypeGenerator(seed: 99)
        generator.allowsImplementationsForInstances = false
        let modules = (0..<40).map { generator.module($0) }
        let types = modules.flatMap { module in module.questions(Self.arguments) }
        let declarations = modules.map(\.text).joined(separator: "\n")
        let answers = try oracle.answers(for: types.map(\.type), declarations: declarations)
        let traits = [Set(["Send", "Sync"]), ["Send"], ["Sync"], []]
        for (question, answer) in zip(types, answers) {
            let report = analyse(modules[question.module].bareText)
            let verdict = try #require(report.types.first { $0.name.hasPrefix("S\(question.definition)")
                && ($0.name.count == 2 || $0.name.dropFirst(2).first == "<") })
            let names = ["T", "U"]
            func holds(_ verdict: TraitVerdict) -> Bool {
                guard verdict.status != .no else { return false }
                return verdict.conditions.allSatisfy { condition in
                    let parts = condition.split(separator: ":").map { $0.filter { $0 != " " } }
                    guard let index = names.firstIndex(of: parts[0]) else { return false }
                    return parts[1].split(separator: "+").allSatisfy {
                        traits[question.arguments[index]].contains(String($0))
                    }
                }
            }
            #expect(holds(verdict.send) == answer.send, "\(question.type): \(verdict.send)")
            #expect(holds(verdict.sync) == answer.sync, "\(question.type): \(verdict.sync)")
        }
    }
}

/// A module of random definitions.
private struct RandomModule {
    var number: Int
    /// How many parameters each definition has.
    var arities: [Int]
    /// The items.
    var bareText: String

    var text: String {
        """
        mod m\(number) {
        use std::{cell::*, rc::Rc, sync::*, sync::atomic::*, marker::*, collections::*};
        \(bareText)
        }
        """
    }

    struct Question {
        var module: Int
        var definition: Int
        var arguments: [Int]
        var type: String
        var bareType: String
    }

    /// Every definition with every choice of arguments.
    func questions(_ choices: [String]) -> [Question] {
        arities.enumerated().flatMap { definition, arity -> [Question] in
            (0..<(0..<arity).reduce(1) { count, _ in count * choices.count }).map { code in
                let arguments = (0..<arity).map { ($0 == 0 ? code : code / choices.count) % choices.count }
                let list = arguments.isEmpty ? "" : "<\(arguments.map { choices[$0] }.joined(separator: ", "))>"
                return Question(module: number, definition: definition, arguments: arguments,
                                type: "m\(number)::S\(definition)\(list)", bareType: "S\(definition)\(list)")
            }
        }
    }
}

private struct TypeGenerator {
    var allowsImplementationsForInstances = true
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0xD134_2543_DE82_EF95 &+ 1 }

    /// SplitMix64.
    private mutating func next(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }

    mutating func module(_ number: Int) -> RandomModule {
        var arities: [Int] = []
        var lines: [String] = []
        for index in 0..<4 {
            arities.append(next(3))
            let names = Array(["T", "U"].prefix(arities[index]))
            let generics = names.isEmpty ? "" : "<\(names.map { "\($0): 'static" }.joined(separator: ", "))>"
            let fields = (0...next(3)).map { _ in type(names, arities, depth: 3) }
            // Uses every parameter, and is Send and Sync whatever they are.
            let marker = "PhantomData<fn(\(names.joined(separator: ", ")))>"
            lines.append(definition("S\(index)", generics, fields + [marker]))
            lines += implementations("S\(index)", names)
        }
        return RandomModule(number: number, arities: arities, bareText: lines.joined(separator: "\n"))
    }

    private mutating func definition(_ name: String, _ generics: String, _ fields: [String]) -> String {
        switch next(3) {
        case 0: "pub struct \(name)\(generics)(\(fields.joined(separator: ", ")));"
        case 1: "pub struct \(name)\(generics) { "
            + fields.enumerated().map { "f\($0.offset): \($0.element)" }.joined(separator: ", ") + " }"
        default: "pub enum \(name)\(generics) { Nothing, "
            + fields.enumerated().map { "V\($0.offset)(\($0.element))" }.joined(separator: ", ") + " }"
        }
    }

    private mutating func implementations(_ name: String, _ names: [String]) -> [String] {
        ["Send", "Sync"].compactMap { trait in
            switch next(8) {
            case 0:
                let generics = names.map { "\($0): 'static\(["", " + Send", " + Sync", " + Send + Sync"][next(4)])" }
                let list = generics.isEmpty ? "" : "<\(generics.joined(separator: ", "))>"
                return "unsafe impl\(list) \(trait) for \(name)\(arguments(names)) {}"
            case 1:
                let list = names.isEmpty ? "" : "<\(names.map { "\($0): 'static" }.joined(separator: ", "))>"
                return "impl\(list) !\(trait) for \(name)\(arguments(names)) {}"
            case 2 where allowsImplementationsForInstances && names.count == 1:
                return "unsafe impl \(trait) for \(name)<i32> {}"
            case 3 where allowsImplementationsForInstances && names.count == 2:
                return "unsafe impl<X: 'static + Sync> \(trait) for \(name)<X, X> {}"
            default: return nil
            }
        }
    }

    private func arguments(_ names: [String]) -> String { names.isEmpty ? "" : "<\(names.joined(separator: ", "))>" }

    private mutating func type(_ names: [String], _ arities: [Int], depth: Int) -> String {
        guard depth > 0, next(4) > 0 else { return leaf(names) }
        func inner() -> String { type(names, arities, depth: depth - 1) }
        switch next(19) {
        case 0: return "&'static \(bracketed(inner()))"
        case 1: return "&'static mut \(bracketed(inner()))"
        case 2: return "Box<\(inner())>"
        case 3: return "Vec<\(inner())>"
        case 4: return "Arc<\(inner())>"
        case 5: return "Mutex<\(inner())>"
        case 6: return "RwLock<\(inner())>"
        case 7: return "RefCell<\(inner())>"
        case 8: return "Option<\(inner())>"
        case 9: return "(\(inner()), \(inner()))"
        case 10: return "[\(inner()); 2]"
        case 11: return "fn(\(inner())) -> \(inner())"
        case 12: return "mpsc::\(["Sender", "Receiver", "SyncSender"][next(3)])<\(inner())>"
        case 13: return "\(["OnceLock", "OnceCell", "LazyLock", "UnsafeCell"][next(4)])<\(inner())>"
        case 14: return "Box<dyn Fn(i32) -> i32\(["", " + Send", " + Send + Sync", " + 'static"][next(4)])>"
        case 15: return "HashMap<i32, \(inner())>"
        case 16: return "std::thread::JoinHandle<\(inner())>"
        default:
            // An earlier definition, or, behind a box, this one itself.
            let index = next(arities.count)
            let count = arities[index]
            if index == arities.count - 1 { return "Option<Box<S\(index)\(arguments(names))>>" }
            let list = (0..<count).map { _ in inner() }.joined(separator: ", ")
            return count == 0 ? "S\(index)" : "S\(index)<\(list)>"
        }
    }

    private func bracketed(_ type: String) -> String { type.hasPrefix("fn") ? "(\(type))" : type }

    private mutating func leaf(_ names: [String]) -> String {
        if !names.isEmpty, next(2) == 0 { return names[next(names.count)] }
        return [
            "i32", "Cell<i32>", "Rc<u8>", "MutexGuard<'static, u8>", "*mut u8", "AtomicBool", "String",
            "PhantomData<*const ()>", "std::rc::Weak<i32>", "Condvar", "&'static str", "bool", "f64",
        ][next(13)]
    }
}
