import Foundation
import JupyterProtocol

/// Where Jupyter's clients look for kernelspecs.
public enum KernelspecPlace: Sendable, Hashable {
    /// Jupyter's data directory of this user.
    case user
    /// The active virtual environment, or else Python's own prefix.
    case environment
    case prefix(String)
}

/// Tells Jupyter's clients of the kernel, by a directory with a `kernel.json` and pictures; and takes that back.
public struct KernelspecInstaller: Sendable {
    private let name: String
    private let place: KernelspecPlace
    private let environment: [String: String]

    /// - Parameter name: what follows `--kernel`.
    /// - Throws: `KernelspecError` where it is no name for a kernel.
    public init(name: String, place: KernelspecPlace,
                environment: [String: String] = ProcessInfo.processInfo.environment) throws(KernelspecError) {
        let characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
        guard !name.isEmpty, name != ".", name != "..", name.allSatisfy(characters.contains) else {
            throw KernelspecError("'\(name)' is no name for a kernel: expected letters, digits, '.', '_' and '-'")
        }
        // Clients find kernels by their names in lower case.
        self.name = name.lowercased()
        self.place = place
        self.environment = environment
    }

    /// - Parameter executable: the absolute path of memmodel.
    /// - Returns: the directory that was written.
    /// - Throws: `KernelspecError` where that is not possible, or another kernel has the name.
    public func install(executable: String, displayName: String) throws(KernelspecError) -> String {
        let directory = try directory()
        if try language(of: directory).map({ $0 != Self.language }) ?? false {
            throw KernelspecError("\(directory.path) is another kernel's: choose another --name")
        }
        var files = KernelspecLogos.files
        files["kernel.json"] = Data((Self.spec(executable, displayName).text(indent: 2) + "\n").utf8)
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            for (name, content) in files {
                try content.write(to: directory.appendingPathComponent(name), options: .atomic)
            }
        } catch {
            throw KernelspecError("cannot write \(directory.path): \(Self.reason(error))")
        }
        return directory.path
    }

    /// - Returns: the directory that was removed.
    /// - Throws: `KernelspecError` where there is no kernelspec of memmodel's, or it cannot be removed.
    public func uninstall() throws(KernelspecError) -> String {
        let directory = try directory()
        guard let language = try language(of: directory) else {
            throw KernelspecError("there is no kernelspec \(directory.path): `jupyter kernelspec list` shows those "
                + "that there are")
        }
        guard language == Self.language else {
            throw KernelspecError("\(directory.path) is another kernel's, and stays")
        }
        do {
            try FileManager.default.removeItem(at: directory)
        } catch {
            throw KernelspecError("cannot remove \(directory.path): \(Self.reason(error))")
        }
        return directory.path
    }

    private static let language = "memmodel"

    private static func spec(_ executable: String, _ displayName: String) -> JSON {
        [
            "argv": [.string(executable), "kernel", "--connection-file", "{connection_file}"],
            "display_name": .string(displayName), "language": .string(language), "interrupt_mode": "message",
            "metadata": ["debugger": false],
        ]
    }

    /// What a kernelspec says that its kernel speaks; empty where it says nothing. Nil where there is none.
    private func language(of directory: URL) throws(KernelspecError) -> String? {
        let file = directory.appendingPathComponent("kernel.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        guard let content = FileManager.default.contents(atPath: file.path) else {
            throw KernelspecError("cannot read \(file.path)")
        }
        return (try? JSON(parsing: content))?["language"]?.string ?? ""
    }

    /// The system's own words for what went wrong with a file.
    private static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        guard let posix = underlying, posix.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(posix.code)))
    }
}

// Where the kernelspec is.
extension KernelspecInstaller {
    private func directory() throws(KernelspecError) -> URL {
        URL(fileURLWithPath: try dataDirectory(), isDirectory: true)
            .appendingPathComponent("kernels", isDirectory: true).appendingPathComponent(name, isDirectory: true)
    }

    private func dataDirectory() throws(KernelspecError) -> String {
        switch place {
        case .prefix(let prefix): return prefix + "/share/jupyter"
        case .environment: return try environmentPrefix() + "/share/jupyter"
        case .user:
            if let directory = variable("JUPYTER_DATA_DIR") { return directory }
            if let directory = variable("XDG_DATA_HOME") { return directory + "/jupyter" }
            return (variable("HOME") ?? NSHomeDirectory()) + "/.local/share/jupyter"
        }
    }

    private func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func environmentPrefix() throws(KernelspecError) -> String {
        if let prefix = variable("VIRTUAL_ENV") ?? variable("CONDA_PREFIX") { return prefix }
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", "-c", "import sys; print(sys.prefix)"]
        python.environment = environment
        let output = Pipe()
        python.standardOutput = output
        python.standardError = FileHandle.nullDevice
        var answer = Data()
        if (try? python.run()) != nil {
            answer = (try? output.fileHandleForReading.readToEnd()) ?? Data()
            python.waitUntilExit()
        }
        let prefix = String(decoding: answer, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard prefix.hasPrefix("/") else {
            throw KernelspecError("there is no active virtual environment and no python3 to ask for its prefix: "
                + "say where with --prefix")
        }
        return prefix
    }
}

/// Why a kernelspec cannot be installed or removed; ready to be shown.
public struct KernelspecError: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}
