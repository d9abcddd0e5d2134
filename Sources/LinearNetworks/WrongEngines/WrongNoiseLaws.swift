import Learning
import Matrices

extension Engine {
  static let wrongNoiseLaws: [Engine] = [
    altering(flow: "noise-isotropic", "the noise has the right trace but no direction") { flow, setting in
      let p = setting.inputs
      let scale = (setting.noiseCovariance.trace / Double(p)).squareRoot()
      flow.noise.factor = scale * .identity(p)
    },
    Engine(name: "noise-shared", summary: "all outputs see the same noise") { setting in
      rankfall.dynamics(setting).alteringNoise { increment, duration, _ in
        let normals = increment.normals
        increment.normals = Matrix(normals.rows, normals.columns) { i, _ in normals[i, 0] }
        increment.form(over: duration)
      }
    },
    Engine(name: "noise-uniform", summary: "the noise is uniform with the right variance, not normal") {
      setting in
      rankfall.dynamics(setting).alteringNoise { increment, duration, random in
        let root = 3.0.squareRoot()
        let variates = increment.variates.block.base
        for i in 0..<increment.variates.count { variates[i] = (2 * random.uniform() - 1) * root }
        increment.form(over: duration)
      }
    },
    Engine(name: "noise-frozen", summary: "every step uses the first step's noise") {
      rankfall.dynamics($0).repeatingNoise { _ in 0 }
    },
    Engine(name: "noise-recycled", summary: "every noise is used for two steps") {
      rankfall.dynamics($0).repeatingNoise { $0 / 2 }
    },
    Engine(name: "additive-noise", summary: "every weight also feels noise of its own") {
      rankfall.dynamics($0).withAdditiveNoise(1e-4)
    },
    Engine(name: "label-noise-doubled", summary: "descent's label noise has twice its standard deviation") {
      setting in
      guard setting.isDescent else { return rankfall.dynamics(setting) }
      var setting = setting
      setting.labelNoise.variance *= 4
      return rankfall.dynamics(setting)
    },
    Engine(name: "noise-isotropic-descent", summary: "descent's noise has the right trace but no direction") {
      setting in
      guard setting.algorithm == .momentDescent else { return rankfall.dynamics(setting) }
      let p = setting.inputs
      let scale = (setting.noiseCovariance.trace / Double(p)).squareRoot()
      return NetworkDescent(
        .moments(
          FunctionGradient(setting.problem),
          FunctionNoise(factor: scale * .identity(p), outputs: setting.outputs)),
        learningRate: setting.learningRate, weightDecay: setting.weightDecay)
    },
  ]
}
