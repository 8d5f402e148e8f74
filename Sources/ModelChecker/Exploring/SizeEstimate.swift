import LinuxThreads
import Litmus

extension Workers {
    /// Estimates how many executions there are, by random probes.
    ///
    /// - Returns: the mean and its standard error, from as many probes as fit into a tenth of a second.
    static func estimate(_ request: ExplorationRequest) -> Estimate {
        var aside = request.forAside()
        aside.options.timeout = .milliseconds(100)
        var explorer = Explorer<Model>(aside)
        explorer.recorder.onlyCounts = true
        explorer.probe = Probe(seed: 1)
        let deadline = MonotonicClock.seconds() + 0.1
        var (count, sum, squares) = (0.0, 0.0, 0.0)
        while count < 2 || (count < 100_000 && MonotonicClock.seconds() < deadline && !request.control.isCancelled) {
            explorer.probe?.restart()
            let before = explorer.recorder.executions
            explorer.visit()
            let value = explorer.recorder.executions > before ? explorer.probe?.weight ?? 0 : 0
            (count, sum, squares) = (count + 1, sum + value, squares + value * value)
        }
        let mean = sum / count
        let variance = max(0, squares / count - mean * mean)
        return Estimate(executions: mean, standardError: (variance / (count - 1)).squareRoot())
    }
}
