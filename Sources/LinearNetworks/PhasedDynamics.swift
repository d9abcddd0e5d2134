import Simulation

/// One dynamics up to a step, another from there on: labels that are noisy, and then clean.
struct PhasedDynamics<First: Dynamics, Second: Dynamics>: Dynamics
where First.State == NetworkState, Second.State == NetworkState {
  typealias State = NetworkState
  let first: First
  let second: Second
  /// The number of steps that the first one takes.
  let end: Int

  struct Noise {
    var first: First.Noise
    var second: Second.Noise
    var isSecond = false
  }

  struct Workspace {
    var first: First.Workspace
    var second: Second.Workspace
  }

  var timeStep: Double { first.timeStep }
  var movesLanes: Bool { first.movesLanes && second.movesLanes }

  func makeNoise(lanes: Int) -> Noise {
    Noise(first: first.makeNoise(lanes: lanes), second: second.makeNoise(lanes: lanes))
  }

  func makeWorkspace(for state: NetworkState) -> Workspace {
    Workspace(first: first.makeWorkspace(for: state), second: second.makeWorkspace(for: state))
  }

  func draw(_ noise: inout Noise, from random: inout RandomStream) {
    noise.isSecond = random.currentStep >= end
    if noise.isSecond {
      second.draw(&noise.second, from: &random)
    } else {
      first.draw(&noise.first, from: &random)
    }
  }

  func step(_ state: inout NetworkState, drivenBy noise: Noise, in workspace: inout Workspace) {
    if noise.isSecond {
      second.step(&state, drivenBy: noise.second, in: &workspace.second)
    } else {
      first.step(&state, drivenBy: noise.first, in: &workspace.first)
    }
  }
}

extension Dynamics<NetworkState> {
  /// The same for `end` steps, then another.
  func followed(by second: some Dynamics<NetworkState>, after end: Int) -> any Dynamics<NetworkState> {
    PhasedDynamics(first: self, second: second, end: end)
  }

  /// The same with the time average kept that a state asks for.
  func averaged() -> any Dynamics<NetworkState> { AveragedDynamics(base: self) }
}
