/// The two marker traits.
public enum MarkerTrait: String, Sendable, Hashable, CaseIterable { case send = "Send", sync = "Sync" }
