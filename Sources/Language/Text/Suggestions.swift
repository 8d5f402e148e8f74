/// The candidate that a misspelt word most likely stands for: nil where none is near enough to be worth naming.
///
/// Near is: equal but for case, or at most a third of the letters (and at least one) are wrong, where a letter too
/// many, too few, another one, and two swapped neighbours are one wrong letter each.
public func nearest<Candidates: Sequence>(to word: String, among candidates: Candidates) -> String?
where Candidates.Element == String {
    let lowered = Array(word.lowercased())
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != word {
        let other = Array(candidate.lowercased())
        guard abs(other.count - lowered.count) <= 3 else { continue }
        let distance = editDistance(lowered, other)
        let limit = max(1, min(lowered.count, other.count) / 3)
        let isFar = distance > limit || (distance == other.count && distance > 0)
        if !isFar, distance < (best?.distance ?? .max) { best = (candidate, distance) }
    }
    return best?.name
}

/// The optimal string alignment distance. O(a·b).
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1] + [Int](repeating: 0, count: b.count)
        for j in b.indices {
            row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1) }
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}

/// "a, b and c"
public func enumeration(_ words: [String], _ conjunction: String = "and") -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}

/// "3 threads", "1 thread"
func counted(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }
