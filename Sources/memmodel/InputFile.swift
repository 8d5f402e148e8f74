import Foundation
import Language

/// A program's text, and the name by which messages speak of it.
struct InputFile {
    var name: String
    var text: String
    let isStandardInput: Bool

    /// Reads a file, or standard input for `-`.
    ///
    /// - Throws: `InputError` where there is no text to be had.
    init(path: String) throws {
        isStandardInput = path == "-"
        name = path == "-" ? "standard input" : path.withVisibleControls
        let bytes = try path == "-" ? InputFile.standardInput() : InputFile.contents(of: path, named: name)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw InputError("\(name): this is not text in UTF-8")
        }
        // A byte order mark is no part of the text.
        self.text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    }

    private static func standardInput() throws -> Data {
        do {
            return try FileHandle.standardInput.readToEnd() ?? Data()
        } catch {
            throw InputError("standard input cannot be read: \(reason(of: error))")
        }
    }

    private static func contents(of path: String, named name: String) throws -> Data {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw InputError("\(name): there is no such file")
        }
        if isDirectory.boolValue {
            throw InputError("\(name): this is a directory; name the files in it, as in \(name)/*.litmus")
        }
        do {
            // `Data(contentsOf:)` wants a size, which pipes (`<(…)` in a shell) and devices do not have.
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            return try file.readToEnd() ?? Data()
        } catch {
            throw InputError("\(name): cannot be read: \(reason(of: error))")
        }
    }

    private static func reason(of error: any Error) -> String {
        let error = error as NSError
        let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        guard underlying.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(underlying.code)))
    }
}

/// Why a file gave no program; ready to be shown.
struct InputError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
