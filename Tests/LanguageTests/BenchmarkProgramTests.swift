import Foundation
import Language
import Litmus
import Support
import Testing

@Suite struct BenchmarkProgramTests {
    @Test(arguments: try TestResources.benchmarkNames())
    func everyBenchmarkProgramIsReadWithoutAWord(name: String) throws {
        let result = parse(try TestResources.benchmark(name))
        #expect(result.diagnostics == [])
        #expect(result.program?.name == name)
        #expect(result.program?.observed.isEmpty == false)
    }
}
