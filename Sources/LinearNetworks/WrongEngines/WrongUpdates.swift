import Matrices

extension Engine {
  static let wrongUpdates: [Engine] = [
    Engine(name: "sequential-layers", summary: "the second layer is updated from the first one's new weights")
    {
      rankfall.dynamics($0).sequential()
    },
    Engine(name: "untied-noise", summary: "the two layers see independent noise") {
      rankfall.dynamics($0).untied()
    },
    Engine(name: "noise-first-layer", summary: "the second layer sees labels without noise") { setting in
      var clean = setting
      clean.labelNoise.variance = 0
      return rankfall.dynamics(setting).untied(from: rankfall.dynamics(clean))
    },
    altering(step: "single-precision", "the weights are kept in 32 bits") { _, _, after in
      let weights = after.weights.block.base
      for i in 0..<after.weights.count { weights[i] = Double(Float(weights[i])) }
    },
    Engine(name: "decay-first-layer", summary: "weight decay shrinks the first layer only") { setting in
      var bare = setting
      bare.weightDecay = 0
      return rankfall.dynamics(bare).altered { before, after in
        let shrink = setting.timeStep * setting.weightDecay
        let weights = after.weights.block
        let old = before.weights.reading
        for j in 0..<weights.columns {
          for i in 0..<after.inputs { weights[i, j] -= shrink * old[i, j] }
        }
      }
    },
    Engine(name: "decay-after-step", summary: "weight decay shrinks the weights after the gradient step") {
      setting in
      var bare = setting
      bare.weightDecay = 0
      return rankfall.dynamics(bare).altered { _, after in
        let keep = 1 - setting.timeStep * setting.weightDecay
        after.weights.block.scale(by: keep)
      }
    },
    Engine(
      name: "determinant-unsquared", summary: "log det is sum log s_i, without its factor 2",
      dynamics: rankfall.dynamics, logDeterminant: { $0.logDeterminant / 2 }),
  ]
}
