import Foundation
import MarkerTraits
import Testing
#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct AnalyseTests {
    private func verdict(_ text: String, _ name: String) throws -> TypeVerdict {
        let report = analyse(text)
        #expect(report.isReadable, "\(report.text())")
        return try #require(report.types.first { $0.name == name }, "\(report.types.map(\.name))")
    }

    @Test func theWayToTheOffendingFieldIsNamed() throws {
        let verdict = try verdict("""
            struct Leaf { count: Rc<i32> }
            struct Tree { leaves: Vec<Leaf>, name: String }
            """, "Tree")
        #expect(verdict.send.status == .no)
        #expect(verdict.send.path == [
            "Tree.leaves: Vec<Leaf>", "Vec<Leaf> is Send only if Leaf is Send", "Leaf.count: Rc<i32>",
        ])
        #expect(verdict.send.reason.hasPrefix("Rc<i32> is never Send: "))
        #expect(verdict.send.help?.contains("Arc") == true)
    }

    @Test func aGenericTypesAnswerIsACondition() throws {
        let verdict = try verdict("struct Shared<T, K> { map: HashMap<K, u8>, value: Arc<Mutex<T>>, borrowed: &'a K }",
                                  "Shared<T, K>")
        #expect(verdict.send.conditions == ["K: Send + Sync", "T: Send"])
        #expect(verdict.sync.conditions == ["K: Sync", "T: Send"])
    }

    @Test func boundsThatTheDefinitionHasAreNoConditions() throws {
        let text = """
            trait Job: Send + 'static {}
            trait Task: Job where Self: Sync {}
            struct Queue<T: Job, U> where U: Task + Clone { jobs: Vec<T>, task: U }
            """
        let verdict = try verdict(text, "Queue<T, U>")
        #expect(verdict.send.status == .yes)
        #expect(verdict.sync.conditions == ["T: Sync"])
    }

    @Test func recursionIsCoinductive() throws {
        let list = try verdict("enum List<T> { Nil, Cons(T, Box<List<T>>) }", "List<T>")
        #expect(list.send.conditions == ["T: Send"])
        let pair = """
            struct A { b: Option<Box<B>>, x: Cell<i32> }
            struct B { a: Vec<A> }
            """
        #expect(try verdict(pair, "B").send.status == .yes)
        #expect(try verdict(pair, "B").sync.path == [
            "B.a: Vec<A>", "Vec<A> is Sync only if A is Sync", "A.x: Cell<i32>",
        ])
    }

    @Test func aTypeThatGrowsForEverIsReportedAndEnds() throws {
        let verdict = try verdict("struct Grow<T> { next: Option<Box<Grow<(T, T)>>>, value: T }", "Grow<T>")
        #expect(verdict.send.status == .no)
        #expect(verdict.send.reason.contains("E0275"))
    }

    @Test func anUnsafeImplAnswersForItsTypeAndSaysWhatItOverrides() throws {
        let text = """
            struct Spin<T> { flag: AtomicBool, data: UnsafeCell<T>, owner: *const u8 }
            unsafe impl<T: Send> Sync for Spin<T> {}
            unsafe impl<T> Send for Spin<T> where T: Send {}
            """
        let verdict = try verdict(text, "Spin<T>")
        #expect(verdict.sync.conditions == ["T: Send"])
        #expect(verdict.sync.reason == "the `unsafe impl` at line 2 promises it; no compiler checks that "
            + "(Spin.data: UnsafeCell<T> alone would not allow it)")
        #expect(verdict.send.conditions == ["T: Send"])
        #expect(analyse(text).diagnostics.isEmpty)
    }

    @Test func aPromiseForEveryArgumentIsWarnedOf() throws {
        let report = analyse("struct Wrapper<T>(T);\nunsafe impl<T> Send for Wrapper<T> {}")
        let warning = try #require(report.diagnostics.first)
        #expect(warning.severity == .warning && warning.line == 2)
        #expect(warning.help == "add the bound T: Send")
        #expect(report.types[0].send.status == .yes)
    }

    @Test func negativeImplementationsAreBelieved() throws {
        let verdict = try verdict("struct Token { id: u32 }\nimpl !Send for Token {}", "Token")
        #expect(verdict.send.status == .no && verdict.send.reason == "line 2 says that Token is not Send")
        #expect(verdict.sync.status == .yes)
    }

    @Test func aliasesStandForTheirTypes() throws {
        let text = """
            type Link<T> = Option<Arc<RwLock<T>>>
            type Numbers = Link<Cell<i32>>;
            """
        #expect(try verdict(text, "Link<T>").send.conditions == ["T: Send + Sync"])
        #expect(try verdict(text, "Numbers").send.status == .no)
        #expect(try verdict(text, "Numbers").expansion == "Link<Cell<i32>>")
    }

    @Test func importsSayWhichOfTwoTypesIsMeant() throws {
        #expect(try verdict("use std::rc::Weak;\nWeak<i32>", "Weak<i32>").send.status == .no)
        #expect(try verdict("use std::sync::{Arc, Weak};\nWeak<i32>", "Weak<i32>").send.status == .yes)
        #expect(try verdict("use std::rc::Weak as Back;\nBack<i32>", "Back<i32>").send.status == .no)
        let ambiguous = analyse("Weak<i32>")
        #expect(ambiguous.diagnostics.first?.help == "write `rc::Weak` or `sync::Weak`, or say which with `use`")
        #expect(ambiguous.types[0].send.status == .unknown)
    }

    @Test func claimsAndStaticsAreChecked() throws {
        let report = analyse("""
            static COUNT: AtomicU32 = AtomicU32::new(0);
            static CACHE: RefCell<Vec<u8>> = RefCell::new(Vec::new());
            Arc<i32>: Send + Sync
            Rc<i32>: Send
            """)
        #expect(report.types.map(\.brokenClaims) == [[], [.sync], [], [.send]])
        #expect(!report.holds)
        #expect(report.summary == "RefCell<Vec<u8>> is not Sync")
        #expect(report.text().contains("✗ it should be Sync: all threads share the static CACHE"))
    }

    @Test func itemsThatSayNothingOfTypesAreSkipped() throws {
        let text = """
            #![allow(dead_code)]
            use std::sync::{self, Arc, atomic::*};
            #[derive(Clone, Debug)] // a comment
            pub(crate) struct Point<const N: usize = 2> { pub x: [f64; N], /* nested /* comment */ */ y: f64 }
            impl<const N: usize> Point<N> { fn norm(&self) -> f64 { let s = "}"; self.y * '}' as u8 as f64 } }
            impl Clone for Foo { fn clone(&self) -> Self { Foo } }
            mod inner { pub struct Foo; }
            const LIMIT: usize = 4;
            fn main() { let x: Rc<i32> = Rc::new(1); thread::spawn(move || { x; }); }
            extern "C" { fn f(); }
            macro_rules! m { () => {} }
            Point<3>
            """
        let report = analyse(text)
        #expect(report.diagnostics.isEmpty, "\(report.text())")
        #expect(report.types.map(\.name) == ["Point<N>", "Foo", "Point<3>"])
        #expect(report.types.allSatisfy { $0.send.status == .yes })
    }

    @Test func errorsHaveAPlaceAndTheRestIsAnsweredAllTheSame() throws {
        let report = analyse("""
            struct Good { a: i32 }
            struct Bad { a: Vec<i32, b: u8 }
            enum Fine { A(Rc<u8>) }
            struct Unknown { a: Vecc<i32> }
            HashMap<i32>
            type Loop = Box<Loop>
            """)
        let errors = report.diagnostics.filter { $0.severity == .error }
        #expect(errors.map(\.line).prefix(3) == [2, 4, 5])
        #expect(errors[0].column == 27)
        #expect(errors[0].message == "found `:` where `,` or `>` was expected")
        #expect(errors[1].help == "did you mean `Vec`?")
        #expect(errors[2].message == "`HashMap` takes 2 to 3 type arguments, and has 1")
        #expect(errors.contains { $0.message == "the alias `Loop` stands for itself (E0391)" && $0.line == 6 })
        #expect(report.types.first { $0.name == "Fine" }?.send.status == .no)
        #expect(report.types.first { $0.name == "Good" }?.send.status == .yes)
        #expect(report.types.first { $0.name == "Unknown" }?.send.status == .unknown)
        #expect(report.text().contains("2 | struct Bad { a: Vec<i32, b: u8 }\n  |                           ^\n"))
    }

    @Test(arguments: [
        ("struct F;\nimpl Send for F {}", "E0200"), ("struct F;\nunsafe impl !Send for F {}", "E0198"),
        ("unsafe impl Send for Vec<i32> {}", "E0117"), ("struct F;\nunsafe impl<T> Send for F {}", "E0207"),
        ("struct F;\nunsafe impl Send for F {}\nunsafe impl Send for F {}", "E0119"),
        ("struct F;\nunsafe impl Send for F {}\nimpl !Send for F {}", "E0751"),
        ("type A = B\ntype B = A", "E0391"),
    ]) func whatRustcRefusesIsRefusedWithItsNumber(text: String, number: String) {
        #expect(analyse(text).diagnostics.contains { $0.message.contains("(\(number))") })
    }

    @Test(arguments: [
        "", "\n\n", "struct", "struct Foo", "struct Foo<", "enum E { A(", "type T =", "unsafe impl<T", "&", "Vec<Vec<",
        "}", ">>>", "impl", "use", "\"", "'", "/*", "fn", "dyn", "static X", "mod m {", "#[", "Foo<'a", "(((((", "::",
        "struct S { a: }", "*i32", "\u{1b}[31m", "é", "trait", "where", "a b c",
    ]) func everyTextHasAnAnswer(text: String) {
        let report = analyse(text)
        #expect(report.text(ascii: true).utf8.allSatisfy { $0 < 0x80 && ($0 >= 0x20 || $0 == 0x0A || $0 == 0x09) })
        for line in report.json() {
            #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil)
        }
    }

    @Test func deepNestingIsAnErrorNotACrash() {
        let deep = String(repeating: "Box<", count: 100_000) + "i32" + String(repeating: ">", count: 100_000)
        #expect(analyse(deep).diagnostics.contains { $0.message.contains("nested too deeply") })
        let brackets = String(repeating: "(", count: 100_000)
        #expect(!analyse(brackets).isReadable)
    }

    @Test func theJSONHasALineATypeAndTheHTMLIsWellFormed() throws {
        let report = analyse("struct A<'a, T> { f: &'a T }\nRc<dyn Fn(&str) -> u8>\nNope")
        let objects = try report.json().map {
            try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(objects.compactMap { $0["type"] as? String } == ["A<T>", "Rc<dyn Fn(&str) -> u8>", "Nope"])
        #expect((objects[0]["send"] as? [String: Any])?["conditions"] as? [String] == ["T: Sync"])
        #expect(objects[3]["message"] as? String == "`Nope` is not known")
        #expect(XMLParser(data: Data(report.html().utf8)).parse())
        #expect(!report.html().contains("<script") && report.html().contains("Fn(&amp;str) -&gt; u8"))
    }

    @Test func typesAreSpelledAsTheyWereWritten() {
        for type in [
            "Vec<Option<&mut [u8]>>", "*const (i32,)", "Box<dyn Fn(i32, &str) -> u8 + Send>", "[[u8; 4]; N]",
            "unsafe extern \"C\" fn(*mut u8) -> i32", "&(dyn Any + Send)", "fn(Vec<u8>, i32)", "()", "std::rc::Rc<i32>",
        ] {
            let text = "struct N;\n" + type
            #expect(analyse(text).types.last?.name == type)
        }
    }
}
