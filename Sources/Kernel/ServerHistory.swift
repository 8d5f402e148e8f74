import JupyterProtocol

/// The cells of this kernel's life, for `history_request`. Earlier lives are not remembered.
struct ServerHistory: Sendable {
    /// The number of this kernel's life; 0 and -1… count back from it, as IPython does.
    private static let session = 1

    struct Cell: Sendable {
        var number: Int
        var code: String
        /// The result's text; nil where there is none.
        var output: String?
    }

    private var cells: [Cell] = []

    mutating func append(_ cell: Cell) { cells.append(cell) }

    /// The `history` of a `history_reply`: the cells that the request's content asks for, oldest first.
    ///
    /// Takes time linear in the history.
    /// - Throws: `RequestError` where it asks for no known kind of access.
    func answer(to content: JSON) throws(RequestError) -> JSON {
        let withOutput = content["output"]?.bool ?? false
        return .array(try selection(content).map { cell in
            let input = JSON.string(cell.code)
            let output = cell.output.map(JSON.string) ?? .null
            return [.int(Self.session), .int(cell.number), withOutput ? .array([input, output]) : input]
        })
    }

    private func selection(_ content: JSON) throws(RequestError) -> ArraySlice<Cell> {
        let limit = content["n"]?.int.map { max(0, $0) } ?? cells.count
        switch content["hist_access_type"]?.string {
        case "tail":
            return cells.suffix(limit)
        case "range":
            let session = content["session"]?.int ?? 0
            guard session == 0 || session == Self.session else { return [] }
            let start = content["start"]?.int ?? 0
            let stop = content["stop"]?.int ?? .max
            return cells.filter { $0.number >= start && $0.number < stop }[...]
        case "search":
            let pattern = GlobPattern(content["pattern"]?.string ?? "*")
            let found = cells.filter { pattern.matches($0.code) }
            return (content["unique"]?.bool ?? false ? Self.latestOfEach(found) : found).suffix(limit)
        case let other:
            throw RequestError("hist_access_type is \(other.map { "'\($0)'" } ?? "missing"); "
                + "expected 'tail', 'range' or 'search'")
        }
    }

    private static func latestOfEach(_ cells: [Cell]) -> [Cell] {
        var seen: Set<String> = []
        return cells.reversed().filter { seen.insert($0.code).inserted }.reversed()
    }
}

/// A pattern in which `*` stands for any text and `?` for any character.
struct GlobPattern: Sendable {
    private let pattern: [Character]

    init(_ pattern: String) { self.pattern = Array(pattern) }

    /// Whether the whole text fits. Takes time in the product of both lengths at most, and no room.
    func matches(_ text: String) -> Bool {
        let text = Array(text)
        var (position, inText) = (0, 0)
        // Where to go on when the rest does not fit: the latest star takes one character more.
        var retry: (position: Int, inText: Int)?
        while inText < text.count {
            if position < pattern.count, pattern[position] == "*" {
                position += 1
                retry = (position, inText)
            } else if position < pattern.count, pattern[position] == "?" || pattern[position] == text[inText] {
                position += 1
                inText += 1
            } else if let latest = retry {
                position = latest.position
                inText = latest.inText + 1
                retry = (position, inText)
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == "*" }
    }
}
