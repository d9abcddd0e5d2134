import Learning
import Matrices
import Simulation
import Testing

@testable import LinearNetworks

/// The formulas for moving spectra, beside dense algebra and differences that share nothing with them.
@Suite("The motion of eigenvalues") struct SpectralMotionTests {
  private static let shapes = [(3, 2, 6), (3, 1, 5), (2, 3, 6), (4, 2, 3)]

  private func setting(_ shape: (Int, Int, Int)) -> Setting {
    TestNetwork.setting(
      .stochasticGradientFlow(.splitHyperbolic2, .ito), inputs: shape.0, outputs: shape.1, width: shape.2,
      delta: 4)
  }

  @Test("three terms add up to what became of an eigenvalue", arguments: shapes)
  func terms(shape: (Int, Int, Int)) {
    let (p, l) = (shape.0, shape.2)
    let (old, new) = (TestNetwork.matrix(p, l, seed: 61), TestNetwork.matrix(p, l, seed: 62))
    let frame = GramFrame(old)
    let change = frame.change(to: new)
    let eigenvalues = (new * new.transposed).symmetricEigenvalues.reversed()
    let expected = zip(eigenvalues, frame.values).map { $0 - $1 }
    #expect(largestDifference(change.total, expected) < 1e-12)
    #expect(abs(change.repulsion.reduce(0, +)) < 1e-12, "repulsion only redistributes")
    #expect(change.repulsion[0] > 0 && change.repulsion[p - 1] < 0)
  }

  /// Second-order perturbation theory of E = dA dt + noise, summed over the entries of the noise: no formula for V.
  @Test("is second-order perturbation theory", arguments: shapes)
  func perturbation(shape: (Int, Int, Int)) {
    let setting = setting(shape)
    let state = setting.fixedStart
    let (p, k) = (shape.0, shape.1)
    let c = setting.noiseCovariance
    let root = c.symmetricEigen
    let factor = root.vectors * .diagonal(root.values.map { max(0, $0).squareRoot() })
    let frame = GramFrame(state.W1)
    let motion = SpectralMotion(firstLayerOf: state, setting)
    var (repulsion, growth) = ([Double](repeating: 0, count: p), [Double](repeating: 0, count: p))
    for a in 0..<p {
      for b in 0..<k {
        // The field of one entry of the driving noise.
        let r = setting.learningRate.squareRoot() * (factor * Matrix(p, k) { $0 == a && $1 == b ? 1 : 0 })
        let moved = r * state.W2.transposed
        let e =
          frame.vectors.transposed
          * (moved * state.W1.transposed + state.W1 * moved.transposed) * frame.vectors
        let turned = frame.vectors.transposed * moved
        for i in 0..<p {
          growth[i] += turned.squaredNorm(row: i)
          for j in 0..<p where j != i {
            repulsion[i] += e[i, j] * e[i, j] / (frame.values[i] - frame.values[j])
          }
        }
      }
    }
    let size = 1e-10 * (motion.repulsionSize.max() ?? 1)
    #expect(largestDifference(motion.repulsion, repulsion) < size, "roundings over the gaps")
    #expect(largestDifference(motion.growth, growth) < 1e-12)
    if shape.2 >= p { #expect(motion.repulsion[0] > 0 && motion.repulsion[p - 1] < 0) }
  }

  /// The drift of log mu_i from the drift of mu_i by Ito's formula, and the sum of all.
  @Test("of theta theta^T adds up to the determinant's rate", arguments: [(3, 2, 6), (2, 3, 5), (3, 1, 4)])
  func logarithms(shape: (Int, Int, Int)) {
    let setting = setting(shape)
    let state = setting.fixedStart
    let (m, c) = (setting.problem.functionGradient(at: state.product), setting.noiseCovariance)
    let frame = GramFrame(state.theta)
    let motion = SpectralMotion(weightsOf: state, setting)
    let logarithmic = LogarithmicMotion(frame, gradient: m, covariance: c, eta: setting.learningRate)
    for i in motion.values.indices {
      let mu = motion.values[i]
      let drift = motion.drift[i] / mu - motion.covariation[i, i] / (2 * mu * mu)
      #expect(abs(drift - logarithmic.drift[i]) < 1e-9 * (1 + logarithmic.size[i]))
    }
    let rate = -2 * setting.learningRate * Double(shape.1) * c.trace
    #expect(abs(logarithmic.drift.reduce(0, +) - rate) < 1e-9 * logarithmic.size.reduce(1, +))
  }

  @Test("the top exponent of noise alone changes sign at two inputs")
  func exponents() {
    #expect(PureNoiseRate.top(inputs: 1) == -0.5)
    #expect(abs(PureNoiseRate.top(inputs: 2)) < 1e-15)
    #expect(abs(PureNoiseRate.top(inputs: 4) - 0.25) < 1e-13)
    #expect((0.141...0.143).contains(PureNoiseRate.top(inputs: 3)))
    // For short times log cosh(2 chi)/2 is chi^2: -t/2 + t, to the next order -2 t^2.
    #expect(abs(PureNoiseRate.scalarGrowth(1e-4) - (0.5e-4 - 2e-8)) < 1e-10)
  }

  @Test("a run whose steps are too long beside the gaps cannot be judged")
  func undecided() throws {
    var setting = setting((3, 2, 6))
    // Two equal singular values: no step is short beside their distance.
    setting.start = .fixed(Matrix(5, 6) { i, j in i == j ? (i < 3 ? [1, 1, 1][i] : 1) : 0 })
    setting.schedule = Schedule(steps: 4, every: 1)
    let prediction = try #require(RepulsionAlongRuns(for: setting))
    let verdict = prediction.check(Engine.rankfall.run(setting, observing: prediction.observables))
    #expect(verdict.word == "undecided", "\(verdict)")
    setting.schedule = Schedule(steps: 4, every: 2)
    #expect(RepulsionAlongRuns(for: setting) == nil, "a step that was not seen")
  }
}
