import Simulation

extension GradientFlowMethod {
  /// The declared order of convergence; nil for the adaptive reference.
  public var orders: ConvergenceOrders {
    switch self {
    case .euler, .exponentialEuler: ConvergenceOrders(deterministic: 1)
    case .exponentialMidpoint: ConvergenceOrders(deterministic: 2)
    case .rungeKutta4, .commutatorFree4: ConvergenceOrders(deterministic: 4)
    case .reference: ConvergenceOrders()
    }
  }
}

extension StochasticFlowMethod {
  /// The declared orders of convergence. The noise of a network commutes only for p = k = 1.
  public var orders: ConvergenceOrders {
    switch self {
    case .eulerMaruyama: ConvergenceOrders(strong: 0.5, strongCommutative: 0.5, weak: 1, deterministic: 1)
    case .milstein: ConvergenceOrders(strong: 0.5, strongCommutative: 1, weak: 1, deterministic: 1)
    case .stratonovichHeun: ConvergenceOrders(strong: 0.5, strongCommutative: 1, weak: 1, deterministic: 2)
    case .splitHyperbolic: ConvergenceOrders(strong: 0.5, strongCommutative: 1, weak: 1, deterministic: 1)
    case .splitHyperbolic2: ConvergenceOrders(strong: 0.5, strongCommutative: 1, weak: 1, deterministic: 2)
    case .ninomiyaVictoir: ConvergenceOrders(weak: 2, deterministic: 2)
    }
  }
}
