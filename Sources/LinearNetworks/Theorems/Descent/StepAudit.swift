import Matrices
import Simulation

/// What a step of descent, or of Euler-Maruyama, did to theta, from the weights before and after alone.
///
/// The first layer's change shows the matrix R of the step, W1 <- keep W1 + R W2^T; everything else must follow
/// from R: the second layer's change, the determinant's and the balancedness'.
struct StepAudit {
  /// |W2^T after - (keep W2^T + R^T W1)|, relative to |theta|
  let tie: Double
  /// log det after - before - 2 sum log |factors|
  let determinant: Double
  /// |D after - (keep^2 D - W1^T R R^T W1 + W2 R^T R W2^T)|, relative to |theta|^2
  let balancedness: Double
  /// s_1(theta) / s_k(W2), which magnifies roundings in R, and the condition number of theta before or after
  let recovery: Double
  let condition: Double
  /// 1 / min_i |r^2 - s_i(R)^2|, which magnifies an error of R in the logarithm
  let factor: Double

  static let components = 6
  var numbers: [Double] { [tie, determinant, balancedness, recovery, condition, factor] }

  init?(from before: NetworkState, to after: NetworkState, keep: Double) {
    let (w1, w2) = (before.W1, before.W2)
    guard before.width >= before.outputs,
      let r = recoverStep(from: before, to: after, keep: keep)
    else { return nil }
    let size = before.theta.norm
    tie = (after.W2.transposed - keep * w2.transposed - r.transposed * w1).norm / size
    let left = r.transposed * w1
    let right = r * w2.transposed
    let change = right.transposed * right - left.transposed * left
    balancedness =
      (after.balancedness - (keep * keep) * before.balancedness - change).norm / (size * size)
    let spectrum = before.singularValues
    recovery = (spectrum.first ?? 0) / (w2.singularValues.last ?? 0)
    let next = after.singularValues
    condition = max(
      (spectrum.first ?? 0) / (spectrum.last ?? 0), (next.first ?? 0) / (next.last ?? 0))
    let smallest = r.singularValues.map { abs(keep * keep - $0 * $0) }.min() ?? 1
    factor = max(1, 1 / smallest)
    determinant =
      after.logDeterminant - before.logDeterminant - logDeterminantFactor(r, rows: before.rows, keep: keep)
  }
}

/// 2 [(P - 2q) log |keep| + sum_{i <= q} log |keep^2 - s_i(R)^2|], q = min(p, k): by how much
/// theta <- (keep + A(R)) theta changes log det(theta theta^T).
func logDeterminantFactor(_ r: Matrix, rows: Int, keep: Double) -> Double {
  let spectrum = r.singularValues
  let free = Double(rows - 2 * spectrum.count)
  let scale = free == 0 || keep == 1 ? 0 : free * logarithm(abs(keep))
  return 2 * spectrum.reduce(scale) { $0 + logarithm(abs(keep * keep - $1 * $1)) }
}

/// R of the step W1 <- keep W1 + R W2^T, by least squares; nil where W2 has not full column rank.
func recoverStep(from before: NetworkState, to after: NetworkState, keep: Double) -> Matrix? {
  guard before.width >= before.outputs, before.isFinite, after.isFinite else { return nil }
  let qr = before.W2.qr
  let change = (after.W1 - keep * before.W1) * qr.q
  return qr.r.solving(change.transposed)?.transposed
}

extension Setting {
  /// The factor 1 - eta lambda that a step of descent or of Euler-Maruyama keeps of theta.
  var keep: Double { 1 - timeStep * weightDecay }

  /// Whether a step is theta <- (keep + A(R)) theta with one R for both layers.
  var takesCoupledSteps: Bool {
    switch algorithm {
    case .descent, .momentDescent, .stochasticGradientFlow(.eulerMaruyama, .ito), .gradientFlow(.euler): true
    default: false
    }
  }

  /// The audit of the step before each look.
  var stepAudit: Observable<NetworkState> {
    let keep = keep
    return Observable(
      "step_audit", symbol: "residuals of the step identities: tie, log det, D; and their conditions",
      components: StepAudit.components
    ) { look in
      guard let previous = look.previous,
        let audit = StepAudit(from: previous, to: look.state, keep: keep)
      else { return [Double](repeating: .nan, count: StepAudit.components) }
      return audit.numbers
    }
  }
}

extension StepAudit {
  /// The looks at which an audit can be read: component `component` against zero.
  static func check(
    _ record: Record, component: Int, quantity: String, condition: (Conditions) -> Double
  ) -> Verdict {
    let audit = record["step_audit"]
    var evidence: [Evidence] = []
    for trajectory in 0..<record.trajectories {
      for look in record.times.indices.dropFirst() {
        let values = audit.vector(trajectory: trajectory, time: look)
        let conditions = Conditions(recovery: values[3], theta: values[4], factor: values[5])
        guard !values[component].isNaN, condition(conditions) < 1e9 else { continue }
        evidence.append(
          Evidence(
            "\(quantity), step \(record.steps[look])", predicted: 0, measured: values[component],
            allowed: Resolution.path(steps: 0, condition: condition(conditions))))
      }
    }
    return Verdict(evidence, otherwise: "W2 or theta is too ill-conditioned to tell")
  }

  /// How roundings are magnified in an audit.
  struct Conditions {
    let recovery: Double
    let theta: Double
    let factor: Double
  }
}
