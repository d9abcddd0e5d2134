import Matrices
import Simulation

/// The label-noise flow of a network of one output and white inputs, as 2p + 1 numbers (5.5): the schemes SH and SH2 of
/// `SplitHyperbolicFlow`, taken in the basis of the eigenvectors of W1 W1^T.
///
/// A step of SH moves theta by exp(A(r)) with r in R^p, noise and drift together. In that basis the noise is normal whatever
/// the basis is; the step adds to diag(lambda) a matrix of rank two, z_+ z_+^T - z_- z_-^T; and its eigenvalues are found
/// by two updates of rank one, with what lies along the new eigenvectors. So the numbers after a step have the law, and
/// with the same noise the values, that the step of the weights gives them, for a cost of p^2; eigenvalues do not meet,
/// because those of an update of rank one interlace; and log det falls at its exact rate.
public struct SpectralFlow: Dynamics {
  public typealias State = SpectralState

  /// p
  public let inputs: Int
  /// eps = eta c, where C = c I
  public let noise: Double
  /// h in H = h I, the loss's curvature; 0 without a loss
  public let curvature: Double
  /// lambda, for the loss L + (lambda/2) |theta|^2
  public let weightDecay: Double
  public let timeStep: Double
  /// Whether the drift is averaged over a first attempt (SH2) or taken at the start (SH).
  public let averagesDrift: Bool
  private let firstDamping: Double
  private let outputDamping: Double

  public init(
    inputs: Int, noise: Double, curvature: Double, weightDecay: Double = 0, timeStep: Double,
    averagesDrift: Bool = true
  ) {
    self.inputs = inputs
    self.noise = noise
    self.curvature = curvature
    self.weightDecay = weightDecay
    self.timeStep = timeStep
    self.averagesDrift = averagesDrift
    // Half a damping: exp(-(h/2) (eps/2 + lambda)) on W1 and exp(-(h/2) (eps p/2 + lambda)) on w2.
    firstDamping = exponential(-timeStep / 2 * (noise / 2 + weightDecay))
    outputDamping = exponential(-timeStep / 2 * (noise * Double(inputs) / 2 + weightDecay))
  }

  /// The flow of a setting's weights; nil unless it is a label-noise flow in the sense of Ito with one output, inputs with
  /// X^T X prop. to the identity, and a width of p or more.
  public init?(_ setting: Setting) {
    guard case .stochasticGradientFlow(let method, .ito) = setting.algorithm, setting.outputs == 1,
      setting.width >= setting.inputs, setting.problem.isWhite
    else { return nil }
    let mean = 1 / Double(setting.inputs)
    self.init(
      inputs: setting.inputs, noise: setting.learningRate * mean * setting.noiseCovariance.trace,
      curvature: mean * setting.problem.secondMoment.trace, weightDecay: setting.weightDecay,
      timeStep: setting.flowStep, averagesDrift: method != .splitHyperbolic)
  }

  public func makeNoise(lanes: Int) -> Bundle { Bundle(zeros: inputs, 1) }

  public func draw(_ noise: inout Bundle, from random: inout RandomStream) {
    random.fillNormals(noise.block.base, count: inputs)
  }

  /// Scratch memory of a step.
  public struct Workspace {
    /// p x 4: lambda, zeta, g and z_-
    var frame: Bundle
    /// p x 4: r, r / |r|, the product after the step in the old basis, z_+
    var parts: Bundle
    var update: RankOneUpdate
  }

  public func makeWorkspace(for state: SpectralState) -> Workspace {
    Workspace(
      frame: Bundle(zeros: inputs, 4), parts: Bundle(zeros: inputs, 4),
      update: RankOneUpdate(size: inputs, turning: 3))
  }

