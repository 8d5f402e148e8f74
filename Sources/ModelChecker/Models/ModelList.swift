import Litmus

/// The list of models: with `ModelName`, all that knows them besides their own pages.
extension ModelName {
    /// The explorers compiled for the model. Written out, because only so the compiler makes one for each.
    var workers: any Exploring.Type {
        switch self {
        case .sc: Workers<SC>.self
        case .tso: Workers<TSO>.self
        case .rc11: Workers<RC11>.self
        }
    }

    /// The model's page.
    var page: any MemoryModel.Type { workers.page }

    /// Whether a data race leaves the program without a meaning, so that no outcome of it says anything.
    public var racesAreUndefined: Bool { page.racesAreUndefined }
}
