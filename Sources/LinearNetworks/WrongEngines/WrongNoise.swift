import Matrices
import Simulation

/// A dynamics that draws its noise from another step's random numbers.
struct RepeatedNoise<Base: Dynamics>: Dynamics where Base.State == NetworkState {
  typealias State = NetworkState
  let base: Base
  /// The step whose numbers a step uses instead of its own.
  let source: @Sendable (Int) -> Int

  var timeStep: Double { base.timeStep }
  func makeNoise(lanes: Int) -> Base.Noise { base.makeNoise(lanes: lanes) }
  func makeWorkspace(for state: NetworkState) -> Base.Workspace { base.makeWorkspace(for: state) }

  func draw(_ noise: inout Base.Noise, from random: inout RandomStream) {
    random.begin(step: source(random.currentStep))
    base.draw(&noise, from: &random)
  }

  func step(_ state: inout NetworkState, drivenBy noise: Base.Noise, in workspace: inout Base.Workspace) {
    base.step(&state, drivenBy: noise, in: &workspace)
  }
}

/// A dynamics whose function-space noise is changed after it was drawn; dynamics without such noise are left alone.
struct AlteredNoise<Base: Dynamics>: Dynamics where Base.State == NetworkState {
  typealias State = NetworkState
  let base: Base
  let alter: @Sendable (inout NoiseIncrement, Double, inout RandomStream) -> Void

  var timeStep: Double { base.timeStep }
  func makeNoise(lanes: Int) -> Base.Noise { base.makeNoise(lanes: lanes) }
  func makeWorkspace(for state: NetworkState) -> Base.Workspace { base.makeWorkspace(for: state) }

  func draw(_ noise: inout Base.Noise, from random: inout RandomStream) {
    base.draw(&noise, from: &random)
    if var increment = noise as? NoiseIncrement {
      alter(&increment, timeStep, &random)
      if let altered = increment as? Base.Noise { noise = altered }
    } else if var descent = noise as? NetworkDescent.Noise, var increment = descent.increment {
      alter(&increment, 1, &random)
      descent.increment = increment
      if let altered = descent as? Base.Noise { noise = altered }
    }
  }

  func step(_ state: inout NetworkState, drivenBy noise: Base.Noise, in workspace: inout Base.Workspace) {
    base.step(&state, drivenBy: noise, in: &workspace)
  }
}

/// The structure-preserving step with eta where sqrt(eta) belongs: R = h M + eta dN.
struct RateInExponential: Dynamics {
  typealias State = NetworkState
  let base: SplitHyperbolicFlow

  var timeStep: Double { base.timeStep }
  func makeNoise(lanes: Int) -> NoiseIncrement { base.makeNoise(lanes: lanes) }
  func makeWorkspace(for state: NetworkState) -> SplitHyperbolicFlow.Workspace {
    base.makeWorkspace(for: state)
  }

  func draw(_ noise: inout NoiseIncrement, from random: inout RandomStream) {
    base.draw(&noise, from: &random)
    let excess = base.equation.learningRate.squareRoot()
    noise.matrix = excess * noise.matrix
  }

  func step(
    _ state: inout NetworkState, drivenBy noise: NoiseIncrement,
    in workspace: inout SplitHyperbolicFlow.Workspace
  ) {
    base.step(&state, drivenBy: noise, in: &workspace)
  }
}

/// A dynamics whose weights also feel noise of their own, independent of each other: Langevin noise, not label noise.
struct AdditiveNoise<Base: Dynamics>: Dynamics where Base.State == NetworkState {
  typealias State = NetworkState
  let base: Base
  let deviation: Double

  struct Noise {
    var base: Base.Noise
    var random: RandomStream?
  }

  var timeStep: Double { base.timeStep }
  func makeNoise(lanes: Int) -> Noise { Noise(base: base.makeNoise(lanes: lanes), random: nil) }
  func makeWorkspace(for state: NetworkState) -> Base.Workspace { base.makeWorkspace(for: state) }

  func draw(_ noise: inout Noise, from random: inout RandomStream) {
    base.draw(&noise.base, from: &random)
    noise.random = random
  }

  func step(_ state: inout NetworkState, drivenBy noise: Noise, in workspace: inout Base.Workspace) {
    base.step(&state, drivenBy: noise.base, in: &workspace)
    guard var random = noise.random else { return }
    let weights = state.weights.block.base
    for i in 0..<state.weights.count { weights[i] += deviation * random.normal() }
  }
}
