import Foundation

/// Results go to standard output, everything else to standard error.
enum StandardStreams {
    /// Writes a result as it is, and at once: who reads a pipe sees each answer when it is known.
    static func say(_ text: String) {
        print(text, terminator: "")
        fflush(nil)
    }

    /// Whether results are read by a person at a terminal that has colours.
    static var outputIsColourful: Bool {
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    }

    /// Writes a line to standard error.
    static func complain(_ text: String) {
        fflush(nil)
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
