/// The ways between a client and a kernel that carry messages (the heartbeat carries bytes only).
public enum Channel: String, Sendable, Hashable, CaseIterable {
    /// Requests that wait for each other, and their replies.
    case shell
    /// Requests that must not wait: interrupts, shutdown, debugging.
    case control
    /// What the kernel says to everybody: its state, outputs.
    case iopub
    /// The kernel's requests for input.
    case stdin
}
