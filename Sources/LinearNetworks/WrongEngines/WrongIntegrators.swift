import Simulation

extension Engine {
  static let wrongIntegrators: [Engine] = [
    Engine(name: "euler-as-gradient-flow", summary: "explicit Euler under the name of gradient flow") {
      setting in
      guard case .gradientFlow = setting.algorithm else { return rankfall.dynamics(setting) }
      return discretize(GradientFlow(setting), by: .euler, timeStep: setting.flowStep)
    },
    Engine(
      name: "ito-correction-missing", summary: "Heun's method without the change from Ito to Stratonovich"
    ) {
      setting in
      guard case .stochasticGradientFlow(.stratonovichHeun, _) = setting.algorithm else {
        return rankfall.dynamics(setting)
      }
      return StochasticDiscretization(
        StochasticGradientFlow(setting), by: StratonovichHeun(correctsDrift: false),
        timeStep: setting.flowStep)
    },
    Engine(name: "fixed-field-order", summary: "Ninomiya and Victoir's scheme without its coin") { setting in
      guard case .stochasticGradientFlow(.ninomiyaVictoir, _) = setting.algorithm else {
        return rankfall.dynamics(setting)
      }
      return NinomiyaVictoirFlow(
        StochasticGradientFlow(setting), timeStep: setting.flowStep, alternates: false)
    },
    Engine(name: "stratonovich-reading", summary: "the Ito equation is read in the sense of Stratonovich") {
      setting in
      guard case .stochasticGradientFlow(let method, _) = setting.algorithm else {
        return rankfall.dynamics(setting)
      }
      var read = setting
      read.algorithm = .stochasticGradientFlow(method, .stratonovich)
      return rankfall.dynamics(read)
    },
    Engine(name: "ito-reading", summary: "the Stratonovich equation is read in the sense of Ito") { setting in
      guard case .stochasticGradientFlow(let method, _) = setting.algorithm else {
        return rankfall.dynamics(setting)
      }
      var read = setting
      read.algorithm = .stochasticGradientFlow(method, .ito)
      return rankfall.dynamics(read)
    },
    Engine(name: "tied-noise", summary: "the untied flow's layers see the same noise after all") { setting in
      guard setting.algorithm == .untiedGradientFlow else { return rankfall.dynamics(setting) }
      return discretize(StochasticGradientFlow(setting), by: .eulerMaruyama, timeStep: setting.flowStep)
    },
  ]
}
