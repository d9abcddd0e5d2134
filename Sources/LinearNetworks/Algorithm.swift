import Learning

/// How the weights move.
public enum Algorithm: Sendable, Equatable {
  /// Gradient descent and SGD, with label noise or without, from explicit samples.
  case descent(Sampling)
  /// Full-batch descent from the moments H and b, exact in law for Gaussian label noise.
  case momentDescent
  case gradientFlow(GradientFlowMethod)
  case stochasticGradientFlow(StochasticFlowMethod, NoiseReading)
  /// The counterfactual with independent noise in the two layers, by Euler-Maruyama.
  case untiedGradientFlow
}

/// How gradient flow is integrated.
public enum GradientFlowMethod: String, Sendable, CaseIterable {
  case euler
  case rungeKutta4 = "runge-kutta-4"
  case exponentialEuler = "exponential-euler"
  case exponentialMidpoint = "exponential-midpoint"
  case commutatorFree4 = "commutator-free-4"
  /// GSL's adaptive Runge-Kutta method of order 8.
  case reference
}

/// How the stochastic gradient flow is integrated.
public enum StochasticFlowMethod: String, Sendable, CaseIterable {
  case eulerMaruyama = "euler-maruyama"
  case milstein
  case stratonovichHeun = "stratonovich-heun"
  case splitHyperbolic = "sh"
  case splitHyperbolic2 = "sh2"
  case ninomiyaVictoir = "ninomiya-victoir"
}
