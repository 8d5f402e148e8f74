import Foundation
import Language
import Litmus
import ModelChecker

/// What the files of a split exploration have in common: which program, under what, by which build.
struct PartHeader: Codable, Equatable {
    var build: String
    /// The program's text and the name of the file that it came from.
    var source: String
    var file: String
    var name: String
    var model: ModelName
    var unroll: Int
    var symmetry: Symmetry

    init(_ input: InputFile, _ program: Program, _ options: CheckOptions) {
        name = program.name
        build = BuildIdentity.current
        source = input.text
        file = input.name
        model = options.model
        unroll = options.unroll
        symmetry = options.symmetry
    }

    /// The program, parsed again.
    func program() throws -> Program {
        guard var program = Language.parse(source, fileName: file).program else {
            throw InputError("\(file): the program that was split does not parse any more")
        }
        program.name = name
        return program
    }

    /// The options that decide what the exploration is; the others are the machine's.
    func apply(to options: inout CheckOptions) {
        (options.model, options.unroll, options.symmetry) = (model, unroll, symmetry)
    }
}

/// A part to be explored, or a part's result: a line of JSON.
struct PartFile: Codable {
    var header: PartHeader
    var part: ExplorationPart?
    var result: PartExploration?

    /// - Throws: `InputError` for a file that is none, or that another build has written.
    init(path: String) throws {
        let input = try InputFile(path: path)
        do {
            self = try JSONDecoder().decode(PartFile.self, from: Data(input.text.utf8))
        } catch {
            throw InputError("\(input.name): this is no part of a split exploration, nor the result of one; "
                + "memmodel check --split writes parts, memmodel check --part FILE --format json results")
        }
        guard header.build == BuildIdentity.current else {
            throw InputError("\(input.name): written by another build of memmodel (\(header.build); this is "
                + "\(BuildIdentity.current)): parts are explored and merged by the build that split")
        }
    }

    init(header: PartHeader, part: ExplorationPart? = nil, result: PartExploration? = nil) {
        (self.header, self.part, self.result) = (header, part, result)
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

/// Tells one build of memmodel from another: the version, and a checksum of the executable.
enum BuildIdentity {
    static let current = "\(Memmodel.configuration.version)-\(checksum)"

    /// FNV-1a, of eight bytes at a time.
    private static var checksum: String {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let url = URL(fileURLWithPath: link ?? CommandLine.arguments[0])
        guard let data = try? Data(contentsOf: url, options: .alwaysMapped) else { return "unknown" }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        data.withUnsafeBytes { bytes in
            for offset in stride(from: 0, to: bytes.count - 7, by: 8) {
                hash = (hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x100_0000_01b3
            }
        }
        return String(hash, radix: 16)
    }
}
