import Foundation

/// A number for people: six significant digits, without trailing zeros.
public func readable(_ x: Double) -> String {
  guard x.isFinite else { return x.isNaN ? "nan" : x > 0 ? "inf" : "-inf" }
  return String(format: "%.6g", x)
}
