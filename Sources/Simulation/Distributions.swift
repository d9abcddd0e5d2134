import CGSL

/// Distribution functions, from GSL.
public enum Distributions {
  /// P(x <= value) for the Gamma law of a shape and a scale.
  public static func gamma(_ value: Double, shape: Double, scale: Double) -> Double {
    gsl_cdf_gamma_P(value, shape, scale)
  }

  /// P(|z| > value) for a standard normal z
  public static func twoSidedNormalTail(_ value: Double) -> Double { 2 * gsl_cdf_ugaussian_Q(abs(value)) }

  /// The value that a chi-square variable exceeds with a probability, and the one it falls below with the same.
  public static func chiSquareRange(_ probability: Double, degreesOfFreedom: Int) -> ClosedRange<Double> {
    let count = Double(degreesOfFreedom)
    return gsl_cdf_chisq_Pinv(probability, count)...gsl_cdf_chisq_Qinv(probability, count)
  }

  /// The quantile of a level of Student's t.
  public static func studentQuantile(_ level: Double, degreesOfFreedom: Int) -> Double {
    gsl_cdf_tdist_Pinv(level, Double(degreesOfFreedom))
  }
}
