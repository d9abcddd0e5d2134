import Simulation

/// One step moves both layers by one matrix.
public struct TiedLayers: NetworkPrediction {
  public static let claim = Claim(
    name: "tied-layers", label: "(3.0)",
    statement:
      "Every step of descent, and of Euler-Maruyama, moves both layers by one and the same matrix R and from "
      + "the same weights, noise included.",
    formula:
      "W1 <- r W1 + R W2^T and W2^T <- r W2^T + R^T W1, r = 1 - eta lambda (1 - h lambda for Euler-Maruyama)",
    assumptions: [
      "gradient descent, SGD, label noise, or Euler-Maruyama", "W2 has full column rank", "width <= 64",
    ],
    source: "the definition of the algorithms; Varre, Sagitova, Flammarion, NeurIPS 2024, Section 3")

  public static let counterexamples = [
    "untied-noise", "sequential-layers", "single-precision", "decay-first-layer",
  ]
  public static var witnesses: [Setting] { Witness.everyDiscreteAlgorithm }

  private let setting: Setting

  public init?(for setting: Setting) {
    guard setting.takesCoupledSteps, setting.width >= setting.outputs, setting.width <= 64 else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<NetworkState>] { [setting.stepAudit] }

  public func check(_ record: Record) -> Verdict {
    StepAudit.check(
      record, component: 0, quantity: "what R leaves of the second layer's change, over |theta|"
    ) { 4 * $0.recovery }
  }
}
