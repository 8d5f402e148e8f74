#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Time that only goes forward. Plain numbers, in place of `ContinuousClock`: for a type that holds one of its instants
/// the runtime has to work out a layout, which takes 50 µs in a process's first exploration.
public enum MonotonicClock {
    /// Since some moment in the past.
    public static func nanoseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }

    /// Since a moment that `nanoseconds` gave.
    public static func seconds(since start: Int64) -> Double { Double(nanoseconds() - start) / 1e9 }

    /// Since the same moment as `nanoseconds`.
    public static func seconds() -> Double { Double(nanoseconds()) * 1e-9 }
}
