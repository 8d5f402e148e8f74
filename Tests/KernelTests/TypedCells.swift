import JupyterProtocol
import Synchronization

@testable import Kernel

/// What executing a cell gave.
struct Answer {
    var outputs: [CellOutput]
    var reply: CellReply

    var error: CellError? { reply.error }

    /// The results and displays in the order shown.
    var displays: [JSON] {
        outputs.compactMap {
            switch $0 {
            case .displayData(let data, _, _), .executeResult(let data, _): data
            default: nil
            }
        }
    }

    var result: JSON? {
        outputs.lazy.compactMap { if case .executeResult(let data, _) = $0 { data } else { nil } }.first
    }

    /// What a reader of the texts sees.
    var text: String { displays.compactMap { $0["text/plain"]?.string }.joined(separator: "\n") }
    var html: String { displays.compactMap { $0["text/html"]?.string }.joined(separator: "\n") }
    var json: JSON? { displays.last?["application/vnd.memmodel+json"] }
    var stderr: String {
        outputs.compactMap { if case .stream("stderr", let text) = $0 { text } else { nil } }.joined()
    }
    var traceback: String { error?.traceback.joined(separator: "\n") ?? "" }
}

/// Keeps what a cell emits, from whatever thread.
final class Outputs: Sendable {
    private let list = Mutex<[CellOutput]>([])
    var all: [CellOutput] { list.withLock { $0 } }
    func add(_ output: CellOutput) { list.withLock { $0.append(output) } }
}

extension Session {
    @discardableResult
    func type(_ code: String, control: CellControl = CellControl()) -> Answer {
        let outputs = Outputs()
        let reply = execute(code, control: control) { outputs.add($0) }
        return Answer(outputs: outputs.all, reply: reply)
    }
}

/// Cells that the tests type.
enum Cells {
    static let storeBuffering = """
        program store_buffering
        atomic flag1, flag2
        thread A {
            flag1.store(1, Relaxed)
            let r1 = flag2.load(Relaxed)
        }
        thread B {
            flag2.store(1, Relaxed)
            let r2 = flag1.load(Relaxed)
        }
        exists (A.r1 == 0 && B.r2 == 0)
        """
    static let race = """
        program race
        var data = 0
        thread A { data = 1 }
        thread B { let r = data }
        """
    static let herd = """
        C MP
        { x=0; y=0; }
        P0 (atomic_int* x, atomic_int* y) {
          atomic_store_explicit(x, 1, memory_order_relaxed);
          atomic_store_explicit(y, 1, memory_order_release);
        }
        P1 (atomic_int* x, atomic_int* y) {
          int r0 = atomic_load_explicit(y, memory_order_acquire);
          int r1 = atomic_load_explicit(x, memory_order_relaxed);
        }
        exists (1:r0=1 /\\ 1:r1=0)
        """
}
