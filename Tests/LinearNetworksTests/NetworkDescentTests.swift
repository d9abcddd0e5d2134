import Learning
import Matrices
import Simulation
import Testing

@testable import LinearNetworks

@Suite("One step of descent") struct NetworkDescentTests {
  private let problem = TestNetwork.problem(inputs: 3, outputs: 2)
  private let start = NetworkState(theta: TestNetwork.matrix(5, 6, seed: 9), inputs: 3, outputs: 2)
  private let eta = 0.05
  private let lambda = 0.3

  /// theta+ = (1 - eta lambda) theta + eta A(M) theta
  private func updated(by m: Matrix) -> Matrix {
    (1 - eta * lambda) * start.theta + eta * (denseCoupling(m) * start.theta)
  }

  /// What the engine makes of one step, and what was drawn for it.
  private func step(_ source: NetworkDescent.Source, at step: Int) -> (
    theta: Matrix, noise: NetworkDescent.Noise
  ) {
    let descent = NetworkDescent(source, learningRate: eta, weightDecay: lambda)
    var (state, noise, random) = (start, descent.makeNoise(), RandomStream(seed: 7))
    var workspace = descent.makeWorkspace(for: state)
    random.begin(step: step)
    descent.draw(&noise, from: &random)
    descent.step(&state, drivenBy: noise, in: &workspace)
    return (state.theta, noise)
  }

  @Test(
    "is (1 - eta lambda) theta + eta A(X_B^T (Y_B + noise - X_B W) / B) theta",
    arguments: [Sampling.fullBatch, .withReplacement(5), .withoutReplacement(5), .shuffled(4)],
    [LabelNoise.none, LabelNoise(variance: 4), LabelNoise(variance: 4, distribution: .rademacher)])
  func formula(sampling: Sampling, labelNoise: LabelNoise) throws {
    for number in [0, 1, 17] {
      let (theta, noise) = step(.samples(problem, sampling, labelNoise), at: number)
      let batch = try #require(noise.batch)
      let samples = batch.chosenSamples()
      let x = Matrix(samples.count, 3) { problem.inputs[samples[$0], $1] }
      var y = Matrix(samples.count, 2) { problem.targets[samples[$0], $1] }
      if labelNoise.variance > 0 {
        let labels = try #require(batch.labelNoise())
        #expect(labels.rows == samples.count && labels.entries.allSatisfy { $0 != 0 })
        y = y + labels
      }
      let m = 1 / Double(samples.count) * (x.transposed * (y - x * start.product))
      #expect(largestDifference(theta, updated(by: m)) < 1e-14 * 20, "a few products of numbers of size ten")
    }
  }

  @Test("from the moments is that from the samples, but for rounding")
  func moments() {
    let (exact, _) = step(.samples(problem, .fullBatch, .none), at: 0)
    let (short, _) = step(.moments(FunctionGradient(problem), nil), at: 0)
    #expect(largestDifference(exact, short) < 1e-14 * 20)
    #expect(largestDifference(short, updated(by: problem.functionGradient(at: start.product))) < 1e-14 * 20)
    let long = [Algorithm.descent(.fullBatch), .momentDescent].map {
      Engine.rankfall.dynamics(TestNetwork.setting($0, delta: 0)).end(of: start, steps: 100).theta
    }
    #expect(largestDifference(long[0], long[1]) < 1e-12, "100 contracting steps")
  }

  @Test("from the moments adds F xi with F F^T = (delta / n^2) X^T X")
  func momentNoise() throws {
    let setting = TestNetwork.setting(.momentDescent, delta: 3)
    let n = Double(problem.samples)
    let noise = FunctionNoise(setting.problem, variance: 3, batchSize: problem.samples)
    let c = 3 / (n * n) * (setting.problem.inputs.transposed * setting.problem.inputs)
    #expect(largestDifference(noise.covariance, c) < 1e-15 * 10)
    let (theta, drawn) = step(.moments(FunctionGradient(problem), noise), at: 3)
    let increment = try #require(drawn.increment)
    #expect(largestDifference(increment.matrix, noise.factor * increment.normals) < 1e-15 * 10)
    let m = problem.functionGradient(at: start.product) + increment.matrix
    #expect(largestDifference(theta, updated(by: m)) < 1e-14 * 20)
  }

  /// (3.1): theta+ = (I + eta A(M)) theta multiplies det(theta theta^T) by prod (1 - eta^2 s_i(M)^2)^2.
  @Test("multiplies the determinant by prod (1 - eta^2 s_i(M)^2)^2")
  func determinant() {
    let descent = NetworkDescent(.moments(FunctionGradient(problem), nil), learningRate: eta)
    let change = logGramDeterminant(descent.end(of: start).theta) - logGramDeterminant(start.theta)
    let m = problem.functionGradient(at: start.product)
    // det(I - eta^2 M^T M) for two outputs, without a singular value.
    let g = Matrix.identity(2) - eta * eta * (m.transposed * m)
    #expect(abs(change - 2 * g.logDeterminant.log) < 1e-12, "condition number of theta below 100")
  }
}
