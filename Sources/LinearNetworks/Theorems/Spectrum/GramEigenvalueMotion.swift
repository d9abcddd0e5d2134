import Learning
import Matrices
import Simulation

/// (5.4): how the eigenvalues of theta theta^T move under label noise, and how their drifts add up to the determinant's.
public enum GramEigenvalueMotion: NetworkTheorem {
  public static let claim = Claim(
    name: "gram-eigenvalue-motion", label: "(5.4)",
    statement:
      "Under label noise the logarithms of the eigenvalues of theta theta^T drift down by the Ito correction and repel "
      + "each other; the repulsion cancels in the sum, which falls at the determinant's rate.",
    formula:
      "d log mu_i = [ 2 w_i^T J w_i - eta w_i^T K w_i + 2 eta sum_{j != i} S_ij (mu_i + mu_j) / (mu_i - mu_j) ] dt "
      + "+ 4 sqrt(eta) x_i^T dN y_i, S_ij = (x_i^T C x_i) |y_j|^2 + (x_j^T C x_j) |y_i|^2 + 2 (x_i^T C x_j) (y_i . y_j), "
      + "w_i = (x_i; y_i), J = A(M); the drifts add up to -2 eta k tr C",
    assumptions: [
      "the label-noise flow in the sense of Ito, with the same noise in both layers",
      "width >= inputs + outputs, and the eigenvalues are distinct at the time in question",
    ],
    source: "rankfall's notes; Varre, Sagitova, Flammarion, NeurIPS 2024, Section 5")

  public static let counterexamples = [
    "repulsion-reversed", "repulsion-absent", "repulsion-doubled", "untied-noise", "damping-missing",
    "damping-halved",
    "damping-first-block", "damping-first-block-right-trace", "damping-isotropic", "noise-doubled",
    "noise-amplified",
    "variance-squared", "noise-isotropic", "noise-shared", "stratonovich-reading", "gradient-doubled",
  ]

  /// The longest step of the quadrature.
  private static let step = 5e-6

  public static func examine(_ engine: Engine) -> Verdict {
    var setting = Witness.setting(
      .stochasticGradientFlow(.splitHyperbolic, .ito), width: 6, eta: 0.3, delta: 3, batch: 2, steps: 1)
    setting.start = .fixed(start)
    let trial = MotionTrial(
      "theta theta^T", setting,
      lossDrift: { state, m in
        let theta = state.theta
        let upper = m * theta[state.inputs..<state.rows, 0..<state.width]
        let lower = m.transposed * theta[0..<state.inputs, 0..<state.width]
        return Matrix(state.rows, state.width) {
          $0 < state.inputs ? upper[$0, $1] : lower[$0 - state.inputs, $1]
        }
      }, motion: { SpectralMotion(weightsOf: $0, $1) }, of: { $0.theta })
    return Verdict(
      logarithms(engine, setting) + trial.quadrature(engine, [.splitHyperbolic], step: step)
        + trial.sampledRayleigh(engine, step: 0.02, trajectories: 4000, seed: 111)
        + trial.sampledRepulsion(engine, .splitHyperbolic2, step: 1e-4, trajectories: 4000, seed: 112))
  }

  /// Weights with random singular vectors and well separated singular values: the force between two eigenvalues is inverse to
  /// their distance, and so is every allowance.
  private static let start: Matrix = {
    var random = RandomStream(seed: 113, for: .data)
    let (left, right) = (normals(5, 5, &random).qr.q, normals(6, 5, &random).qr.q)
    return left * .diagonal([1.8, 1.4, 1, 0.7, 0.4]) * right.transposed
  }()

  /// The drift of every log mu_i and of their sum, by quadrature of SH2; and the sum of the formulas themselves.
  private static func logarithms(_ engine: Engine, _ setting: Setting) -> [Evidence] {
    let state = setting.fixedStart
    let frame = GramFrame(state.theta)
    let c = setting.noiseCovariance
    let (eta, k) = (setting.learningRate, Double(setting.outputs))
    let theory = LogarithmicMotion(
      frame, gradient: setting.problem.functionGradient(at: state.product), covariance: c, eta: eta)
    let total = -2 * eta * k * c.trace
    let size = theory.size.reduce(0, +) + theory.loss.reduce(0) { $0 + abs($1) }
    let largest = frame.values.indices.map { 1 / frame.gap($0) }.max() ?? 0
    let formula = Evidence(
      "sum over i of the drifts of log mu_i", predicted: total, measured: theory.drift.reduce(0, +),
      allowed: Tolerance(
        64 * .ulpOfOne * size * (1 + frame.values[0] * largest), .rounding,
        "64 eps x sizes x condition of the gaps"))
    var integrated = setting
    integrated.algorithm = .stochasticGradientFlow(.splitHyperbolic2, .ito)
    let generator = QuadratureGenerator(engine: engine, setting: integrated, step: step)
    let old = frame.values.map { logarithm($0) }
    let rates = generator.rates(from: state, count: old.count) { next in
      zip(next.theta.singularValues, old).map { 2 * logarithm($0) - $1 }
    }
    guard let rates else { return [formula] }
    let motion = SpectralMotion(weightsOf: state, setting)
    let spread = (old.indices.map { motion.excess($0, step: generator.step) / 3 }.max() ?? 0)
    let condition = frame.values[0] / (frame.values.last ?? 1)
    let allowed = Tolerance(
      1000 * spread * spread * spread * spread * size
        + 64 * .ulpOfOne * condition / generator.shortestStep, .discretization,
      "fourth order of the step and roundings over h")
    return [
      formula,
      Evidence(
        "rate of log det by quadrature", predicted: total, measured: rates.reduce(0, +), allowed: allowed),
    ]
      + old.indices.map { i in
        Evidence(
          "drift of log mu_\(i + 1) by quadrature", predicted: theory.drift[i], measured: rates[i],
          allowed: allowed)
      }
  }
}
