import Learning
import Matrices
import Simulation

/// Label noise is drawn anew whenever a sample is used.
public enum FreshLabels: TrainingTheorem {
  public static let claim = Claim(
    name: "fresh-labels", label: "(9.12)",
    statement:
      "Label noise comes anew at every use of a sample, with the law that was asked for, whatever the sample, the others of "
      + "its batch, its own past and its inputs; the inputs have none.",
    formula:
      "squares: delta = f(x) - y - xi, xi ~ N(0, delta_y) independent; classes: y' = y with probability 1 - q, and each of "
      + "the C - 1 others with q / (C - 1)",
    assumptions: [
      "label noise of a variance below or above one for squares, label flips for classes",
      "a last layer that is linear",
    ],
    source: "the definition; HaoChen, Wei, Lee, Ma, COLT 2021 for label noise as a part of the algorithm")

  public static let counterexamples = [
    "label-noise-fixed", "label-noise-on-inputs", "label-noise-shared", "label-noise-deviation",
    "label-noise-two-valued", "label-flips-to-next", "label-flips-to-any", "inputs-dropped",
  ]

  public static func examine(_ engine: TrainingEngine) -> Verdict {
    let squares = TrainingSetting(
      .perceptron([4, 6, 2], biases: false), on: TrainingWitness.regression, loss: .squares,
      descent: Descent(learningRate: 0.02), batchSize: 8, labelNoise: LabelNoise(variance: 0.49),
      length: .updates(400), seed: 41)
    var flips = TrainingWitness.perceptron(
      .perceptron([12, 8, 4], biases: false), descent: Descent(learningRate: 0.05), batchSize: 8,
      updates: 400, seed: 42)
    flips.labelFlips = 0.3
    return Verdict(all: [targets(engine, squares), classes(engine, flips)])
  }

  private static func targets(_ engine: TrainingEngine, _ setting: TrainingSetting) -> Verdict {
    let outputs = setting.samples.outputCount
    let y = setting.samples.targets ?? []
    let deviation = setting.labelNoise.variance.squareRoot()
    var seen = UsedNoise(setting)
    var crossed: [Double] = []
    engine.follow(setting) { step in
      seen.look(at: step) { sample, scores, deltas in
        let noise = (0..<outputs).map { (scores[$0] - deltas[$0] - y[sample * outputs + $0]) / deviation }
        crossed.append(noise[0] * noise[1])
        return noise
      }
    }
    return Verdict(
      [seen.strangers, seen.fourthMoment] + seen.correlations(fourthMoment: 3)
        + [UsedNoise.mean("noise of one output times that of the other", crossed, of: 0, deviation: 1)])
  }

  private static func classes(_ engine: TrainingEngine, _ setting: TrainingSetting) -> Verdict {
    let (rate, classes) = (setting.labelFlips, setting.samples.outputCount)
    let labels = setting.samples.labels ?? []
    let deviation = (rate * (1 - rate)).squareRoot()
    var seen = UsedNoise(setting)
    var moved = [Int](repeating: 0, count: classes)
    engine.follow(setting) { step in
      seen.look(at: step) { sample, scores, deltas in
        // The label has the largest share of what the deltas leave of softmax.
        let top = scores.max() ?? 0
        let powers = scores.map { exponential($0 - top) }
        let total = powers.reduce(0, +)
        let target = (0..<classes).map { powers[$0] / total - deltas[$0] }
        let label = target.indices.max { target[$0] < target[$1] } ?? 0
        let move = (label - labels[sample] + classes) % classes
        moved[move] += 1
        return [((move == 0 ? 0 : 1) - rate) / deviation]
      }
    }
    let flipped = Double(moved.dropFirst().reduce(0, +))
    let share = 1 / Double(classes - 1)
    let moves = (1..<classes).map { move in
      Evidence(
        "flips to the class \(move) further on, of \(Int(flipped))", predicted: flipped * share,
        measured: Double(moved[move]),
        allowed: Tolerance(
          5 * (flipped * share * (1 - share)).squareRoot(), .sampling, "5 standard errors of a share"))
    }
    let fourth = (1 - 3 * rate * (1 - rate)) / (rate * (1 - rate))
    return Verdict([seen.strangers] + seen.correlations(fourthMoment: fourth) + moves)
  }
}

