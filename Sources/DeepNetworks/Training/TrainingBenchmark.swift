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
}

extension TrainingWorkload {
  public func setting(on samples: LabelledSamples, seed: UInt64) -> TrainingSetting {
    TrainingSetting(
      .perceptron(widths), on: samples,
      descent: Descent(learningRate: learningRate, weightDecay: weightDecay), order: .withReplacement,
      batchSize: batchSize, length: .updates(steps), seed: seed)
  }

  /// The first state: of the setting's own start, or of given weights (outputs x inputs) and biases.
  public func start<Element: NetworkElement>(
    _ setting: TrainingSetting, from layers: [(weight: Matrix, bias: Matrix)]?, in precision: Element.Type
  ) -> TrainingState<Element> {
    var state = setting.initialState(in: Element.self)
    for (number, layer) in (layers ?? []).enumerated() {
      state[state.parameters[2 * number]] = layer.weight
      state[state.parameters[2 * number + 1]] = layer.bias
    }
    return state
  }
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
  /// What is left of the sums over classes of the last layer's weights: <1^T W(T), 1^T W(0)> / |1^T W(0)|^2
  public let headKept: Double
  /// For each weight at the end, the sum of the squares of its singular values, and of its entries.
  public let squares: [(spectrum: Double, entries: Double)]

  /// What other programs print of the same workload, by name.
  public var numbers: [(name: String, value: Double)] {
    let (norms, ranks) = (norms[norms.count - 1], ranks[ranks.count - 1])
    return [("loss", losses.last), ("head", headKept)]
      + zip(norms, ranks).enumerated().flatMap { number, layer in
        [("s1_\(number + 1)", layer.0), ("rank_\(number + 1)", Double(layer.1))]
      }
  }
}

/// Runs a workload on samples from a start of He or from given weights (outputs x inputs) and biases, and takes the time.
public func measureTraining(
  _ workload: TrainingWorkload, on samples: LabelledSamples,
  from start: [(weight: Matrix, bias: Matrix)]? = nil, seed: UInt64 = 0, threads: Int = 1
) -> TrainingMeasurement {
  let setting = workload.setting(on: samples, seed: seed)
  let training = Training<Float>(setting)
  var state = workload.start(setting, from: start, in: Float.self)
  let evaluation = NetworkEvaluation<Float>(setting.network, samples, setting.loss)
  let (first, headStart) = (evaluation.measure(state).loss, headSums(state))
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
  let squares = zip(spectra[spectra.count - 1], state.layers).map { spectrum, layer in
    (spectrum: spectrum.reduce(0) { $0 + $1 * $1 }, entries: state[layer].squaredNorm)
  }
  return TrainingMeasurement(
    seconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18,
    losses: (first, last.loss), accuracy: last.accuracy,
    ranks: spectra.map { $0.map { s in s.count { $0 > workload.threshold * s[0] } } },
    norms: spectra.map { $0.map { $0[0] } },
    headKept: headSums(state).inner(with: headStart) / headStart.squaredNorm, squares: squares)
}

/// 1^T W of the last weight, a column.
private func headSums(_ state: TrainingState<Float>) -> Matrix {
  guard let head = state.layers.last else { return Matrix(zeros: 0, 1) }
  let weights = state[head]
  return Matrix(weights.columns, 1) { input, _ in
    (0..<weights.rows).reduce(0) { $0 + weights[$1, input] }
  }
}

extension Matrix {
  /// <a, b>, the sum of the products of entries.
  fileprivate func inner(with other: Matrix) -> Double {
    zip(entries, other.entries).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
