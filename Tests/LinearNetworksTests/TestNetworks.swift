import Learning
import Matrices
import Simulation

@testable import LinearNetworks

/// Small networks for tests, and dense algebra that shares nothing with the engine's closed forms.
enum TestNetwork {
  static func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var random = RandomStream(seed: seed, for: .data)
    return normals(rows, columns, &random)
  }

  static func problem(inputs p: Int, outputs k: Int, samples n: Int = 12, seed: UInt64 = 1) -> Regression {
    let x = matrix(n, p, seed: seed) * .diagonal((0..<p).map { 1 + 0.3 * Double($0) / Double(p) })
    return Regression(
      inputs: x, targets: x * matrix(p, k, seed: seed + 1) + 0.3 * matrix(n, k, seed: seed + 2))
  }

  static func setting(
    _ algorithm: Algorithm, inputs p: Int = 3, outputs k: Int = 2, width l: Int = 6, delta: Double = 1,
    decay: Double = 0, h: Double = 0.02, steps: Int = 50, every: Int = 1, trajectories: Int = 1,
    threads: Int = 1,
    tracking: Int? = nil
  ) -> Setting {
    Setting(
      problem(inputs: p, outputs: k), start: .fixed(0.5 * matrix(p + k, l, seed: 9)), algorithm: algorithm,
      learningRate: 0.03, flowStep: h, labelNoise: LabelNoise(variance: delta), noiseBatchSize: 2,
      weightDecay: decay,
      schedule: Schedule(steps: steps, every: every),
      ensemble: Ensemble(trajectories: trajectories, seed: 4, threads: threads), trackingInterval: tracking)
  }

  /// Every algorithm there is.
  static let algorithms: [Algorithm] =
    [Sampling.fullBatch, .withReplacement(4), .withoutReplacement(4), .shuffled(5)].map { .descent($0) }
    + [.momentDescent] + GradientFlowMethod.allCases.map { .gradientFlow($0) }
    + StochasticFlowMethod.allCases.flatMap { method in
      NoiseReading.allCases.map { .stochasticGradientFlow(method, $0) }
    } + [.untiedGradientFlow]
}

/// A(R) = [[0, R], [R^T, 0]]
func denseCoupling(_ r: Matrix) -> Matrix {
  let p = r.rows
  return Matrix(p + r.columns, p + r.columns) { i, j in
    if i < p && j >= p { return r[i, j - p] }
    if i >= p && j < p { return r[j, i - p] }
    return 0
  }
}

/// S = diag(I_p, -I_k)
func signature(_ p: Int, _ k: Int) -> Matrix { Matrix(p + k, p + k) { $0 == $1 ? ($0 < p ? 1 : -1) : 0 } }

/// exp(a) by scaling to a norm below 1/4, twelve terms of the series (the thirteenth is below 1e-17) and squaring.
func denseExponential(_ a: Matrix) -> Matrix {
  var squarings = 0
  var scaled = a
  while scaled.norm > 0.25 {
    scaled = 0.5 * scaled
    squarings += 1
  }
  var sum = Matrix.identity(a.rows)
  var term = sum
  for n in 1...12 {
    term = 1 / Double(n) * (term * scaled)
    sum = sum + term
  }
  for _ in 0..<squarings { sum = sum * sum }
  return sum
}

/// max |a_ij - b_ij|; infinite where an entry is not a number.
func largestDifference(_ a: Matrix, _ b: Matrix) -> Double { largestDifference(a.entries, b.entries) }

func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0.0) { worst, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}

extension Dynamics<NetworkState> {
  /// The state after some steps along the noise of a stream.
  func end(of start: NetworkState, steps: Int = 1, seed: UInt64 = 4) -> NetworkState {
    var (state, noise, random) = (start, makeNoise(), RandomStream(seed: seed))
    var workspace = makeWorkspace(for: state)
    for step in 0..<steps {
      random.begin(step: step)
      draw(&noise, from: &random)
      self.step(&state, drivenBy: noise, in: &workspace)
    }
    return state
  }
}
