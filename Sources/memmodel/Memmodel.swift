import ArgumentParser

@main
struct Memmodel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memmodel", abstract: "Every outcome that a memory model allows, and those that this machine shows.")
}
