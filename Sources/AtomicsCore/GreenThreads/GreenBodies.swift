import Litmus

/// The bodies of a program as green threads, with the memory that their frames take.
///
/// Sound: the frames and tables are this object's own, and live as long as it does; interpreters point into them.
final class GreenBodies {
    private(set) var threads: [GreenThread] = []
    private let frames: UnsafeMutablePointer<Int64>
    private let initialFrames: [Int64]
    private var registerCounts: [Int] = []
    /// Replicated threads share their code.
    private var codes: [[Instruction]: Code] = [:]

    private final class Code {
        let body: BodyCode
        let steps: UnsafeMutableBufferPointer<Step>
        let exchanges: UnsafeMutableBufferPointer<ExchangeStep>
        let objects: UnsafeMutableBufferPointer<ObjectStep>

        init(_ body: BodyCode) {
            func copy<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
                // One more than needed, so that there is an address even where there are none.
                let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count + 1)
                _ = buffer.initialize(from: elements)
                return buffer
            }
            self.body = body
            steps = copy(body.steps)
            exchanges = copy(body.exchanges)
            objects = copy(body.objects)
        }

        deinit {
            steps.deallocate()
            exchanges.deallocate()
            objects.deallocate()
        }
    }

    init(_ program: Program) {
        var initial: [Int64] = []
        var starts: [(start: Int, code: Code)] = []
        for thread in program.bodies {
            let code = codes[thread.instructions] ?? Code(BodyCode(thread))
            codes[thread.instructions] = code
            starts.append((initial.count, code))
            initial += code.body.makeFrame(for: thread)
            registerCounts.append(thread.registers.count)
        }
        initialFrames = initial
        frames = .allocate(capacity: max(initial.count, 1))
        for (start, code) in starts {
            guard let steps = code.steps.baseAddress, let exchanges = code.exchanges.baseAddress,
                  let objects = code.objects.baseAddress else { continue }
            threads.append(GreenThread(Interpreter(steps: steps, exchanges: exchanges, objects: objects,
                                                   frame: frames + start)))
        }
    }

    deinit { frames.deallocate() }

    /// All bodies at their start.
    func restart() {
        frames.initialize(from: initialFrames, count: initialFrames.count)
        for index in threads.indices { threads[index].restart() }
    }

    /// The step that a body is at.
    func nextStep(_ body: Int) -> Step { threads[body].interpreter.steps[threads[body].interpreter.next] }

    /// Executes one step of a body.
    func step(_ body: Int, _ memory: inout GreenMemory) -> StepResult { threads[body].interpreter.step(&memory) }

    func spinsInVain(_ body: Int, version: Int) -> Bool {
        threads[body].spinsInVain(registers: registerCounts[body], version: version)
    }
}
