import Foundation

/// Results go to standard output, everything else to standard error.
enum StandardStreams {
    /// Writes a result as it is, and at once: who reads a pipe sees each answer when it is known. Where it cannot be
    /// written the process ends: a script must not take no result for a good one.
    static func say(_ text: String) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 { written += count } else { recover(from: errno) }
        }
    }

    /// Returns where standard output can be written to again, and ends the process where it never can.
    private static func recover(from error: Int32) {
        switch error {
        case EINTR: break
        case EAGAIN:
            var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
            poll(&output, 1, -1)
        default:
            // A reader that has left wants to hear nothing, even where `SIGPIPE` is blocked.
            if error != EPIPE {
                complain("memmodel: standard output cannot be written: \(String(cString: strerror(error)))")
            }
            exit(ExitStatus.unwritable.rawValue)
        }
    }

    /// Keeps the numbers of standard streams that are closed from files that are opened later, which would be written
    /// to in their place: what stands in for a stream can only be used the wrong way round, which is an error as the
    /// use of a closed one is.
    static func occupyClosed() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
            _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Whether results are read by a person at a terminal that has colours.
    static var outputIsColourful: Bool {
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    }

    /// Writes a line to standard error.
    static func complain(_ text: String) {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }

    /// Replaces the line of the terminal that standard error is on.
    static func overwriteLine(with text: String) {
        try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(text)".utf8))
    }

    /// Ends the process quietly when nobody reads its results any more (`memmodel … | head`), whatever the parent
    /// process did with the signal.
    static func endQuietlyWithoutReader() {
        signal(SIGPIPE, SIG_DFL)
    }
}
