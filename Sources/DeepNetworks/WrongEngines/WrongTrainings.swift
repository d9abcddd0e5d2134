import Matrices
import Simulation

extension TrainingEngine {
  /// Every wrong engine: rankfall with one part made wrong. A theorem names those that it must reject.
  public static let wrong: [TrainingEngine] =
    wrongDecays + wrongSteps + wrongGradients + wrongMomenta + wrongNormalizations + wrongNoises

  static let wrongDecays: [TrainingEngine] = [
    altering("decay-halved", "half the weight decay: lambda where 2 lambda belongs") {
      $0.descent.weightDecay /= 2
    },
    altering("decay-missing", "no weight decay") { $0.descent.weightDecay = 0 },
    altering("decay-unasked", "a weight decay of 0.1 where none was asked for") {
      if $0.descent.weightDecay == 0 { $0.descent.weightDecay = 0.1 }
    },
    altering("decay-doubled", "twice the weight decay") { $0.descent.weightDecay *= 2 },
    altering(weights: "decay-after-step", "the decay shrinks the gradient's step too") {
      setting, number, kept, step in
      kept + setting.forgetting(of: number, at: 0) * step
    },
    altering("decay-skips-head", "the last layer does not decay") {
      let count = $0.network.weights.count
      $0.decayFactors = Array(repeating: 1, count: count - 1) + [0]
    },
    altering("decay-skips-first", "the first layer does not decay") {
      let count = $0.network.weights.count
      $0.decayFactors = [0] + Array(repeating: 1, count: count - 1)
    },
    altering(step: "decay-to-start", "the weights decay towards where they started") {
      setting, before, after in
      let start = setting.initialState(in: Double.self)
      for (number, layer) in before.layers.enumerated() {
        let rate = 1 - setting.forgetting(of: number, at: before.updates)
        after[layer] = after[layer] + rate * start[layer]
      }
    },
  ]

  static let wrongSteps: [TrainingEngine] = [
    altering(weights: "gradient-of-batch-summed", "the gradient is not divided by the batch size") {
      setting, _, kept, step in
      kept + Double(setting.batchSize) * step
    },
    altering("sample-more", "batches of B + 1 samples") {
      $0.batchSize += 1
      if $0.batchSize > $0.samples.samples { $0.order = .withReplacement }
    },
    altering(weights: "learning-rate-off", "the learning rate is one percent too large") {
      _, _, kept, step in
      kept + 1.01 * step
    },
    altering(weights: "sign-of-gradient", "the weights move by the sign of the gradient") {
      setting, _, kept, step in
      let size = setting.descent.learningRate
      return kept + Matrix(step.rows, step.columns) { size * step[$0, $1].sign }
    },
    altering(step: "gradient-clipped", "a gradient longer than 0.1 is cut to that length") {
      setting, before, after in
      let layers = before.layers
      let kept = layers.indices.map { setting.forgetting(of: $0, at: before.updates) * before[layers[$0]] }
      let steps = layers.indices.map { after[layers[$0]] - kept[$0] }
      let length = steps.reduce(0) { $0 + $1.squaredNorm }.squareRoot() / setting.descent.learningRate
      for i in layers.indices where length > 0.1 {
        after[layers[i]] = kept[i] + (0.1 / length) * steps[i]
      }
    },
    altering(step: "weights-shaken", "independent noise of 0.001 on every weight in every step") {
      setting, _, after in
      var random = RandomStream(seed: setting.seed, trajectory: 1, for: .data)
      random.begin(step: after.updates)
      for layer in after.layers {
        let noise = Matrix(layer.rows, layer.columns) { _, _ in 0.001 * random.normal() }
        after[layer] = after[layer] + noise
      }
    },
    altering(step: "single-precision-weights", "the weights are kept in 32 bits") { _, _, after in
      for layer in after.layers {
        let w = after[layer]
        after[layer] = Matrix(w.rows, w.columns) { Double(Float(w[$0, $1])) }
      }
    },
    altering(step: "bias-in-weights", "the bias's step is added to every column of the weight") {
      setting, before, after in
      var weight = -1
      for (number, parameter) in before.parameters.enumerated() {
        if parameter.kind == .weight { weight += 1 }
        guard parameter.kind == .bias else { continue }
        let step =
          after[parameter] - setting.forgetting(of: weight, at: before.updates) * before[parameter]
        let owner = before.parameters[number - 1]
        let w = after[owner]
        after[owner] = Matrix(w.rows, w.columns) { w[$0, $1] + step[$0, 0] }
      }
    },
    altering(weights: "gradient-transposed", "the step of a square weight is transposed") {
      _, _, kept, step in
      kept + (step.rows == step.columns ? step.transposed : step)
    },
    altering(weights: "gradient-ascended", "the weights go up the loss") { _, _, kept, step in kept - step },
    altering(step: "layers-step-alike", "a step of one length is shared out alike among the layers") {
      setting, before, after in
      guard setting.descent.method == .unitGradient else { return }
      let layers = before.layers
      let share =
        setting.descent.learningRate(at: before.updates) / Double(layers.count).squareRoot()
      for (number, layer) in layers.enumerated() {
        let kept = setting.forgetting(of: number, at: before.updates) * before[layer]
        let step = after[layer] - kept
        if step.norm > 0 { after[layer] = kept + (share / step.norm) * step }
      }
    },
    altering("inputs-dropped", "a fifth of the inputs is dropped in every step") { $0.inputDropout = 0.2 },
    altering("adam", "Adam's step: every entry is divided by its own size") {
      $0.descent.method = .adam(Adam())
    },
  ]
}

extension Double {
  /// -1, 0 or 1
  fileprivate var sign: Double { self > 0 ? 1 : self < 0 ? -1 : 0 }
}
