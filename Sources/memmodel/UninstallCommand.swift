import ArgumentParser
import Kernel

struct UninstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Take back what `memmodel install` with the same options did.")

    @OptionGroup var place: KernelspecPlaceOptionGroup

    func run() throws {
        try place.report { "Removed the kernelspec \(try $0.uninstall())" }
    }
}
