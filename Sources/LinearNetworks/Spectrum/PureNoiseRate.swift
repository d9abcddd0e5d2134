/// (5.8): how fast the longest direction of the weights grows under label noise alone, for one output and white inputs.
///
/// A column (x; z) of theta has |x| = rho cosh chi and z = rho sinh chi once |x| > |z|, and then
///
///     d log rho = (eps/2) (p sinh^2 chi - cosh^2 chi) dt,   d chi = sqrt(eps) dbeta - (eps/2) (p - 1) tanh chi sinh^2 chi dt.
///
/// For p > 1 chi has the stationary density ~ cosh^{p-1} chi exp(-(p - 1) cosh^2(chi) / 2), and log |theta| grows at the rate
/// eps (p - 2)/2 E tanh^2 chi: below zero for one input, zero for two, above zero for more. For p = 1 chi is a Brownian
/// motion, and the rate is -eps/2.
enum PureNoiseRate {
  /// The top Lyapunov exponent over eps.
  static func top(inputs p: Int) -> Double {
    guard p > 1 else { return -0.5 }
    let order = Double(p - 1)
    func weight(_ chi: Double) -> Double {
      let c = hyperbolicCosine(chi)
      return exponential(order * (logarithm(c) - c * c / 2))
    }
    // The trapezoidal rule converges faster than any power for a density that dies like exp(-exp).
    let mean = trapezoidal(6) { weight($0) * squaredTangent($0) } / trapezoidal(6, weight)
    return Double(p - 2) / 2 * mean
  }

  /// E log |theta_t| - log |theta_0| for p = 1 from z = 0: -eps t/2 + E log cosh(2 chi)/2, chi ~ N(0, eps t).
  static func scalarGrowth(_ time: Double) -> Double {
    guard time > 0 else { return 0 }
    let width = time.squareRoot()
    func weight(_ chi: Double) -> Double { exponential(-chi * chi / (2 * time)) }
    let reach = 12 * width
    /// log cosh(2 chi) / 2, without overflow
    func logLength(_ chi: Double) -> Double {
      abs(chi) + logarithm((1 + exponential(-4 * abs(chi))) / 2) / 2
    }
    return trapezoidal(reach) { weight($0) * logLength($0) } / trapezoidal(reach, weight) - time / 2
  }

  private static func squaredTangent(_ x: Double) -> Double {
    let ratio = hyperbolicSine(x) / hyperbolicCosine(x)
    return ratio * ratio
  }

  private static func trapezoidal(_ reach: Double, _ f: (Double) -> Double) -> Double {
    let pieces = 4000
    let width = 2 * reach / Double(pieces)
    return width * (0...pieces).reduce(0) { $0 + f(Double($1) * width - reach) }
  }
}
