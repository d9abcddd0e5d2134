import Matrices
import Simulation

/// (5.1): how the eigenvalues of W1 W1^T move under label noise, for any number of outputs and any inputs.
public enum EigenvalueMotion: NetworkTheorem {
  public static let claim = Claim(
    name: "eigenvalue-motion", label: "(5.1)",
    statement:
      "Under label noise the eigenvalues of W1 W1^T drift with the loss, grow with W2, and repel each other with a force "
      + "inverse to their distance; their covariation is that of the noise along their eigenvectors.",
    formula:
      "d lambda_i = 2 <M^T u_i, zeta_i> dt + 2 sqrt(eta) <dN^T u_i, zeta_i> + eta [ C_ii |W2|^2 + sum_{j != i} "
      + "(C_ii |zeta_j|^2 + C_jj |zeta_i|^2 + 2 C_ij zeta_i . zeta_j) / (lambda_i - lambda_j) ] dt, "
      + "d<lambda_i, lambda_j> = 4 eta C_ij zeta_i . zeta_j dt, with u_i the eigenvectors, zeta_i = W^T u_i and "
      + "C_ij = u_i^T C u_j",
    assumptions: [
      "the label-noise flow in the sense of Ito", "the eigenvalues are distinct at the time in question",
    ],
    source:
      "Varre, Sagitova, Flammarion, NeurIPS 2024, Theorem 5.1, for one output and white inputs; rankfall's notes"
  )

  public static let counterexamples = [
    "repulsion-reversed", "repulsion-absent", "repulsion-doubled", "damping-missing", "damping-halved",
    "damping-first-block-right-trace", "damping-isotropic", "noise-doubled", "noise-amplified",
    "variance-squared", "noise-isotropic", "noise-shared", "step-for-root", "gradient-doubled",
  ]

  public static func examine(_ engine: Engine) -> Verdict {
    let general = trial(width: 6)
    // Wider than hidden: an eigenvalue stays zero and repels as much as it grows.
    let narrow = trial(width: 2)
    return Verdict(
      general.quadrature(engine, [.splitHyperbolic, .stratonovichHeun, .ninomiyaVictoir])
        + narrow.quadrature(engine, [.splitHyperbolic, .eulerMaruyama])
        + general.sampledRayleigh(engine, step: 0.02, trajectories: 8000, seed: 101)
        + general.sampledRepulsion(engine, .eulerMaruyama, step: 2e-4, trajectories: 4000, seed: 102)
        + general.sampledRepulsion(engine, .splitHyperbolic2, step: 2e-4, trajectories: 4000, seed: 103))
  }

  private static func trial(width: Int) -> MotionTrial {
    MotionTrial(
      "W1 W1^T",
      Witness.setting(
        .stochasticGradientFlow(.splitHyperbolic, .ito), width: width, eta: 0.3, delta: 3, batch: 2, steps: 1),
      lossDrift: { $1 * $0.W2.transposed }, motion: { SpectralMotion(firstLayerOf: $0, $1) }, of: { $0.W1 })
  }
}
