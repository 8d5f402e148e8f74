import AtomicsCore
import Foundation
import Testing

@Suite("Statistics of a run")
struct StatisticsTests {
    private var histogram: Histogram {
        var histogram = Histogram()
        histogram.iterations = 1000
        histogram.seconds = 2
        histogram.outcomes = [OutcomeTally(values: [0], count: 100), OutcomeTally(values: [1], count: 800)]
        histogram.discarded = 100
        return histogram
    }

    @Test("rates are counts by seconds")
    func rates() {
        #expect(histogram.iterationsPerSecond == 500)
        #expect(histogram.perSecond { $0.values == [0] } == 50)
        #expect(histogram.concluded == 900)
        #expect(Histogram().iterationsPerSecond == 0)
    }

    @Test("an outcome at the bound of its probability is missed in one of twenty runs")
    func boundOfTheUnseen() throws {
        let bound = try #require(histogram.unseenProbabilityBound)
        #expect(abs(pow(1 - bound, 900) - 0.05) < 1e-9)
        #expect(abs(bound - 3.0 / 900) < 2e-5)
        #expect(Histogram().unseenProbabilityBound == nil)
    }
}
