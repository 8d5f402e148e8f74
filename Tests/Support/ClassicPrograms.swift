import Litmus

/// The programs that every model, and every way to run them, is tested on.
public enum ClassicPrograms {
    /// Two threads that each raise a flag and look for the other's (SB). Columns: A.r1, B.r2.
    public static func storeBuffering(_ store: MemoryOrder, _ load: MemoryOrder) -> Program {
        func body(_ name: String, own: Int, other: Int, register: String) -> Thread {
            Thread(name: name, instructions: [
                .store(Address(base: own), .constant(1), store),
                .load(to: 0, Address(base: other), load),
            ], registers: [RegisterInfo(register)])
        }
        return Program(
            name: "store_buffering",
            locations: [Location(name: "flag1", kind: .atomic), Location(name: "flag2", kind: .atomic)],
            threads: [body("A", own: 0, other: 1, register: "r1"), body("B", own: 1, other: 0, register: "r2")],
            observed: [.register(thread: 0, 0), .register(thread: 1, 0)])
    }
}
