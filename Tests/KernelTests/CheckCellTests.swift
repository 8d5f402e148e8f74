import Testing

@testable import Kernel

@Suite struct CheckCellTests {
    @Test func aCellIsCheckedUnderRC11AndItsResultIsTextAndHTML() throws {
        let answer = Session().type(Cells.storeBuffering)
        #expect(answer.error == nil)
        #expect(answer.outputs.count == 1)
        let result = try #require(answer.result)
        #expect(result["text/plain"]?.string?.contains("store_buffering under rc11: 4 executions, 4 outcomes") ?? false)
        #expect(result["text/html"]?.string?.contains("<table") ?? false)
        #expect(answer.json?["verdict"]?.string == "ok")
        #expect(answer.json?["executions"]?.int == 4)
    }
}
