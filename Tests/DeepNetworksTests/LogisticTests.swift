import Learning
import Matrices
import Simulation
import Testing

@testable import DeepNetworks

/// The logistic loss of targets 1 and -1.
@Suite("The logistic loss") struct LogisticTests {
  private func setting(_ descent: Descent) throws -> TrainingSetting {
    let data = try #require(SeparablePoints(inputs: 5, margin: 0.3, seed: 3).draw(0..<12).signed)
    return TrainingSetting(
      .perceptron([5, 6, 1]), on: data, loss: .logistic, descent: descent, batchSize: 12, length: .updates(3))
  }

  @Test("has the gradient of its differences, and the mean of log(1 + e^-m) for its value")
  func gradient() throws {
    let training = Training<Double>(try setting(Descent(learningRate: 0.1)))
    let state = training.setting.initialState(in: Double.self)
    let noise = Trial.noise(training)
    let found = training.gradient(at: state, drivenBy: noise)
    let data = training.setting.samples
    let outputs = NetworkEvaluation<Double>(training.setting.network, data, .logistic).outputs(of: state)
    let mean = (0..<12).reduce(0) { sum, i in
      sum + logarithm(1 + exponential(-(data.targets ?? [])[i] * outputs[i, 0])) / 12
    }
    #expect(abs(found.loss - mean) < 1e-14)
    for parameter in state.parameters {
      for i in 0..<parameter.rows {
        var (up, down) = (state, state)
        var (a, b) = (state[parameter], state[parameter])
        a[i, 0] += 1e-5
        b[i, 0] -= 1e-5
        up[parameter] = a
        down[parameter] = b
        let rise =
          training.gradient(at: up, drivenBy: noise).loss - training.gradient(at: down, drivenBy: noise).loss
        // Central differences err by the third derivative times 1e-10, and by roundings over 1e-5.
        #expect(abs(rise / 2e-5 - found.gradient[parameter][i, 0]) < 1e-8)
      }
    }
  }

  @Test("gives unit steps their direction where every margin is too large for its derivative")
  func largeMargins() throws {
    let points = SeparablePoints(inputs: 5, margin: 0.3, seed: 3)
    var far = try setting(Descent(learningRate: 0.1, method: .unitGradient))
    far.network = .linear([5, 1])
    let training = Training<Double>(far)
    var start = far.initialState(in: Double.self)
    // Margins of 3000 and more: e^-m is zero, and the step is along the least of them.
    start[start.layers[0]] = Matrix(1, 5) { _, j in 1e4 * points.direction[j] }
    let moved = Trial.run(training, from: start, steps: 0..<1)[start.layers[0]] - start[start.layers[0]]
    let (data, y) = (far.samples, far.samples.targets ?? [])
    let rows = (0..<data.samples).map { i in data.row(i).map { y[i] * $0 } }
    let margins = rows.map { row in zip(row, points.direction).reduce(0) { $0 + $1.0 * $1.1 } }
    let least = rows[margins.indices.min { margins[$0] < margins[$1] } ?? 0]
    let length = least.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // Weights of 1e4 are rounded by 1e-12; the next margin is larger by more than 40, its share below 1e-17.
    for j in 0..<5 { #expect(abs(moved[0, j] - 0.1 * least[j] / length) < 1e-11) }
    #expect(margins.sorted()[1] - (margins.min() ?? 0) > 0.004)
  }

  @Test("moves by the unit gradient where margins are small")
  func smallMargins() throws {
    let training = Training<Double>(try setting(Descent(learningRate: 0.1, method: .unitGradient)))
    let start = training.setting.initialState(in: Double.self)
    let plain = Trial.run(training, from: start, steps: 0..<1)
    let slope = training.gradient(at: start, drivenBy: Trial.noise(training)).gradient
    let length = start.parameters.reduce(0) { $0 + slope[$1].squaredNorm }.squareRoot()
    for parameter in start.parameters {
      #expect((plain[parameter] - start[parameter] + (0.1 / length) * slope[parameter]).norm < 1e-14)
    }
  }
}
