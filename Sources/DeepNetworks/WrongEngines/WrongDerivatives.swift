import Matrices
import Simulation

extension TrainingEngine {
  static let wrongGradients: [TrainingEngine] = [
    altering(training: "rectifier-unmasked", "gradients go through rectifiers as if they were not there") {
      $0.gradientRule = GradientRule { operation, memory in
        guard operation.kind == .rectify else { return false }
        let count = memory.count(operation.to)
        if operation.from != operation.to {
          memory.deltas[operation.from].update(from: memory.deltas[operation.to], count: count)
        }
        return true
      }
    },
    altering(training: "softmax-without-label", "the gradient at the scores is softmax alone") {
      guard case .crossEntropy = $0.setting.loss else { return }
      let classes = $0.setting.samples.outputCount
      $0.outputRule = OutputRule { memory, labels in
        for (row, label) in labels.enumerated() { memory.outputDeltas[row * classes + Int(label)] += 1 }
      }
    },
  ]

  static let wrongNormalizations: [TrainingEngine] = [
    altering(
      training: "normalization-mean-held", "batch normalisation backwards without the mean's derivative"
    ) {
      $0.gradientRule = normalizationRule(mean: 0, variance: 1)
    },
    altering(
      training: "normalization-variance-held",
      "batch normalisation backwards without the variance's derivative"
    ) {
      $0.gradientRule = normalizationRule(mean: 1, variance: 0)
    },
    altering("normalization-epsilon", "batch normalisation adds 0.01 to the variance") {
      let layers = $0.network.layers.map { layer in
        if case .batchNormalization(_, let affine) = layer {
          return Layer.batchNormalization(epsilon: 0.01, affine: affine)
        }
        return layer
      }
      $0.network = Network(inputs: $0.network.inputShape, layers: layers)
    },
    altering(training: "normalization-stale", "batch normalisation uses its running moments in training") {
      $0.normalizesByMemory = true
    },
  ]

  /// The way back through batch normalisation without gain, with factors for its two derivatives.
  private static func normalizationRule(mean: Double, variance: Double) -> GradientRule<Double> {
    GradientRule { operation, memory in
      guard case .normalize(_, nil, let index, let extra) = operation.kind else { return false }
      let columns = memory.network.parameters[index].rows
      let rows = memory.count(operation.to) / columns
      let (e, d) = (memory.deltas[operation.to], memory.deltas[operation.from])
      let (deviate, inverse) = (memory.values[extra], memory.values[extra + 1] + 2 * columns)
      for c in 0..<columns {
        let column = stride(from: c, to: rows * columns, by: columns)
        let sum = column.reduce(0) { $0 + e[$1] } / Double(rows)
        let product = column.reduce(0) { $0 + e[$1] * deviate[$1] } / Double(rows)
        for i in column { d[i] = inverse[c] * (e[i] - mean * sum - variance * deviate[i] * product) }
      }
      return true
    }
  }

  static let wrongMomenta: [TrainingEngine] = [
    altering("momentum-unasked", "a momentum of 0.5 where none was asked for, of 0.95 where one was") {
      if case .heavyBall = $0.descent.method {
        $0.descent.method = .heavyBall(momentum: 0.95)
      } else {
        $0.descent.method = .heavyBall(momentum: 0.5)
      }
    },
    altering("decay-other-way", "decoupled decay where coupled was asked for, and the other way round") {
      $0.descent.decay = $0.descent.decay == .coupled ? .decoupled : .coupled
    },
    altering(step: "momentum-nesterov", "Nesterov's step in place of the heavy ball's") {
      setting, before, after in
      altered(setting, before, &after) { momentum, gradient, velocity in gradient + momentum * velocity }
    },
    altering(step: "momentum-damped", "the newest gradient counts by 1 - momentum") {
      setting, before, after in
      altered(setting, before, &after) { momentum, gradient, velocity in velocity - momentum * gradient }
    },
  ]

  /// Moves the weights by another combination of the gradient (with what the velocity has of the decay) and the new velocity.
  private static func altered(
    _ setting: TrainingSetting, _ before: TrainingState<Double>, _ after: inout TrainingState<Double>,
    _ combine: (Double, Matrix, Matrix) -> Matrix
  ) {
    guard case .heavyBall(let momentum) = setting.descent.method else { return }
    for (number, layer) in before.layers.enumerated() {
      let (old, new) = (before.velocity(of: layer), after.velocity(of: layer))
      let gradient = new - momentum * old
      let rate = setting.learningRate(of: number, at: before.updates)
      after[layer] = after[layer] + rate * (new - combine(momentum, gradient, new))
    }
  }
}
