import ArgumentParser

/// The programs to answer: what `check`, `run` and `compare` have in common.
struct ProgramFiles: ParsableArguments {
    @Argument(help: "Programs in the memmodel language or in herd's C format; - is standard input.")
    var files: [String] = []

    /// - Throws: `ValidationError` where no program is named.
    func requireFiles() throws {
        if files.isEmpty { throw ValidationError("Missing expected argument '<files> ...'") }
    }

    func validate() throws {
        if files.filter({ $0 == "-" }).count > 1 {
            throw ValidationError("standard input (-) can be read once only")
        }
    }

    /// Answers each program in the order given. What is wrong with one is said on standard error and stops no other.
    ///
    /// - Throws: the status to exit with, where that is not 0.
    func answerEach(until interruption: Interruption, with answer: (ProgramInput) throws -> ExitStatus) throws {
        try requireFiles()
        var statuses: [ExitStatus] = []
        for file in files {
            if interruption.isRequested {
                let unanswered = files.count - statuses.count
                StandardStreams.complain("interrupted: \(unanswered) of \(files.count) files were not looked at")
                statuses.append(.undecided)
                break
            }
            do {
                statuses.append(try answer(ProgramInput(InputFile(path: file))))
            } catch let error as InputError {
                StandardStreams.complain(error.description)
                statuses.append(.badInput)
            }
        }
        let status = ExitStatus.combined(statuses)
        if status != .holds { throw status }
    }
}
