import Foundation
import JupyterProtocol
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-1.5e+300", "1.0", "123456789012345678901234567890", "1E400", "\"\"", "[]", "{}",
        #"{"a":[1,{"b":null}],"c":"d"}"#, #""\"\\\n\r\t\b\f\u0001/""#, "\"é 🧵 \u{2028}\"", "NaN", "-Infinity",
    ])
    func whatWasReadIsWrittenBackAsItWas(text: String) throws {
        #expect(try JSON(parsing: text).text() == text)
    }

    @Test(arguments: [
        (#""\u00e9\ud83e\uddf5\/""#, "é🧵/"), (#""\ud83ex""#, "\u{FFFD}x"), (#""\ud83e\u0041""#, "\u{FFFD}A"),
        (#""\udc00""#, "\u{FFFD}"),
    ])
    func escapesAreTheCharactersThatTheyStandFor(text: String, meaning: String) throws {
        #expect(try JSON(parsing: text) == .string(meaning))
    }

    @Test func keysAreSortedAndLevelsIndentedAsPythonDoes() throws {
        let value = try JSON(parsing: #"{"b":[1,[]],"a":{"é":"x","z":{}}}"#)
        #expect(value.text(indent: 1) == """
            {
             "a": {
              "z": {},
              "é": "x"
             },
             "b": [
              1,
              []
             ]
            }
            """)
    }

    @Test(arguments: [
        ("", 1, 1), ("[1,\n 2", 2, 3), ("{\"a\" 1}", 1, 6), ("[01]", 1, 2), ("[1.]", 1, 2), ("{a:1}", 1, 2),
        ("\"abc", 1, 5), ("\"\\x\"", 1, 3), ("[] []", 1, 4), ("tru", 1, 1), ("\"\\u12g4\"", 1, 4), ("\"a\nb\"", 1, 3),
        ("[1,]", 1, 4), ("-", 1, 1), ("1e", 1, 1),
    ])
    func badTextsAreRefusedWhereTheyAreBad(text: String, line: Int, column: Int) {
        #expect {
            try JSON(parsing: text)
        } throws: {
            ($0 as? JSONError).map { ($0.line, $0.column) == (line, column) } ?? false
        }
    }

    @Test func endlessNestingIsRefused() {
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 1_000_000)) }
    }

    @Test func theSystemsReaderReadsTheSame() throws {
        let text = #"{"a":[1,2.5,true,null,"x\ty"],"b":{"c":-7}}"#
        let ours = try JSON(parsing: text).text()
        let theirs = try #require(JSONSerialization.jsonObject(with: Data(ours.utf8)) as? NSDictionary)
        #expect(theirs == (try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary))
    }

    @Test func membersAreReadSetAndTakenAway() {
        var value: JSON = ["a": 1]
        value["b"] = "text"
        value["a"] = nil
        #expect(value == ["b": "text"])
        #expect(value["none"]?["of"]?["these"] == nil)
        #expect(JSON.double(.infinity).isNull)
        #expect(JSON.double(2).int == 2)
    }
}
