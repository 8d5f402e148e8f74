import AtomicsCore
import JupyterProtocol
import Testing

@testable import Kernel

@Suite struct SessionLineTests {
    @Test func earlierProgramsAreListedShownAndChecked() {
        let session = Session()
        session.type(Cells.race)
        session.type(Cells.storeBuffering)
        session.type("fn twice(x) { return 2 * x }\nconst N = 3")
        let list = session.type("%list").text
        #expect(list.contains("store_buffering  2 threads (A, B), 2 locations (flag1, flag2), 1 property"))
        #expect(list.contains("race             2 threads (A, B), 1 location (data)"))
        #expect(list.contains("fn twice(x)\nconst N = 3"))
        #expect(session.type("%show store_buffering").text == Cells.storeBuffering)
        #expect(session.type("%show").text == Cells.storeBuffering)
        #expect(session.type("%check race").error?.name == "DataRace")
        #expect(session.type("%check race --expect race").error == nil)
    }

    @Test func anEmptySessionSaysHowToFillTheList() {
        #expect(Session().type("%list").text.contains("program NAME"))
    }

    @Test func aNameStandsForItsLatestProgram() {
        let session = Session()
        session.type("program p\natomic x\nthread A { x.store(1) }")
        session.type("program p\natomic x, y\nthread A { x.store(1) }")
        #expect(session.type("%list").text == "p  1 thread (A), 2 locations (x, y)")
    }

    @Test(arguments: ["A.r1=0 B.r2=0", "A.r1 = 0, B.r2 = 0", "0,0", "(0, 0)", "0 0", "A.r1 == 0 && B.r2 == 0",
                      "A.r1 + B.r2 < 1"])
    func aTimelineShowsHowAnOutcomeComesAbout(outcome: String) {
        let session = Session()
        session.type(Cells.storeBuffering)
        let answer = session.type("%timeline store_buffering \(outcome)")
        #expect(answer.error == nil)
        #expect(answer.text.hasPrefix("store_buffering under rc11: A.r1 = 0, B.r2 = 0 (not possible under sc)"))
        #expect(answer.text.contains("r1 = flag2 → 0"))
    }

    @Test func anOutcomeThatAModelForbidsIsExplained() {
        let session = Session()
        session.type(Cells.storeBuffering)
        let answer = session.type("%timeline store_buffering 0,0 --model sc,tso")
        #expect(answer.error == nil)
        #expect(answer.text.contains("sc does not allow it: none of 3 executions ends so"))
        #expect(answer.text.contains("store_buffering under tso: A.r1 = 0, B.r2 = 0"))
        #expect(answer.text.contains("reaches memory"))
    }

    private static let longOutcome =
        "A.r1 == 0 && B.r2 == 0 || A.r1 == 7 || A.r1 == 8 || A.r1 == 9 || B.r2 == 7 || B.r2 == 8 || B.r2 == 9"

    @Test func whatIsSaidOfAnOutcomeIsWrapped() {
        let session = Session()
        session.type(Cells.storeBuffering)
        for outcome in ["0,0 --model all", Self.longOutcome + " --model sc"] {
            let answer = session.type("%timeline store_buffering \(outcome)")
            #expect(answer.error == nil && answer.text.contains("sc does not allow it"), "\(answer)")
            #expect(answer.text.split(separator: "\n").filter { $0.count > 80 } == [])
        }
        let answer = session.type("%timeline store_buffering 0,0 --model sc --ascii").text
        #expect(answer.contains("->") && answer.allSatisfy(\.isASCII))
    }

    @Test func anOutcomeOfTheOnlyExecutionIsSpokenOfInTheSingular() {
        let session = Session()
        session.type("program one\natomic x\nthread A { x.store(1) }")
        #expect(session.type("%timeline one x=0").text.contains("rc11 does not allow it: the only execution ends otherwise"))
    }

    @Test func aHerdTestsOutcomeIsNamedAsHerdNamesIt() {
        let session = Session()
        session.type(Cells.herd)
        #expect(session.type("%timeline MP 1:r0=1 1:r1=1").text.hasPrefix("MP under rc11: 1:r0 = 1, 1:r1 = 1"))
        #expect(session.type("%timeline MP 1,0").text.contains("rc11 does not allow it"))
        #expect(session.type("%timeline MP 1:r7=1").error?.traceback.joined().contains("1:r0 or 1:r1") ?? false)
    }

