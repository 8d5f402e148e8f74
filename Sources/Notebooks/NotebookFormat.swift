import JupyterProtocol

/// Why a text is no notebook that can be executed, and what to do about it.
public struct NotebookError: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}

extension Notebook {
    /// Reads a notebook's file.
    ///
    /// - Throws: `NotebookError` for what is no JSON, no notebook, or a notebook of another major version.
    public init(reading bytes: some Collection<UInt8>) throws(NotebookError) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw NotebookError("this is not text in UTF-8") }
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw NotebookError("this is not JSON, so no notebook: \(error.description)")
        }
        try Self.checkVersion(of: json)
        guard let cells = json["cells"]?.array else {
            throw NotebookError("this notebook has no list of cells: expected the member \"cells\"")
        }
        document = json
        document["cells"] = nil
        self.cells = []
        for (index, cell) in cells.enumerated() { self.cells.append(try Cell(reading: cell, number: index + 1)) }
    }

    private static func checkVersion(of json: JSON) throws(NotebookError) {
        guard json.object != nil, let version = json["nbformat"]?.int else {
            throw NotebookError("this is JSON, but no notebook: expected an object with the member \"nbformat\"")
        }
        guard version == 4 else {
            throw NotebookError("this notebook is in nbformat \(version), and 4 is what can be read here; "
                + (version < 4 ? "`jupyter nbconvert --to notebook FILE` converts it" : "save it as nbformat 4"))
        }
    }

    /// The file's text, in the form that nbformat gives it, so that what did not change makes no difference:
    /// sorted keys, an indentation of one, texts as lists of lines, a line feed at the end.
    public var fileText: String {
        var json = document
        json["cells"] = .array(cells.map { Cell.split($0.json) })
        return json.text(indent: 1) + "\n"
    }
}

extension Cell {
    fileprivate init(reading json: JSON, number: Int) throws(NotebookError) {
        guard json.object != nil, let word = json["cell_type"]?.string else {
            throw NotebookError("cell \(number) is no cell: expected an object with the member \"cell_type\"")
        }
        guard let kind = Kind(rawValue: word) else {
            throw NotebookError("cell \(number) has the type \"\(word)\": expected code, markdown or raw")
        }
        guard let source = json["source"], MultilineText.joined(source) != nil else {
            throw NotebookError("cell \(number) has no source: expected a text or a list of lines")
        }
        self.init(kind: kind, json: Cell.rejoined(json))
    }
}
