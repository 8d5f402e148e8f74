/// A token of a test in herd's C format.
struct HerdToken: Sendable {
    enum Kind: Sendable, Hashable {
        case word(String)
        case number(Int64)
        case string
        /// An operator or bracket, as it is written.
        case symbol(String)
        case end
    }

    var kind: Kind
    var span: Span

    var word: String? { if case .word(let word) = kind { word } else { nil } }
    func isSymbol(_ symbol: String) -> Bool { kind == .symbol(symbol) }
    func isWord(_ word: String) -> Bool { kind == .word(word) }

    var description: String {
        switch kind {
        case .word(let word): "`\(word)`"
        case .number(let number): "`\(number)`"
        case .string: "a string"
        case .symbol(let symbol): "`\(symbol)`"
        case .end: "the end of the text"
        }
    }

    /// The number of a process: 1 of `P1`. Nil for other words.
    var process: Int? {
        guard let word, word.first == "P", word.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }) else {
            return nil
        }
        return Int(word.dropFirst())
    }
}