  public func step(_ state: inout SpectralState, drivenBy noise: Bundle, in workspace: inout Workspace) {
    let (p, frame, parts) = (inputs, state.frame.block.base, workspace.parts.block.base)
    let (lambda, zeta, g) = (frame, frame + p, frame + 2 * p)
    let (r, product) = (parts, parts + 2 * p)
    let spread = (timeStep * self.noise).squareRoot()
    // r = h M + sqrt(eps) dbeta with M = g - h W1 w2, at the start.
    let normals = noise.reading.base
    for i in 0..<p { r[i] = timeStep * (g[i] - curvature * zeta[i]) + spread * normals[i] }
    // Half a damping, which a first attempt needs too.
    let (square, mixed) = (firstDamping * firstDamping, firstDamping * outputDamping)
    let output = state.output.block.base
    for i in 0..<p {
      lambda[i] *= square
      zeta[i] *= mixed
    }
    output[0] *= outputDamping * outputDamping
    var move = HyperbolicMove(lambda, zeta, output[0], parts, p)
    if averagesDrift && curvature != 0 {
      // M after a first attempt, in the old basis, in which g has not moved.
      for i in 0..<p {
        let before = g[i] - curvature * zeta[i] / mixed
        let after = g[i] - curvature * mixed * product[i]
        r[i] += 0.5 * timeStep * (after - before)
      }
      move = HyperbolicMove(lambda, zeta, output[0], parts, p)
    }
    // What is not a number is no rest: it must be seen.
    guard move.length != 0 else {
      damp(lambda, zeta, output, square, mixed)
      return
    }
    let rotated = workspace.frame.block
    rotated.base.update(from: lambda, count: p)
    (rotated.base + p).update(from: product, count: p)
    (rotated.base + 2 * p).update(from: g, count: p)
    move.split(lambda, zeta, parts, into: rotated.base + 3 * p, p)
    let all = 0..<p
    let added = workspace.update.add(
      workspace.parts.block.window(all, 3..<4), to: rotated)
    // The first update has turned z_- into the basis of the second.
    let taken =
      added
      && workspace.update.subtract(rotated.window(all, 3..<4), from: rotated.window(all, 0..<3))
    frame.update(from: rotated.base, count: 3 * p)
    if !taken { lambda[0] = .nan }
    output[0] = move.outputSquare
    damp(lambda, zeta, output, square, mixed)
  }

  private func damp(
    _ lambda: UnsafeMutablePointer<Double>, _ zeta: UnsafeMutablePointer<Double>,
    _ output: UnsafeMutablePointer<Double>, _ square: Double, _ mixed: Double
  ) {
    for i in 0..<inputs {
      lambda[i] *= square
      zeta[i] *= mixed
    }
    output[0] *= outputDamping * outputDamping
  }
}

/// theta <- exp(A(r)) theta in the basis where W1 W1^T = diag(lambda). With n = r / |r|, s = sinh |r|, c = cosh |r|, y = W1^T n:
///
///     W1 <- W1 + n d^T,   d = (c - 1) y + s w2,   w2 <- s y + c w2.
private struct HyperbolicMove {
  /// |r|
  let length: Double
  /// |w2|^2 after the move
  let outputSquare: Double
  private let sinh: Double
  /// c - 1
  private let excess: Double
  /// |d|^2
  private let square: Double

  /// Writes n into the second column of `parts` and W1 w2 after the move, in the old basis, into the third.
  init(
    _ lambda: UnsafeMutablePointer<Double>, _ zeta: UnsafeMutablePointer<Double>, _ q: Double,
    _ parts: UnsafeMutablePointer<Double>, _ p: Int
  ) {
    let (r, n, product) = (parts, parts + p, parts + 2 * p)
    var sum = 0.0
    for i in 0..<p { sum += r[i] * r[i] }
    length = sum.squareRoot()
    var (half, s, c) = (0.5 * length, 0.0, 1.0)
    Elementary.hyperbolic(&half, sinh: &s, cosh: &c, count: 1)
    sinh = 2 * s * c
    excess = 2 * s * s
    let scale = length > 0 ? 1 / length : 0
    // |y|^2 and y . w2
    var (own, cross) = (0.0, 0.0)
    for i in 0..<p {
      n[i] = scale * r[i]
      own += lambda[i] * n[i] * n[i]
      cross += zeta[i] * n[i]
    }
    let cosh = 1 + excess
    square = excess * excess * own + 2 * excess * sinh * cross + sinh * sinh * q
    outputSquare = sinh * sinh * own + 2 * sinh * cosh * cross + cosh * cosh * q
    // (W1 + n d^T) (s y + c w2)
    let along = excess * (sinh * own + cosh * cross) + sinh * (sinh * cross + cosh * q)
    for i in 0..<p { product[i] = sinh * lambda[i] * n[i] + cosh * zeta[i] + along * n[i] }
  }

  /// W1 W1^T changes by n k^T + k n^T with k = W1 d + (|d|^2/2) n, which is z_+ z_+^T - z_- z_-^T for
  /// z_+- = (t k +- n/t)/sqrt(2) with any t. z_+ goes into the fourth column of `parts`.
  func split(
    _ lambda: UnsafeMutablePointer<Double>, _ zeta: UnsafeMutablePointer<Double>,
    _ parts: UnsafeMutablePointer<Double>, into minus: UnsafeMutablePointer<Double>, _ p: Int
  ) {
    let (n, plus) = (parts + p, parts + 3 * p)
    var sum = 0.0
    for i in 0..<p {
      let k = excess * lambda[i] * n[i] + sinh * zeta[i] + 0.5 * square * n[i]
      plus[i] = k
      sum += k * k
    }
    // As long as n where t k is: neither drowns the other.
    let t = sum > 0 ? 1 / sum.squareRoot().squareRoot() : 1
    let root = 0.5.squareRoot()
    for i in 0..<p {
      let (a, b) = (root * t * plus[i], root / t * n[i])
      plus[i] = a + b
      minus[i] = a - b
    }
  }
}
