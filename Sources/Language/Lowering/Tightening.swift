import Litmus

/// The same code with jumps to jumps shortened, and without what is never executed and jumps to the next instruction.
///
/// The checker executes each thread over and over, so an instruction saved here is saved millions of times.
/// Targets are instruction numbers, before and after. O(n) a round; ends after at most n rounds, in practice two.
func tightened(_ code: [Instruction], _ origins: [Origin]) -> ([Instruction], [Origin]) {
    var code = code, origins = origins
    while true {
        let before = code.count
        shortenJumps(&code)
        let isKept = reachable(code)
        (code, origins) = compacted(code, origins, keeping: isKept)
        if code.count == before { return (code, origins) }
    }
}

/// Retargets a jump to a jump to where that one goes.
private func shortenJumps(_ code: inout [Instruction]) {
    for index in code.indices {
        guard var target = code[index].target else { continue }
        var hops = 0
        while target < code.count, case .jump(let next) = code[target], hops < code.count {
            target = next
            hops += 1
        }
        code[index].target = target
        if case .branch(.constant(let constant), let target) = code[index], constant == 0 {
            code[index] = .jump(to: target)
        }
        if case .jump = code[index], target < code.count, case .halt = code[target] { code[index] = .halt }
    }
}

/// Which instructions are both executed by some path and do something.
private func reachable(_ code: [Instruction]) -> [Bool] {
    var isReached = [Bool](repeating: false, count: code.count)
    var pending = [0]
    while let start = pending.popLast() {
        var index = start
        while index < code.count, !isReached[index] {
            isReached[index] = true
            if let target = code[index].target { pending.append(target) }
            guard code[index].fallsThrough else { break }
            index += 1
        }
    }
    for index in code.indices where isReached[index] {
        if doesNothing(at: index, in: code, isReached) { isReached[index] = false }
    }
    return isReached
}

/// A jump over nothing but unreached code, a branch on a constant that is not 0, or `halt` at the end.
private func doesNothing(at index: Int, in code: [Instruction], _ isReached: [Bool]) -> Bool {
    if case .halt = code[index] { return index == code.count - 1 }
    guard let target = code[index].target else { return false }
    if case .branch(.constant(let constant), _) = code[index], constant != 0 { return true }
    return target > index && !isReached[(index + 1)..<target].contains(true)
}

private func compacted(_ code: [Instruction], _ origins: [Origin],
                       keeping isKept: [Bool]) -> ([Instruction], [Origin]) {
    var newIndices: [Int] = []
    var kept: [Instruction] = [], keptOrigins: [Origin] = []
    for index in code.indices {
        newIndices.append(kept.count)
        guard isKept[index] else { continue }
        kept.append(code[index])
        keptOrigins.append(origins[index])
    }
    newIndices.append(kept.count)
    for index in kept.indices {
        if let target = kept[index].target { kept[index].target = newIndices[target] }
    }
    return (kept, keptOrigins)
}