    @Test(arguments: ["A.r9=0", "0,0,0", "A.r1=", "nonsense", "A.r1 == ", "0,x"])
    func whatIsNoOutcomeIsAnErrorAtItsPlace(outcome: String) {
        let session = Session()
        session.type(Cells.storeBuffering)
        let answer = session.type("%timeline store_buffering \(outcome)")
        #expect(answer.error?.name == "DirectiveError")
        #expect(answer.traceback.contains("cell:1:27\n"), "\(answer.traceback)")
    }

    @Test func aTimelineOfAProgramShowsAllItsOutcomes() {
        let session = Session()
        session.type(Cells.storeBuffering)
        #expect(session.type("%timeline store_buffering").text.split(separator: "\n").count {
            $0.hasPrefix("store_buffering under rc11: A.r1 =")
        } == 4)
    }

    @Test func theMachineIsDescribedByItsTopologyAndWhatIsMeasured() {
        let text = Session().type("%machine").text
        let topology = TopologyReader.current()
        #expect(text.contains(topology.architecture))
        #expect(text.contains("\(topology.processors.count) processor"))
        #expect(text.contains("core \(topology.processors[0].core)"))
        #expect(text.contains("Orderings"))
        #expect(text.contains("x.fetch_add(1, SeqCst)") && text.contains("contended"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 88 })
    }

    @Test func typesAreAnsweredAndBrokenClaimsAreErrors() {
        let session = Session()
        let fine = session.type("%%types\nArc<Mutex<i32>>: Send + Sync")
        #expect(fine.error == nil)
        #expect(fine.result?["text/html"] != nil)
        let broken = session.type("%%types\nArc<RefCell<i32>>: Send")
        #expect(broken.error?.name == "ClaimViolated")
        #expect(broken.displays.count == 1)
        let wrong = session.type("%%types\nstruct S { a: Strin }")
        #expect(wrong.error?.name == "SyntaxError")
        #expect(wrong.traceback.contains("cell:2:"))
    }

    @Test func rustBelowTypesMayHoldPercentSigns() {
        #expect(Session().type("%%types\nconst N: usize = 7\n%2;\nstruct S([u8; 3]);").error?.name != "DirectiveError")
    }

    @Test func helpIsAPageForThePager() throws {
        let session = Session()
        let page = try #require(session.type("%help").reply.payload.first)
        #expect(page["source"]?.string == "page")
        let text = try #require(page["data"]?["text/plain"]?.string)
        for directive in Directive.all { #expect(text.contains(directive.name)) }
        #expect(session.type("%help").outputs.isEmpty)
    }

    @Test func thereIsHelpOnEveryTopicDirectiveAndOption() {
        let topics = HelpTopic.names + Directive.all.map(\.name) + CellOption.all.map { "--\($0.name)" }
            + CellOption.all.filter(\.isForSession).map { "%\($0.name)" }
        for topic in topics {
            let text = HelpTopic.text(for: topic) ?? ""
            #expect(text.contains("\n"), "\(topic)")
            #expect(text.split(separator: "\n").filter { $0.count > 80 } == [], "\(topic)")
        }
        #expect(HelpTopic.text(for: "nothing") == nil)
        #expect(HelpTopic.text(for: "fetch_add")?.contains("gives the old value") ?? false)
        #expect(HelpTopic.text(for: "directives")?.contains("%symmetry on|off|auto") ?? false)
    }

    @Test func theHelpOnSymmetryNamesWhatTurnsItOff() {
        let help = HelpTopic.text(for: "%%check")?.split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
        #expect(help.contains("--no-symmetry, or %symmetry off, visits every one"))
        let session = Session()
        #expect(session.type("%%check --no-symmetry\n" + Cells.storeBuffering).error == nil)
        #expect(session.type("%symmetry off").error == nil)
    }

    @Test func theExamplesOfTheHelpAreRight() {
        let session = Session()
        session.type(Cells.storeBuffering.replacing("store_buffering", with: "sb"))
        #expect(session.type("%timeline sb A.r1=0 B.r2=0").error == nil)
        let herd = HelpPages.herd.split(separator: "\n").filter { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }
        #expect(session.type(herd.joined(separator: "\n")).error?.name == "PropertyViolated")
    }
}
