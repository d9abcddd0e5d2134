import CLanes
import Learning
import Matrices
import Simulation

/// A training to take the time of: a rectifier network with biases on classes in single precision, SGD with weight decay on
/// batches drawn with replacement, and the spectra of all weights every so many steps.
public struct TrainingWorkload: Sendable {
  public var widths: [Int]
  public var batchSize: Int
  public var steps: Int
  /// Steps from look to look.
  public var interval: Int
  public var learningRate: Double
  public var weightDecay: Double
  /// What share of the largest a singular value must exceed to count.
  public var threshold: Double

  public init(
    widths: [Int] = [784, 512, 512, 512, 10], batchSize: Int, steps: Int, interval: Int = 500,
    learningRate: Double, weightDecay: Double = 0.001, threshold: Double = 0.001
  ) {
    self.widths = widths
    self.batchSize = batchSize
    self.steps = steps
    self.interval = interval
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.threshold = threshold
  }

  /// D_1, D_16 and D_128.
  public static let all: [String: TrainingWorkload] = [
    "D_1": TrainingWorkload(batchSize: 1, steps: 5000, learningRate: 0.002),
    "D_16": TrainingWorkload(batchSize: 16, steps: 2000, learningRate: 0.02),
    "D_128": TrainingWorkload(batchSize: 128, steps: 1000, learningRate: 0.05),
  ]
}

/// What a timed training showed.
public struct TrainingMeasurement: Sendable {
  /// Wall time of the steps and looks, without the data.
  public let seconds: Double
  public let losses: (first: Double, last: Double)
  public let accuracy: Double
  /// For each look and each weight, how many singular values count, and the largest.
  public let ranks: [[Int]]
  public let norms: [[Double]]
}

/// Runs a workload on samples from a start of He or from given weights (outputs x inputs) and biases, and takes the time.
public func measureTraining(
  _ workload: TrainingWorkload, on samples: LabelledSamples,
  from start: [(weight: Matrix, bias: Matrix)]? = nil, seed: UInt64 = 0, threads: Int = 1
) -> TrainingMeasurement {
  let setting = TrainingSetting(
    .perceptron(workload.widths), on: samples,
    descent: Descent(learningRate: workload.learningRate, weightDecay: workload.weightDecay),
    order: .withReplacement, batchSize: workload.batchSize, length: .updates(workload.steps), seed: seed)
  let training = Training<Float>(setting)
  var state = setting.initialState(in: Float.self)
  for (number, layer) in (start ?? []).enumerated() {
    state[state.parameters[2 * number]] = layer.weight
    state[state.parameters[2 * number + 1]] = layer.bias
  }
  let evaluation = NetworkEvaluation<Float>(setting.network, samples, setting.loss)
  let first = evaluation.measure(state).loss
  var random = RandomStream(seed: seed)
  var spectra: [[[Double]]] = []
  lanes_crew_begin(Int32(threads))
  defer { lanes_crew_end() }
  let clock = ContinuousClock()
  let begin = clock.now
  let move = training.makeWalk(for: state)
  spectra.append(state.layerSpectra(threads: threads))
  for from in stride(from: 0, to: workload.steps, by: workload.interval) {
    move(&state, from..<min(from + workload.interval, workload.steps), &random)
    spectra.append(state.layerSpectra(threads: threads))
  }
  let elapsed = clock.now - begin
  let last = evaluation.measure(state)
  return TrainingMeasurement(
    seconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18,
    losses: (first, last.loss), accuracy: last.accuracy,
    ranks: spectra.map { $0.map { s in s.count { $0 > workload.threshold * s[0] } } },
    norms: spectra.map { $0.map { $0[0] } })
}
