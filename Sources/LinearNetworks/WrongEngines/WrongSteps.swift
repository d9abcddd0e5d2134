import Matrices
import Simulation

/// A dynamics in which the second layer is moved by another one: with noise of its own, as if the two layers saw different
/// labels, or with none.
struct UntiedNoise<Base: Dynamics, Other: Dynamics>: Dynamics
where Base.State == NetworkState, Other.State == NetworkState {
  typealias State = NetworkState
  let base: Base
  let other: Other

  struct Noise {
    var first: Base.Noise
    var second: Other.Noise
  }

  struct Workspace {
    var first: Base.Workspace
    var second: Other.Workspace
  }

  var timeStep: Double { base.timeStep }
  func makeNoise(lanes: Int) -> Noise {
    Noise(first: base.makeNoise(lanes: lanes), second: other.makeNoise(lanes: lanes))
  }
  func makeWorkspace(for state: NetworkState) -> Workspace {
    Workspace(first: base.makeWorkspace(for: state), second: other.makeWorkspace(for: state))
  }

  func draw(_ noise: inout Noise, from random: inout RandomStream) {
    base.draw(&noise.first, from: &random)
    other.draw(&noise.second, from: &random)
  }

  func step(_ state: inout NetworkState, drivenBy noise: Noise, in workspace: inout Workspace) {
    var moved = state
    base.step(&state, drivenBy: noise.first, in: &workspace.first)
    other.step(&moved, drivenBy: noise.second, in: &workspace.second)
    let lower = state.inputs..<state.rows
    let every = 0..<state.weights.columns
    state.weights.block.window(lower, every).copy(moved.weights.reading.window(lower, every))
  }
}

/// A dynamics in which the layers are updated one after the other: the second from the first's new weights.
///
/// Identity companion columns turn the base's step into its matrix Phi, whatever the base.
struct SequentialLayers<Base: Dynamics>: DerivedDynamics where Base.State == NetworkState {
  typealias State = NetworkState
  let base: Base

  func makeWorkspace(for state: NetworkState) -> Base.Workspace { base.makeWorkspace(for: extended(state)) }

  func step(_ state: inout NetworkState, drivenBy noise: Base.Noise, in workspace: inout Base.Workspace) {
    var moved = extended(state)
    base.step(&moved, drivenBy: noise, in: &workspace)
    let count = state.weights.columns
    let phi = moved.columns[0..<state.rows, count..<(count + state.rows)]
    var columns = state.columns
    for part in [0..<state.inputs, state.inputs..<state.rows] {
      let next = phi[part, 0..<state.rows] * columns
      for j in 0..<count {
        for (row, i) in part.enumerated() { columns[i, j] = next[row, j] }
      }
    }
    state.columns = columns
  }

  private func extended(_ state: NetworkState) -> NetworkState {
    var extended = state
    extended.columns = Matrix(
      rows: state.rows, columns: state.columns.columns + state.rows,
      entries: state.columns.entries + Matrix.identity(state.rows).entries)
    return extended
  }
}
