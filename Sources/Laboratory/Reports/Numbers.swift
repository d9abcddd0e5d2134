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

/// What is there several times is taken once, where it comes first.
func distinct<Value: Equatable>(_ values: [Value]) -> [Value] {
  values.enumerated().filter { !values[..<$0.offset].contains($0.element) }.map(\.element)
}
