/// What ended an exploration before all executions had been visited.
public enum ExplorationLimit: Sendable, Hashable, Codable {
    case interrupt
    case time(Duration)
    case executions(Int)
    case memory(mebibytes: Int)
    /// No limit was met: random samples were asked for, and there they are.
    case samples(Int)
    /// The checker has no room for so much: "32000 locations".
    case capacity(String)
    /// The program has something that the checker does not model; a sentence.
    case obstacle(String)
}

extension ExplorationLimit: CustomStringConvertible {
    /// "the time limit of 2.5 s", "an interrupt"
    public var description: String {
        switch self {
        case .interrupt: "an interrupt"
        case .time(let limit): "the time limit of \(limit.text)"
        case .executions(let limit): "the limit of \(limit) executions"
        case .memory(let mebibytes): "the memory limit of \(mebibytes) MiB"
        case .samples(let count): "the limit of \(count) random samples"
        case .capacity(let limit): "the limit of \(limit)"
        case .obstacle(let sentence): sentence
        }
    }
}

extension Duration {
    /// "2.5 s", "100 ms"
    fileprivate var text: String {
        let isShort = self < .seconds(1)
        let number = isShort ? 1000 * inSeconds : inSeconds
        return (number == number.rounded() ? "\(Int(number))" : "\(number)") + (isShort ? " ms" : " s")
    }
}
