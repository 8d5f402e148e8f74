/// How a text report is to look.
public struct TextStyle: Sendable, Hashable {
    /// Which outcomes are shown with a timeline.
    public enum Timelines: String, Sendable, Hashable, CaseIterable {
        /// Every outcome.
        case all
        /// Weak outcomes, and whatever is wrong.
        case weak
        case none
    }

    /// Where the text is read, and with it what its advice can be.
    public enum Place: Sendable, Hashable { case terminal, cell }

    /// Whether the text is to hold nothing but ASCII.
    public var ascii: Bool
    /// Columns; no line is longer where a line can be broken at all.
    public var width: Int
    /// Whether to colour the text with ANSI escape sequences.
    public var color: Bool
    public var timelines: Timelines
    public var place: Place

    public init(ascii: Bool = false, width: Int = 80, color: Bool = false, timelines: Timelines = .weak,
                place: Place = .terminal) {
        self.place = place
        self.ascii = ascii
        self.width = width
        self.color = color
        self.timelines = timelines
    }
}
