import Language
import Litmus
import Reports

extension Session {
    /// What `%list` shows: programs, the latest last, then functions and constants.
    var listing: String {
        let programs = programNames.compactMap(program)
        let width = programs.map(\.program.name.count).max() ?? 0
        var lines = programs.map { stored in
            stored.program.name + String(repeating: " ", count: width - stored.program.name.count + 2)
                + stored.program.inventory
        }
        if lines.isEmpty { lines = ["no programs yet: a cell that begins with `program NAME` makes one"] }
        let definitions = definitions.listing
        return (lines + (definitions.isEmpty ? [] : [""] + definitions)).joined(separator: "\n")
    }
}

extension Program {
    /// "2 threads (A, B), 2 locations (x, y), 1 property"
    var inventory: String {
        var parts = ["\(NumberText.counted(threads.count, "thread"))\(Self.list(threads.map(\.name)))"]
        parts.append(NumberText.counted(locations.count, "location") + Self.list(locations.map(\.name)))
        if !properties.isEmpty {
            parts.append(properties.count == 1 ? "1 property" : "\(properties.count) properties")
        }
        return parts.joined(separator: ", ")
    }

    private static func list(_ names: [String]) -> String {
        guard !names.isEmpty else { return "" }
        let shown = names.prefix(4) + (names.count > 4 ? ["…"] : [])
        return " (" + shown.joined(separator: ", ") + ")"
    }
}
