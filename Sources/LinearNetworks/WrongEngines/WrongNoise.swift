import Matrices
import Simulation

/// A dynamics whose function-space noise is changed after it was drawn; dynamics without such noise are left alone.
struct AlteredNoise<Base: Dynamics>: DerivedDynamics where Base.State == NetworkState {
  typealias State = NetworkState
  let base: Base
  let alter: @Sendable (inout NoiseIncrement, Double, inout RandomStream) -> Void

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
}

/// The structure-preserving step with eta where sqrt(eta) belongs: R = h M + eta dN.
struct RateInExponential: DerivedDynamics {
  typealias State = NetworkState
  let base: SplitHyperbolicFlow

  func draw(_ noise: inout NoiseIncrement, from random: inout RandomStream) {
    base.draw(&noise, from: &random)
    let excess = base.equation.learningRate.squareRoot()
    noise.matrix = excess * noise.matrix
  }
}

/// A dynamics whose weights also feel noise of their own, independent of each other: Langevin noise, not label noise.
struct AdditiveNoise<Base: Dynamics>: DerivedDynamics where Base.State == NetworkState {
  typealias State = NetworkState
  let base: Base
  let deviation: Double

  struct Noise {
    var base: Base.Noise
    var random: RandomStream?
  }

  func makeNoise(lanes: Int) -> Noise { Noise(base: base.makeNoise(lanes: lanes), random: nil) }

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
