import ArgumentParser
import Foundation
import Kernel

struct InstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Tell Jupyter of the kernel.",
        discussion: """
            Writes a kernelspec that starts this very file: install it again when you move it.

            Example: memmodel install --user && jupyter console --kernel memmodel
            """)

    @OptionGroup var place: KernelspecPlaceOptionGroup

    @Option(help: "What Jupyter's menus call it.")
    var displayName = "memmodel"

    func run() throws {
        try place.report { installer in
            let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
            let directory = try installer.install(executable: executable, displayName: displayName)
            return "Installed the kernelspec \(directory)"
        }
    }
}

/// Which kernelspec a command is about.
struct KernelspecPlaceOptionGroup: ParsableArguments {
    @Flag(name: .customLong("user"), help: "In Jupyter's data directory of this user (the default).")
    var isForUser = false

    @Flag(name: .customLong("sys-prefix"), help: "In the active virtual environment, or else Python's own prefix.")
    var isForEnvironment = false

    @Option(help: ArgumentHelp("In PREFIX/share/jupyter.", valueName: "prefix"))
    var prefix: String?

    @Option(help: "What follows `jupyter console --kernel`.")
    var name = "memmodel"

    func validate() throws {
        guard [isForUser, isForEnvironment, prefix != nil].count(where: { $0 }) <= 1 else {
            throw ValidationError("expected one of --user, --sys-prefix and --prefix")
        }
        if prefix == "" { throw ValidationError("--prefix is empty: expected a directory") }
    }

    /// Does something with the kernelspec and prints what was done, or why it could not be.
    func report(_ work: (KernelspecInstaller) throws -> String) throws {
        let place = prefix.map(KernelspecPlace.prefix) ?? (isForEnvironment ? .environment : .user)
        do {
            StandardStreams.say(try work(KernelspecInstaller(name: name, place: place)) + "\n")
        } catch {
            StandardStreams.complain("memmodel: \(error)")
            throw ExitStatus.badInput
        }
    }
}
