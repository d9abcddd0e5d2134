import CGSL

/// Distribution functions, from GSL.
public enum Distributions {
  /// P(x <= value) for the Gamma law of a shape and a scale.
  public static func gamma(_ value: Double, shape: Double, scale: Double) -> Double {
    gsl_cdf_gamma_P(value, shape, scale)
  }

  /// P(|z| > value) for a standard normal z
  public static func twoSidedNormalTail(_ value: Double) -> Double { 2 * gsl_cdf_ugaussian_Q(abs(value)) }

  /// The quantile of a level of Student's t.
  public static func studentQuantile(_ level: Double, degreesOfFreedom: Int) -> Double {
    gsl_cdf_tdist_Pinv(level, Double(degreesOfFreedom))
  }
}
