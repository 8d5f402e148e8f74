extension Topology {
    /// The machine as nested boxes: nodes and packages, the caches that cores share, cores with their own caches, and
    /// the processors of each. At most `width` columns wide.
    public func picture(width: Int = 80, ascii: Bool = false) -> String {
        let stroke = ascii ? Stroke.ascii : .unicode
        let packages = Dictionary(grouping: processors) { [$0.node, $0.package] }
        let boxes = packages.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, members in
            let title = packages.count > 1 || Set(processors.map(\.node)).count > 1
                ? "package \(key[1]), NUMA node \(key[0])" : model.isEmpty ? "package \(key[1])" : model
            return box(title, groups(of: members, width: width - 4, stroke), width: width, stroke)
        }
        return boxes.map { $0.joined(separator: "\n") + "\n" }.joined()
    }

    /// A block a group of cores that share the largest cache.
    private func groups(of members: [Processor], width: Int, _ stroke: Stroke) -> [[String]] {
        let byCache = Dictionary(grouping: members) { cacheGroup(of: $0.number) }
        return byCache.sorted { $0.key < $1.key }.map { first, members in
            let cores = cores(of: members, stroke)
            guard let cache = sharedCache(of: first), Set(members.map(\.core)).count > 1 else {
                return flow(cores, width: width)
            }
            let inner = flow(cores, width: width - 4)
            let bar = "\(cache.label), shared by processors \(Self.list(cache.processors))"
            return box(bar, [inner], width: width, stroke)
        }
    }

    /// The cache of the highest level that a processor belongs to.
    private func sharedCache(of processor: Int) -> Cache? {
        caches.filter { $0.contents != .instructions && $0.processors.contains(processor) }.max { $0.level < $1.level }
    }

    private func cores(of members: [Processor], _ stroke: Stroke) -> [[String]] {
        Dictionary(grouping: members, by: \.core).sorted { $0.key < $1.key }.map { core, members in
            let own = caches.filter { cache in
                members.contains { cache.processors.contains($0.number) }
                    && Set(cache.processors).isSubset(of: Set(members.map(\.number)))
            }
            let siblings = members.map(\.number)
            let title = siblings.count > 1 ? "processors \(Self.list(siblings))" : "processor \(siblings[0])"
            let lines = [title] + (siblings.count > 1 ? ["SMT siblings"] : []) + own.map(\.label)
            return box("core \(core)", [lines], width: nil, stroke)
        }
    }

    // MARK: Boxes

    private struct Stroke {
        var horizontal, vertical: Character
        var topLeft, topRight, bottomLeft, bottomRight: Character

        static let unicode = Stroke(horizontal: "─", vertical: "│", topLeft: "┌", topRight: "┐", bottomLeft: "└",
                                    bottomRight: "┘")
        static let ascii = Stroke(horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+",
                                  bottomRight: "+")
    }

    /// Blocks below each other in a frame with a title; `width` is the most that the frame may take.
    private func box(_ title: String, _ blocks: [[String]], width: Int?, _ stroke: Stroke) -> [String] {
        let lines = blocks.flatMap { $0 }
        let wanted = max(lines.map(\.count).max() ?? 0, title.count + 2)
        let inner = min(wanted, (width ?? .max) - 4)
        let label = " " + String(title.prefix(inner)) + " "
        let rest = String(repeating: stroke.horizontal, count: max(inner + 1 - label.count, 0))
        let top = "\(stroke.topLeft)\(stroke.horizontal)\(label)\(rest)\(stroke.topRight)"
        let floor = String(repeating: stroke.horizontal, count: inner + 2)
        let bottom = "\(stroke.bottomLeft)\(floor)\(stroke.bottomRight)"
        return [top] + lines.map { line in
            let text = line.prefix(inner)
            return "\(stroke.vertical) \(text)\(String(repeating: " ", count: inner - text.count)) \(stroke.vertical)"
        } + [bottom]
    }

    /// Blocks beside each other as far as they fit, and below each other from there.
    private func flow(_ blocks: [[String]], width: Int) -> [String] {
        var rows: [[String]] = []
        for block in blocks {
            guard var row = rows.last, (row.map(\.count).max() ?? 0) + 1 + (block.first?.count ?? 0) <= width else {
                rows.append(block)
                continue
            }
            let filled = row.map(\.count).max() ?? 0
            for line in 0..<max(row.count, block.count) {
                let left = line < row.count ? row[line] : ""
                let padding = String(repeating: " ", count: filled - left.count + 1)
                let joined = left + padding + (line < block.count ? block[line] : "")
                if line < row.count { row[line] = joined } else { row.append(joined) }
            }
            rows[rows.count - 1] = row
        }
        return rows.flatMap { $0 }
    }

    /// "0–3, 8".
    static func list(_ numbers: [Int]) -> String {
        var runs: [(first: Int, last: Int)] = []
        for number in numbers.sorted() {
            if let last = runs.last, last.last + 1 == number { runs[runs.count - 1].last = number } else {
                runs.append((number, number))
            }
        }
        return runs.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }.joined(separator: ", ")
    }
}

extension Topology.Cache {
    /// "L1d 32 KiB".
    var label: String {
        let kind = switch contents {
        case .data: "d"
        case .instructions: "i"
        case .unified: ""
        }
        let size = size >= 1 << 20 && size % (1 << 20) == 0 ? "\(size >> 20) MiB" : "\(size >> 10) KiB"
        return "L\(level)\(kind) \(size)"
    }
}
