// Arguments of the wrong kind: the mistake is the call's, though it shows inside the function only.
extension BodyLowering {
    /// Reports that a parameter is used as a location and a value was passed for it: where it is used, and at the
    /// argument of the call. Where that is a parameter too, the argument is that of its function's call.
    ///
    /// - Parameter message: what is wrong with the use. Of a function of an earlier text the call says it all.
    /// - Returns: whether there is such a call.
    mutating func reportArgument(for parameter: String, _ use: Span, _ message: String) -> Bool {
        guard let (depth, number) = originOfArgument(parameter), let function = frames.last?.function else {
            return false
        }
        let line = function.isFromEarlierText ? "" : " on line \(source.line(of: use.start))"
        if !function.isFromEarlierText { error(use, message, help: "a call passes a value for it") }
        let called = frames[depth].function.declaration
        let argument = frames[depth].arguments[number]
        guard reportedArguments.insert(argument.span.start).inserted else { return true }
        // The mistake is the caller's, and is reported as what stands there.
        let inner = frames[depth...]
        frames.removeSubrange(depth...)
        error(argument.span, "`\(called.name.text)` needs a location as its argument "
                  + "`\(called.parameters[number].text)`, and `\(text(argument))` is a value",
              help: "`\(function.declaration.name.text)` uses `\(parameter)` as one\(line): "
                  + "pass shared state, by its name")
        frames += inner
        return true
    }

    /// The outermost call that passes what the innermost function has as a parameter, and which argument that is.
    private func originOfArgument(_ parameter: String) -> (depth: Int, number: Int)? {
        var origin: (depth: Int, number: Int)?
        var name: String? = parameter
        for depth in frames.indices.reversed() {
            let parameters = frames[depth].function.declaration.parameters
            guard let number = parameters.firstIndex(where: { $0.text == name }),
                  number < frames[depth].arguments.count else { break }
            origin = (depth, number)
            name = frames[depth].arguments[number].name
        }
        return origin
    }
}
