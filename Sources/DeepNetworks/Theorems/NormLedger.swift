import Simulation

/// What a step does to a layer's norm is written in the outputs.
public struct NormLedger: TrainingPrediction {
  public static let claim = Claim(
    name: "norm-ledger", label: "(9.14)",
    statement:
      "In a rectifier network without biases a step changes the squared norm of every layer by its decay, the square of the "
      + "step, and an inner product of outputs and residuals over the batch that is the same for all layers.",
    formula:
      "<W_l, W_l' - beta W_l> = -mu c, c = mean over the batch of <p - y, f> (of <f - y, f> for squares); so |W_l'|^2 = beta^2 "
      + "|W_l|^2 - 2 beta mu c + mu^2 |G_l|^2",
    assumptions: [
      "linear layers and rectifiers without biases", "SGD without momentum, with weight decay or without",
      "the samples of a step are known: all of them, or those that are next in their order",
    ],
    source: "Euler's theorem on homogeneous functions; rankfall's notes")

  public static let counterexamples = [
    "decay-halved", "decay-missing", "decay-doubled", "decay-after-step", "decay-skips-head",
    "decay-skips-first", "decay-to-start", "gradient-of-batch-summed", "sample-more", "learning-rate-off",
    "sign-of-gradient", "gradient-clipped", "weights-shaken", "single-precision-weights",
    "rectifier-unmasked", "softmax-without-label", "momentum-unasked", "inputs-dropped", "adam",
  ]

  public static var witnesses: [(setting: TrainingSetting, interval: Int)] {
    var classes = TrainingWitness.perceptron(updates: 200)
    classes.order = .cyclic
    let squares = TrainingSetting(
      .perceptron([4, 7, 6, 2], biases: false), on: TrainingWitness.regression, loss: .squares,
      descent: Descent(
        learningRate: 0.05, weightDecay: 0.02, schedule: .steps(milestones: [60], factor: 0.5)),
      order: .cyclic, batchSize: 5, length: .updates(120), seed: 37)
    return [(classes, 1), (squares, 3)]
  }

  private let setting: TrainingSetting

  public init?(for setting: TrainingSetting) {
    guard setting.descent.method == .plain, setting.isHomogeneous, setting.knownBatch(of: 0) != nil,
      setting.rateFactors.isEmpty
    else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<TrainingState<Double>>] { [NormBalance.observable(of: setting)] }

  public func check(_ record: Record) -> Verdict {
    let series = record["norm_balance"]
    return Verdict(
      (0..<record.trajectories).flatMap { trajectory in
        record.steps.indices.dropFirst().flatMap { look in
          let balance = NormBalance(numbers: series.vector(trajectory: trajectory, time: look))
          let mu = setting.learningRate(of: 0, at: record.steps[look] - 1)
          return balance.gains.indices.map { layer in
            Evidence(
              "<W, W' - beta W> of layer \(layer + 1), step \(record.steps[look])",
              predicted: -mu * balance.slope, measured: balance.gains[layer],
              allowed: TrainingResolution.path(steps: 0, size: balance.size))
          }
        }
      })
  }
}
