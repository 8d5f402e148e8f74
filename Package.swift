// swift-tools-version: 6.0
import PackageDescription

let swift6: [SwiftSetting] = [.swiftLanguageMode(.v6)]

func module(_ name: String, knows dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swift6)
}

func tests(of name: String, with dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.byName(name: name), "Support"] + dependencies,
                swiftSettings: swift6)
}

let package = Package(
    name: "memmodel",
    products: [.executable(name: "memmodel", targets: ["memmodel"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        // From left to right: a module knows only those above it.
        module("Litmus"),
        module("Language", knows: ["Litmus"]),
        .systemLibrary(name: "CLinuxThreads"),
        module("LinuxThreads", knows: ["CLinuxThreads"]),
        module("ModelChecker", knows: ["Litmus", "LinuxThreads"]),
        module("AtomicsCore", knows: ["Litmus", "CLinuxThreads", "LinuxThreads"]),
        module("MarkerTraits"),
        module("Reports", knows: ["Litmus", "ModelChecker", "AtomicsCore"]),
        .systemLibrary(name: "CZeroMQ", pkgConfig: "libzmq", providers: [.apt(["libzmq3-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        module("JupyterProtocol", knows: ["CZeroMQ", "CSodium"]),
        module("Kernel", knows: [
            "Litmus", "Language", "ModelChecker", "AtomicsCore", "MarkerTraits", "Reports", "JupyterProtocol",
            .product(name: "Logging", package: "swift-log"),
        ]),
        module("Notebooks", knows: ["Kernel", "JupyterProtocol"]),
        .executableTarget(
            name: "memmodel",
            dependencies: [
                "Litmus", "Language", "ModelChecker", "AtomicsCore", "MarkerTraits", "Reports", "JupyterProtocol",
                "Kernel", "Notebooks",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: swift6),

        // Classic programs and oracles that the tests share.
        .target(name: "Support", dependencies: ["Litmus"], path: "Tests/Support", swiftSettings: swift6),
        tests(of: "Litmus"),
        tests(of: "Language", with: ["Litmus"]),
        tests(of: "ModelChecker", with: ["Litmus", "Language"]),
        tests(of: "AtomicsCore", with: ["Litmus", "Language", "ModelChecker", "LinuxThreads"]),
        tests(of: "JupyterProtocol"),
        tests(of: "Kernel", with: ["JupyterProtocol", .product(name: "Logging", package: "swift-log")]),
        tests(of: "Notebooks", with: ["JupyterProtocol", "Kernel"]),
        tests(of: "MarkerTraits"),
        tests(of: "Reports", with: ["Litmus", "Language", "ModelChecker", "AtomicsCore"]),
    ]
)
