import Simulation

/// One number as a state.
struct Scalar: FlatState, Equatable {
  var value: Double

  init(_ value: Double) { self.value = value }

  var numbers: [Double] {
    get { [value] }
    set { value = newValue[0] }
  }

  mutating func add(_ direction: Scalar, times scale: Double) { value += scale * direction.value }
  mutating func assign(_ other: Scalar) { value = other.value }
  mutating func setZero() { value = 0 }
  var isFinite: Bool { value.isFinite }
}

/// x' = f(x) for a given f.
struct ScalarEquation: DifferentialEquation {
  let slope: @Sendable (Double) -> Double

  func makeWorkspace(for state: Scalar) {}
  func drift(at state: Scalar, into velocity: inout Scalar, in workspace: inout Void) {
    velocity.value = slope(state.value)
  }
}

/// dx = mu x dt + sigma x dB, with the solution x_0 exp((mu - sigma^2/2) t + sigma B_t).
struct GeometricBrownianMotion: LinearNoiseEquation {
  let mu: Double
  let sigma: Double

  func makeWorkspace(for state: Scalar) {}
  func makeIncrement(lanes: Int) -> Double { 0 }

  func draw(_ increment: inout Double, over duration: Double, from random: inout RandomStream) {
    increment = duration.squareRoot() * random.normal()
  }

  func drift(at state: Scalar, into velocity: inout Scalar, in workspace: inout Void) {
    velocity.value = mu * state.value
  }

  func diffusion(
    at state: Scalar, along increment: Double, into velocity: inout Scalar, in workspace: inout Void
  ) {
    velocity.value = sigma * state.value * increment
  }

  func noiseInducedDrift(at state: Scalar, into velocity: inout Scalar, in workspace: inout Void) {
    velocity.value = sigma * sigma / 2 * state.value
  }
}

/// x <- factor x + shift + noise, a law of motion whose every state is known.
struct LinearRecursion: Dynamics {
  typealias Workspace = Void
  var factor = 1.0
  var shift = 0.0
  var noise = 0.0
  let timeStep = 0.5

  func makeNoise(lanes: Int) -> Double { 0 }
  func draw(_ number: inout Double, from random: inout RandomStream) {
    if noise != 0 { number = noise * random.normal() }
  }
  func step(_ state: inout Double, drivenBy number: Double, in workspace: inout Void) {
    state = factor * state + shift + number
  }
}
