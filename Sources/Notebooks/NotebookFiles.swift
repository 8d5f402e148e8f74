import Foundation

/// A notebook's file among those that were asked for.
public struct NotebookFile: Sendable, Hashable {
    public var path: String
    /// Where it goes below a directory for outputs: its place in the directory that was walked, or its name.
    public var relativePath: String
    /// Whether it was found by walking a directory; then a notebook for another kernel is nothing wrong.
    public var wasFound: Bool
}

extension NotebookFile {
    /// The notebooks that a path stands for: itself, or all below a directory, sorted, without checkpoints and what
    /// is hidden.
    ///
    /// - Throws: `NotebookError` where there is none.
    public static func files(at path: String) throws(NotebookError) -> [NotebookFile] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw NotebookError("there is no such file")
        }
        guard isDirectory.boolValue else {
            let name = URL(fileURLWithPath: path).lastPathComponent
            return [NotebookFile(path: path, relativePath: name, wasFound: false)]
        }
        let found = (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".ipynb") && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
            .sorted()
        guard !found.isEmpty else { throw NotebookError("there is no notebook (.ipynb) in this directory") }
        let prefix = path.hasSuffix("/") ? path : path + "/"
        return found.map { NotebookFile(path: prefix + $0, relativePath: $0, wasFound: true) }
    }

    /// - Throws: `NotebookError` where the file cannot be read, or is no notebook.
    public func read() throws(NotebookError) -> Notebook {
        let data: Data
        do {
            // `Data(contentsOf:)` wants a size, which pipes and devices do not have.
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            data = try file.readToEnd() ?? Data()
        } catch {
            throw NotebookError("cannot be read: \(error.localizedDescription)")
        }
        return try Notebook(reading: data)
    }
}

extension Notebook {
    /// Writes the notebook's file, all of it or nothing; directories on the way are made.
    ///
    /// - Throws: `NotebookError`.
    public func write(to path: String) throws(NotebookError) {
        let url = URL(fileURLWithPath: path)
        do {
            let directory = url.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try Data(fileText.utf8).write(to: url, options: .atomic)
        } catch {
            throw NotebookError("cannot be written to \(path): \(error.localizedDescription)")
        }
    }
}
