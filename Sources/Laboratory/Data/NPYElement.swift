/// How the numbers of an .npy file are stored: NumPy's `descr`, such as `<f8`.
struct NPYElement: Equatable {
  enum Kind: Character {
    case float = "f"
    case signed = "i"
    case unsigned = "u"
    case boolean = "b"
  }

  let kind: Kind
  /// Bytes a number.
  let size: Int
  let isBigEndian: Bool

  /// Nil for a type that is not a real number of at most eight bytes.
  init?(_ descr: String) {
    var rest = descr[...]
    let order: Character = rest.first.map { "<>|=".contains($0) } == true ? rest.removeFirst() : "="
    guard let letter = rest.first, let kind = Kind(rawValue: letter), let size = Int(rest.dropFirst()) else {
      return nil
    }
    let sizes =
      switch kind {
      case .float: [2, 4, 8]
      case .signed, .unsigned: [1, 2, 4, 8]
      case .boolean: [1]
      }
    guard sizes.contains(size) else { return nil }
    self.kind = kind
    self.size = size
    isBigEndian = order == ">"
  }

  /// The number in `size` bytes; nil for an integer that no double equals.
  func value(of bytes: ArraySlice<UInt8>) -> Double? {
    var bits: UInt64 = 0
    if isBigEndian {
      for byte in bytes { bits = bits << 8 | UInt64(byte) }
    } else {
      for byte in bytes.reversed() { bits = bits << 8 | UInt64(byte) }
    }
    switch kind {
    case .boolean: return bits == 0 ? 0 : 1
    case .unsigned: return Double(exactly: bits)
    case .signed:
      let unused = UInt64(64 - 8 * size)
      return Double(exactly: Int64(bitPattern: bits << unused) >> Int64(unused))
    case .float:
      switch size {
      case 8: return Double(bitPattern: bits)
      case 4: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      default: return NPYElement.half(UInt16(truncatingIfNeeded: bits))
      }
    }
  }

  /// An IEEE half-precision number; spelt out because `Float16` is not on every platform.
  private static func half(_ bits: UInt16) -> Double {
    let sign = bits & 0x8000 == 0 ? 1.0 : -1.0
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF) * 0x1p-10
    switch exponent {
    case 0: return sign * fraction * 0x1p-14
    case 0x1F: return fraction == 0 ? sign * .infinity : .nan
    default: return Double(sign: .plus, exponent: exponent - 15, significand: sign * (1 + fraction))
    }
  }

  /// What a type that cannot be read is, and how to avoid it.
  static func complaint(about descr: String) -> (name: String, cure: String) {
    switch descr.drop(while: { "<>|=".contains($0) }).first {
    case "O": ("Python objects", "save numbers: a.astype(float)")
    case "c": ("complex numbers", "save the real and the imaginary part apart: a.real, a.imag")
    case "U", "S", "a": ("texts", "save numbers: a.astype(float)")
    case "M", "m": ("dates or times", "save numbers: a.astype(float)")
    case "V": ("records", "save each field as an array of its own")
    case "f": ("floats of more than eight bytes", "save doubles: a.astype(float)")
    default: ("numbers of an unknown type", "save doubles: a.astype(float)")
    }
  }
}
