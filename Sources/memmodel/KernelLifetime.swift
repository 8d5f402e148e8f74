import Dispatch
import Foundation
import Kernel

/// What ends a kernel, or a cell of its, other than a client's request: signals, and the death of who started it.
final class KernelLifetime {
    private let server: Server
    private var sources: [any DispatchSourceProtocol] = []

    /// Watches for as long as it lives.
    init(_ server: Server) {
        self.server = server
        watch(SIGINT) { $0.interrupt() }
        watch(SIGTERM) { $0.stop() }
        watch(SIGHUP) { $0.stop() }
        watchParent()
    }

    private func watch(_ number: Int32, _ act: @escaping @Sendable (Server) -> Void) {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { [server] in act(server) }
        source.resume()
        sources.append(source)
    }

    /// Jupyter's clients say who they are where they want the kernel to end with them. A client that was killed could
    /// not ask for it, so its kernel sees to that itself: it gets another parent then.
    private func watchParent() {
        guard ProcessInfo.processInfo.environment["JPY_PARENT_PID"] != nil else { return }
        let parent = getppid()
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.setEventHandler { [server] in
            if getppid() != parent { server.stop() }
        }
        timer.resume()
        sources.append(timer)
    }
}
