import JupyterProtocol

/// A constant that is set from outside: `-p N 4`.
public struct Parameter: Sendable, Hashable {
    public var name: String
    public var value: Int64

    /// - Throws: `NotebookError` where the name is no name, or the value no number of the language.
    public init(name: String, value: String) throws(NotebookError) {
        let isName = name.unicodeScalars.enumerated().allSatisfy { index, scalar in
            ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
                || (index > 0 && ("0"..."9").contains(scalar))
        }
        guard isName, !name.isEmpty else {
            throw NotebookError("'\(name)' is no parameter's name: expected letters, digits and _, as in N")
        }
        guard let number = Self.number(value) else {
            throw NotebookError("'\(value)' is no value for \(name): expected a 64-bit number, true or false")
        }
        self.name = name
        self.value = number
    }

    private static func number(_ text: String) -> Int64? {
        if text == "true" { return 1 }
        if text == "false" { return 0 }
        let isNegative = text.hasPrefix("-")
        let digits = text.dropFirst(isNegative ? 1 : 0).filter { $0 != "_" }
        guard digits.first?.isHexDigit == true else { return nil }
        let sign = isNegative ? "-" : ""
        return switch digits.prefix(2) {
        case "0x": Int64(sign + digits.dropFirst(2), radix: 16)
        case "0b": Int64(sign + digits.dropFirst(2), radix: 2)
        default: Int64(sign + digits)
        }
    }
}

extension Notebook {
    /// The notebook with a cell that sets the parameters: after the cell with the tag `parameters`, which holds their
    /// defaults, or in front of all where there is none. A cell that an earlier injection left is replaced.
    /// This is papermill's custom, tags included.
    public func injecting(_ parameters: [Parameter]) -> Notebook {
        guard !parameters.isEmpty else { return self }
        var result = self
        result.cells.removeAll { $0.tags.contains("injected-parameters") }
        let defaults = result.cells.firstIndex { $0.kind == .code && $0.tags.contains("parameters") }
        result.cells.insert(injectedCell(parameters), at: defaults.map { $0 + 1 } ?? 0)
        return result
    }

    private func injectedCell(_ parameters: [Parameter]) -> Cell {
        var json: JSON = [
            "cell_type": "code", "execution_count": nil, "outputs": [],
            "metadata": ["tags": ["injected-parameters"]],
            "source": .string(parameters.map { "const \($0.name) = \($0.value)" }.joined(separator: "\n")),
        ]
        if hasCellIDs { json["id"] = "injected-parameters" }
        return Cell(kind: .code, json: json)
    }
}
