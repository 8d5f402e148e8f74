import JupyterProtocol

/// A notebook in nbformat 4.
///
/// All of the document is kept: metadata, attachments, ids, raw cells, and members that nobody has thought of yet.
/// Texts that a file may split into lines are whole here.
public struct Notebook: Sendable, Hashable {
    /// Everything but the cells.
    var document: JSON
    public var cells: [Cell]

    /// Whether cells have ids: from nbformat 4.5 on they must, before it they must not.
    var hasCellIDs: Bool { (document["nbformat_minor"]?.int ?? 0) >= 5 }

    public var metadata: JSON {
        get { document["metadata"] ?? [:] }
        set { document["metadata"] = newValue }
    }

    /// The kernel's name that the notebook was made for; nil where it does not say.
    public var kernelName: String? { metadata["kernelspec"]?["name"]?.string }
}

/// A cell, by its JSON: members that are not asked for here are kept too.
public struct Cell: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable { case markdown, code, raw }

    var json: JSON
    public let kind: Kind

    init(kind: Kind, json: JSON) {
        self.kind = kind
        self.json = json
    }

    public var source: String {
        get { json["source"]?.string ?? "" }
        set { json["source"] = .string(newValue) }
    }

    public var tags: Set<String> {
        Set((json["metadata"]?["tags"]?.array ?? []).compactMap(\.string))
    }

    /// As nbformat has them; empty for a cell that is not code.
    public var outputs: [JSON] {
        get { json["outputs"]?.array ?? [] }
        set { json["outputs"] = .array(newValue) }
    }

    public var executionCount: Int? {
        get { json["execution_count"]?.int }
        set { json["execution_count"] = newValue.map { .int($0) } ?? .null }
    }

    /// Whether it holds nothing to execute.
    public var isBlank: Bool { source.allSatisfy(\.isWhitespace) }

    /// The source's first line that says something, to call the cell by.
    public var title: String {
        let lines = source.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix(while: \.isWhitespace) }
        return lines.first { !$0.isEmpty }.map(String.init) ?? ""
    }
}
