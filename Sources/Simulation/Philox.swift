/// The counter-based generator Philox4x32 with ten rounds (Salmon, Moraes, Dror, Shaw, SC 2011): four random words
/// as a pure function of a 128-bit counter and a 64-bit key.
public enum Philox4x32 {
  public typealias Words = (UInt32, UInt32, UInt32, UInt32)

  public static func words(counter: Words, key: (UInt32, UInt32)) -> Words {
    var (c0, c1, c2, c3) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let even = UInt64(c0) &* 0xD251_1F53
      let odd = UInt64(c2) &* 0xCD9E_8D57
      (c0, c1, c2, c3) = (
        UInt32(truncatingIfNeeded: odd >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: odd),
        UInt32(truncatingIfNeeded: even >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: even)
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}
