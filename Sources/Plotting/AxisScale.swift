import Foundation

/// The visible part of an axis and where its tics stand.
struct AxisScale {
  let range: ClosedRange<Double>
  let isLogarithmic: Bool

  /// Shows all values with some room beyond them, or what was asked for.
  ///
  /// Values that differ by no more than rounding are shown as one value in the middle.
  init(
    showing values: some Sequence<Double>, requested: ClosedRange<Double>?, logarithmic: Bool, padding: Double
  ) {
    isLogarithmic = logarithmic
    func isUsable(_ number: Double) -> Bool { DrawnLayer.canShow(number, logarithmic: logarithmic) }
    if let requested, requested.lowerBound < requested.upperBound, isUsable(requested.lowerBound),
      isUsable(requested.upperBound)
    {
      range = requested
      return
    }
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where isUsable(value) {
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else {
      range = logarithmic ? 0.1...10 : 0...1
      return
    }
    let magnitude = max(abs(low), abs(high))
    if logarithmic {
      let decades = log10(high) - log10(low)
      let factor = pow(10, decades < 1e-12 ? 0.5 : padding * decades)
      range = max(low / factor, 1e-305)...min(high * factor, 1e303)
    } else if high - low <= max(1e-13 * magnitude, 1e-290) {
      let room = magnitude < 1e-285 ? 1 : 0.01 * magnitude
      range = (low - room)...(high + room)
    } else {
      let room = padding * (high - low)
      range = (low - room)...(high + room)
    }
  }

  /// 0 at the lower end, 1 at the upper end.
  func fraction(_ value: Double) -> Double {
    isLogarithmic
      ? (log10(value) - log10(range.lowerBound)) / (log10(range.upperBound) - log10(range.lowerBound))
      : (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// The number that stands at a fraction of the axis.
  func value(at fraction: Double) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    return isLogarithmic
      ? pow(10, log10(low) + fraction * (log10(high) - log10(low))) : low + fraction * (high - low)
  }

  /// The same axis with the upper part, a fraction of its length, left free.
  func withHeadroom(_ room: Double) -> AxisScale {
    let upper = min(value(at: 1 / (1 - room)), 1e303)
    return AxisScale(
      showing: [], requested: range.lowerBound...upper, logarithmic: isLogarithmic, padding: 0)
  }

  var decades: Double { log10(range.upperBound) - log10(range.lowerBound) }

  /// Logarithmic axes of few decades need more tics than powers of ten: 1, 2, 5 times them, or even distances.
  var explicitTics: [Double]? {
    guard isLogarithmic, decades < 2.2 else { return nil }
    let exponents = Int(log10(range.lowerBound).rounded(.down))...Int(log10(range.upperBound).rounded(.up))
    let tics = exponents.flatMap { exponent in [1, 2, 5].map { decimal($0, exponent) } }
      .filter(range.contains)
    return tics.count >= 3 ? tics : evenTics
  }

  /// Significant digits that tell one tic from the next.
  var digits: Int {
    let magnitude = max(abs(range.lowerBound), abs(range.upperBound))
    return isLogarithmic && explicitTics == nil
      ? 6 : min(17, max(6, Int(log10(magnitude / step).rounded(.up)) + 1))
  }

  /// A distance of 1, 2 or 5 times a power of ten that the range holds four to ten times.
  private var step: Double {
    let rough = (range.upperBound - range.lowerBound) / 4
    let exponent = Int(log10(rough).rounded(.down))
    return [5, 2, 1].map { decimal($0, exponent) }.first { $0 <= rough } ?? decimal(1, exponent)
  }

  private var evenTics: [Double] {
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step).rounded(.down)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// The double nearest to mantissa x 10^exponent where powers of ten are exact.
  private func decimal(_ mantissa: Int, _ exponent: Int) -> Double {
    exponent < 0
      ? Double(mantissa) / pow(10, Double(-exponent)) : Double(mantissa) * pow(10, Double(exponent))
  }
}
