import JupyterProtocol
import Testing

@Suite struct MessageSignerTests {
    /// RFC 4231, sections 4.2 to 4.8 (4.6 is about truncation): keys shorter and longer than a block, and data in
    /// parts.
    @Test(arguments: [
        (Array(repeating: UInt8(0x0b), count: 20), Array("Hi There".utf8),
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (Array(repeating: 0xaa, count: 20), Array(repeating: 0xdd, count: 50),
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (Array(1...25), Array(repeating: 0xcd, count: 50),
         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        (Array(repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        (Array(repeating: 0xaa, count: 131),
         Array(("This is a test using a larger than block-size key and a larger than block-size data. "
             + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
         "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ] as [([UInt8], [UInt8], String)])
    func signaturesAreThoseOfTheStandard(key: [UInt8], data: [UInt8], code: String) {
        let signer = MessageSigner(key: key)
        for cut in [0, 1, data.count / 2, data.count] {
            let parts = [Array(data[..<cut]), Array(data[cut...])]
            #expect(String(decoding: signer.signature(of: parts), as: UTF8.self) == code)
            #expect(signer.accepts(Array(code.utf8), for: parts))
        }
    }

    @Test func noOtherSignatureIsAccepted() {
        let signer = MessageSigner(key: Array("key".utf8))
        let parts = [Array("a message".utf8)]
        let signature = signer.signature(of: parts)
        for index in signature.indices {
            var other = signature
            other[index] ^= 1
            #expect(!signer.accepts(other, for: parts))
        }
        #expect(!signer.accepts([], for: parts))
        #expect(!signer.accepts(signature.dropLast(), for: parts))
        #expect(!signer.accepts(signature + [0x30], for: parts))
        #expect(!MessageSigner(key: Array("kez".utf8)).accepts(signature, for: parts))
    }
}
