import Simulation

/// Where descent with weight decay stands still, all layers have one norm, and the outputs say which.
public struct StationaryNorms: TrainingPrediction {
  public static let claim = Claim(
    name: "stationary-norms", label: "(9.15)",
    statement:
      "Where gradient descent with weight decay on a rectifier network without biases comes to rest, every layer has the same "
      + "norm: the weight decay times its square is the mean of the outputs' inner product with what they lack; before that "
      + "the two differ by no more than the last step allows.",
    formula: "|wd |W_l|^2 - mean <y - p, f>| <= |W_l| |W_l' - W_l| / mu, for every l",
    assumptions: [
      "linear layers and rectifiers without biases", "all samples in every step, no momentum, weight decay",
      "a last step of at most a twentieth of what decay takes: mu wd |W_l| / 20",
    ],
    source: "Euler's theorem on homogeneous functions; rankfall's notes, from (9.14)")

  public static let counterexamples = [
    "decay-halved", "decay-missing", "decay-doubled", "decay-after-step", "decay-skips-head",
    "decay-skips-first", "decay-to-start", "rectifier-unmasked",
  ]

  public static var witnesses: [(setting: TrainingSetting, interval: Int)] {
    // Rectifiers that open and close near the end keep the first layer moving a little; without them all is at rest.
    [Network.perceptron([12, 8, 4], biases: false), .linear([12, 8, 6, 4])].map { network in
      let setting = TrainingWitness.perceptron(
        network, descent: Descent(learningRate: 0.1, weightDecay: 0.1), batchSize: 60, updates: 3000)
      return (setting, 3000)
    }
  }

  private let setting: TrainingSetting

  public init?(for setting: TrainingSetting) {
    guard setting.descent.method == .plain, setting.isHomogeneous, setting.descent.weightDecay > 0,
      setting.batchSize == setting.samples.samples, setting.knownBatch(of: 0) != nil,
      setting.rateFactors.isEmpty, setting.decayFactors.isEmpty
    else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<TrainingState<Double>>] { [NormBalance.observable(of: setting)] }

  public func check(_ record: Record) -> Verdict {
    let series = record["norm_balance"]
    let decay = setting.descent.weightDecay
    guard let look = record.steps.indices.dropFirst().last else {
      return .undecided(because: "no step was seen")
    }
    let mu = setting.descent.learningRate(at: record.steps[look] - 1)
    return Verdict(
      all: (0..<record.trajectories).map { trajectory in
        let balance = NormBalance(numbers: series.vector(trajectory: trajectory, time: look))
        let still = balance.squares.indices.filter {
          balance.moves[$0] / mu <= 0.05 * decay * balance.squares[$0]
        }
        guard still.count == balance.squares.count, balance.squares.allSatisfy({ $0 > 0 }) else {
          return .undecided(because: "the weights have not come to rest after \(record.steps[look]) steps")
        }
        return Verdict(
          still.map { layer in
            Evidence(
              "wd |W|^2 of layer \(layer + 1) after \(record.steps[look]) steps", predicted: -balance.slope,
              measured: decay * balance.squares[layer],
              allowed: Tolerance(
                balance.moves[layer] / mu
                  + TrainingResolution.path(steps: 0, size: balance.size).amount / mu, .discretization,
                "|W| |W' - W| / mu, by Cauchy and Schwarz, and roundings over mu"))
          })
      })
  }
}
