import Learning
import Matrices
import Simulation

/// Deep linear networks that learn separable points end as one direction.
public struct AlignedLayers: TrainingPrediction {
  public static let claim = Claim(
    name: "aligned-layers", label: "(9.16)",
    statement:
      "In a deep linear network with one output under gradient descent with steps of one length, neighbouring layers stay as "
      + "balanced as they were but for the sum of the squared steps; so they align and every layer tends to rank one, as fast "
      + "as its norm outgrows that.",
    formula:
      "|W_l|_F^2 - s_1(W_l)^2 <= sum_{k >= l} (|tr B_k| + |B_k|_2), 1 - <v_{l+1}, u_l>^2 <= 2 |B_l|_2 / (s_1^2 - s_2^2)(W_{l+1}), "
      + "B_l = W_{l+1}^T W_{l+1} - W_l W_l^T, |B_l(T)|_2 <= |B_l(0)|_2 + sum_t mu_t^2, and |tr B_l| alike",
    assumptions: [
      "linear layers without biases, one output, the logistic loss of targets 1 and -1",
      "all samples in every step, W' = W - mu G / |G| with the norm of all layers' gradient, no decay",
      "judged where the bounds on both are below a fiftieth: norms are large enough",
    ],
    source:
      "Ji, Telgarsky, ICLR 2019 (Gradient descent aligns the layers of deep linear networks), for gradient flow; the "
      + "bounds for steps: rankfall's notes")

  public static let counterexamples = ["gradient-transposed", "layers-step-alike"]

  public static var witnesses: [(setting: TrainingSetting, interval: Int)] {
    let points = SeparablePoints(inputs: 10, margin: 0.5, seed: 51).draw(0..<30)
    guard let data = points.signed else { preconditionFailure("points of two classes") }
    return [2, 3, 4].map { layers in
      let widths = [10] + Array(repeating: 20, count: layers - 1) + [1]
      let setting = TrainingSetting(
        .linear(widths), on: data, loss: .logistic, start: .gaussian(deviation: 0.1),
        descent: Descent(learningRate: 0.05, method: .unitGradient), batchSize: 30, length: .updates(8000),
        seed: 52)
      return (setting, 8000)
    }
  }

  private let setting: TrainingSetting

  public init?(for setting: TrainingSetting) {
    let isLinear = setting.network.layers.allSatisfy {
      if case .linear(_, biases: false) = $0 { true } else { false }
    }
    guard isLinear, setting.network.weights.count > 1, setting.loss == .logistic,
      setting.samples.outputCount == 1, setting.descent.method == .unitGradient,
      setting.descent.weightDecay == 0, setting.batchSize == setting.samples.samples,
      setting.order != .withReplacement, setting.inputDropout == 0, setting.labelNoise.variance == 0,
      setting.rateFactors.isEmpty
    else { return nil }
    self.setting = setting
  }

  public var observables: [Observable<TrainingState<Double>>] {
    let layers = setting.network.weights
    let seen = Observable<TrainingState<Double>>(
      "layer_alignment",
      symbol: "s_1^2, |W|^2 of each layer, |B|, |tr B|, <v, u>^2 between neighbours, step",
      components: LayerAlignment.count(layers: layers.count)
    ) { look in
      let before = look.previous.map { previous in layers.map { previous[$0] } }
      return LayerAlignment(layers.map { look.state[$0] }, before: before).numbers
    }
    return [seen]
  }

  public func check(_ record: Record) -> Verdict {
    let series = record["layer_alignment"]
    let count = setting.network.weights.count
    return Verdict(
      all: (0..<record.trajectories).map { trajectory in
        func look(_ time: Int) -> LayerAlignment {
          LayerAlignment(numbers: series.vector(trajectory: trajectory, time: time), layers: count)
        }
        return judge(look(0), look(record.steps.count - 1), unit: Double.ulpOfOne)
      })
  }

  /// The same of a training that was followed: its first weights, its last and those before.
  public func verdict(of layers: [TrainedLayer], unit: Double) -> Verdict {
    judge(
      LayerAlignment(layers.map(\.start), before: nil),
      LayerAlignment(layers.map(\.weights), before: layers.map(\.before)), unit: unit)
  }

  private func judge(_ start: LayerAlignment, _ end: LayerAlignment, unit: Double) -> Verdict {
    let steps = setting.updates
    let drift = (0..<steps).reduce(0) {
      let mu = setting.descent.learningRate(at: $1)
      return $0 + mu * mu
    }
    let size = end.squares.reduce(0, +).squareRoot()
    let mu = setting.descent.learningRate(at: steps - 1)
    // The weights are rounded in every step.
    guard abs(end.step / mu - 1) <= 16 * unit * (size / mu + 64) else {
      return .undecided(because: "the last step does not have the length mu")
    }
    let count = end.squares.count
    // What the spectral norm and the trace of B_l may be.
    let rounding = (0..<count - 1).map {
      5 * Double(steps).squareRoot() * unit * (end.squares[$0] + end.squares[$0 + 1])
    }
    let norms = (0..<count - 1).map { start.balances[$0] + drift + rounding[$0] }
    let traces = (0..<count - 1).map { start.traces[$0] + drift + rounding[$0] }
    // From the last layer on, which has one row.
    var excess = [Double](repeating: 0, count: count)
    for l in (0..<count - 1).reversed() { excess[l] = excess[l + 1] + traces[l] + norms[l] }
    let relative = (0..<count - 1).map { excess[$0] / end.squares[$0] }
    let gaps = (0..<count - 1).map { l in
      let gap = end.squares[l + 1] - 2 * excess[l + 1]
      return gap > 0 ? 2 * norms[l] / gap : .infinity
    }
    let basis = "the imbalance of the start, mu^2 a step, and five deviations of independent roundings"
    let all = Verdict(
      (0..<count - 1).flatMap { l in
        [
          Evidence(
            "|B|_2 of layers \(l + 1) and \(l + 2) of \(count)", predicted: 0, measured: end.balances[l],
            allowed: Tolerance(norms[l], .discretization, basis)),
          Evidence(
            "tr B of layers \(l + 1) and \(l + 2) of \(count)", predicted: 0, measured: end.traces[l],
            allowed: Tolerance(traces[l], .discretization, basis)),
          Evidence(
            "1 - s_1^2 / |W|_F^2 of layer \(l + 1) of \(count)", predicted: 0,
            measured: max(0, 1 - end.largest[l] / end.squares[l]),
            allowed: Tolerance(relative[l], .discretization, basis + ", over |W|^2")),
          Evidence(
            "1 - <v, u>^2 of layers \(l + 2) and \(l + 1) of \(count)", predicted: 0,
            measured: max(0, 1 - end.alignments[l]),
            allowed: Tolerance(gaps[l], .discretization, basis + ", over |W|^2")),
        ]
      })
    guard all.fails || (relative + gaps).allSatisfy({ $0 <= 0.02 }) else {
      return .undecided(because: "the weights have not outgrown their start after \(steps) steps")
    }
    return all
  }
}
