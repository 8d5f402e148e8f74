/// The pages of `%help`.
enum HelpTopic {
    static var overview: String { "" }
    static var names: [String] { [] }
    static func text(for topic: String) -> String? { nil }
}
