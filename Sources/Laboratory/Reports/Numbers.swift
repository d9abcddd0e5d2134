import Foundation

/// A number for people: six significant digits, without trailing zeros.
public func readable(_ x: Double) -> String {
  guard x.isFinite else { return x.isNaN ? "nan" : x > 0 ? "inf" : "-inf" }
  return String(format: "%.6g", x)
}

/// A small number for people, two digits: a deviation or a tolerance.
public func scientific(_ x: Double) -> String {
  guard x.isFinite, x != 0 else { return readable(x) }
  return String(format: "%.1e", x)
}

/// So many bytes in the largest unit of 1024 that they fill, one digit after the point: `1.5 MiB`.
func memorySize(_ bytes: Double) -> String {
  let (unit, name) = bytes < 0x1p20 ? (0x1p10, "KiB") : bytes < 0x1p30 ? (0x1p20, "MiB") : (0x1p30, "GiB")
  return "\(readable((bytes / unit * 10).rounded() / 10)) \(name)"
}

/// What is there several times is taken once, where it comes first.
func distinct<Value: Equatable>(_ values: [Value]) -> [Value] {
  values.enumerated().filter { !values[..<$0.offset].contains($0.element) }.map(\.element)
}
