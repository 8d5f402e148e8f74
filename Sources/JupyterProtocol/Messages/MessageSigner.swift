import CSodium

/// Signs messages with HMAC-SHA256, as `signature_scheme: hmac-sha256` of a connection file asks for.
public struct MessageSigner: Sendable {
    private let key: [UInt8]

    /// - Parameter key: of any length.
    public init(key: [UInt8]) { self.key = key }

    /// The HMAC of the parts one after the other (RFC 2104 with SHA-256), 32 bytes.
    public func code(of parts: some Sequence<[UInt8]>) -> [UInt8] {
        var state = crypto_auth_hmacsha256_state()
        crypto_auth_hmacsha256_init(&state, key, key.count)
        for part in parts { crypto_auth_hmacsha256_update(&state, part, UInt64(part.count)) }
        var code = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
        crypto_auth_hmacsha256_final(&state, &code)
        return code
    }

    /// The code in hexadecimal digits, in lower case.
    public func signature(of parts: some Sequence<[UInt8]>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return code(of: parts).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// Whether a signature is that of the parts. How long it takes does not depend on where it differs.
    public func accepts(_ signature: [UInt8], for parts: some Sequence<[UInt8]>) -> Bool {
        let right = self.signature(of: parts)
        return signature.count == right.count && sodium_memcmp(signature, right, right.count) == 0
    }
}
