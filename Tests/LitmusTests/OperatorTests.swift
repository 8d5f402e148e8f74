import Litmus
import Testing

@Suite struct OperatorTests {
    @Test func divisionByZeroHasNoValue() {
        #expect(BinaryOperator.divide.apply(1, 0) == nil)
        #expect(BinaryOperator.remainder.apply(1, 0) == nil)
    }

    @Test func arithmeticWrapsAround() {
        #expect(BinaryOperator.add.apply(.max, 1) == .min)
        #expect(BinaryOperator.divide.apply(.min, -1) == .min)
        #expect(BinaryOperator.remainder.apply(.min, -1) == 0)
        #expect(UnaryOperator.negate.apply(.min) == .min)
    }

    @Test func conditionsAreLazyLikeRust() {
        let division = Condition.binary(.divide, .constant(1), .constant(0))
        #expect(Condition.binary(.and, .constant(0), division).evaluate { _ in 0 } == 0)
        #expect(Condition.binary(.or, .constant(1), division).evaluate { _ in 0 } == 1)
        #expect(Condition.binary(.and, .constant(1), division).evaluate { _ in 0 } == nil)
    }
}
