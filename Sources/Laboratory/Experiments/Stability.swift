import LinearNetworks
import Matrices

/// Whether the step of a run is small against the sharpness of the loss at its start.
enum Stability {
  /// A warning where h lambda_max(H) (s_1(W1)^2 + s_1(W2)^2) > 2 at a fixed start; nil elsewhere.
  static func warning(_ run: ExperimentRun) -> String? {
    guard case .fixed(let theta) = run.setting.start else { return nil }
    let p = run.setting.inputs
    let w1 = theta[0..<p, 0..<theta.columns].singularValues.first ?? 0
    let w2 = theta[p..<theta.rows, 0..<theta.columns].singularValues.first ?? 0
    let sharpest = run.setting.problem.secondMoment.singularValues.first ?? 0
    let number = run.setting.timeStep * sharpest * (w1 * w1 + w2 * w2)
    guard number > 2 else { return nil }
    return
      "run \(run.name): step x sharpness = \(readable(number)) at the start, above the limit of stability 2; "
      + "it may diverge or catapult (a smaller step does not)"
  }
}