/// The label noise of every use of a sample, read off the gradients at the outputs, in units of its deviation.
private struct UsedNoise {
  private let setting: TrainingSetting
  private let numbers: [[Double]: Int]
  private var last: [[Double]?]
  /// (noise, noise of the use before, of the sample before in the batch, first input over its deviation)
  private var all: [Double] = []
  private var again: [Double] = []
  private var beside: [Double] = []
  private var withInput: [Double] = []
  private var unknown = 0

  init(_ setting: TrainingSetting) {
    self.setting = setting
    let data = setting.samples
    numbers = Dictionary(
      (0..<data.samples).map { (Array(data.row($0)), $0) }, uniquingKeysWith: { first, _ in first })
    last = Array(repeating: nil, count: data.samples)
  }

  /// Takes the uses of a step: `noise` turns a sample, its scores and the gradients there into noise of variance one.
  mutating func look(
    at step: TrainingEngine.Step, _ noise: (_ sample: Int, _ scores: [Double], _ deltas: [Double]) -> [Double]
  ) {
    let inputs = step.updates[0].factors.inputs
    let deltas = step.updates[step.updates.count - 1].factors.deltas
    var before: [Double]?
    for row in 0..<inputs.rows {
      guard let sample = numbers[(0..<inputs.columns).map { inputs[row, $0] }] else {
        unknown += 1
        continue
      }
      let scores = DefinedLoss.outputs(step.before, setting, of: sample)
      let drawn = noise(sample, scores, (0..<deltas.columns).map { deltas[row, $0] })
      let input = setting.samples.row(sample).first ?? 0
      for (j, value) in drawn.enumerated() {
        all.append(value)
        withInput.append(value * input)
        if let old = last[sample] { again.append(value * old[j]) }
        if let before { beside.append(value * before[j]) }
      }
      last[sample] = drawn
      before = drawn
    }
  }

  var strangers: Evidence {
    Evidence(
      "inputs that are no sample's", predicted: 0, measured: Double(unknown),
      allowed: Tolerance(0, .rounding, "the numbers themselves"))
  }

  /// E u^4 = 3 of a normal number, whose fourth power has the variance E u^8 - 9 = 96.
  var fourthMoment: Evidence {
    Self.mean("fourth power of it", all.map { $0 * $0 * $0 * $0 }, of: 3, deviation: 96.0.squareRoot())
  }

  /// What independent numbers of mean zero and variance one have: means of products within five standard errors.
  func correlations(fourthMoment: Double) -> [Evidence] {
    let first = (0..<setting.samples.samples).map { setting.samples.row($0).first ?? 0 }
    let size = (first.reduce(0) { $0 + $1 * $1 } / Double(max(1, first.count))).squareRoot()
    return [
      Self.mean("label noise over its deviation", all, of: 0, deviation: 1),
      Self.mean(
        "square of it", all.map { $0 * $0 }, of: 1, deviation: max(0, fourthMoment - 1).squareRoot()),
      Self.mean("noise of a use times that of the use before", again, of: 0, deviation: 1),
      Self.mean("noise of a sample times that of the one before in its batch", beside, of: 0, deviation: 1),
      // Every sample is used about as often as any other.
      Self.mean("noise times the first input", withInput, of: 0, deviation: size),
    ]
  }

  static func mean(_ what: String, _ values: [Double], of expected: Double, deviation: Double) -> Evidence {
    let count = Double(values.count)
    return Evidence(
      "mean \(what), \(values.count) uses", predicted: expected,
      measured: values.isEmpty ? .nan : values.reduce(0, +) / count,
      allowed: Tolerance(
        5 * deviation / count.squareRoot(), .sampling,
        "5 standard errors; 10 are seen with probability 0.9999997"))
  }
}
