import Matrices

/// exp(-tau (eta K / 2 + lambda)), the part of the flow that shrinks theta, over a fixed time tau.
struct DampingStep {
  private let input: Bundle
  private let output: Double
  /// The diagonal of the input block where that is all it has
  private let diagonal: [Double]?
  private var old: Bundle

  init(_ equation: StochasticGradientFlow, over tau: Double, for state: NetworkState) {
    let decay = exponential(-tau * equation.flow.weightDecay)
    let rate = equation.reading == .ito ? -tau * equation.learningRate / 2 : 0
    let noise = equation.damping.exponential(rate)
    let input = decay * noise.input
    self.input = Bundle(input)
    output = decay * noise.output
    let isDiagonal = (0..<input.rows).allSatisfy { i in
      (0..<input.columns).allSatisfy { $0 == i || input[i, $0] == 0 }
    }
    diagonal = isDiagonal ? (0..<input.rows).map { input[$0, $0] } : nil
    old = Bundle(zeros: state.inputs, state.weights.columns, lanes: state.lanes)
  }

  mutating func apply(to state: inout NetworkState) {
    let all = state.weights.block
    let every = 0..<all.columns
    all.window(state.inputs..<state.rows, every).scale(by: output)
    let upper = all.window(0..<state.inputs, every)
    if let diagonal {
      for (i, factor) in diagonal.enumerated() { upper.window(i..<(i + 1), every).scale(by: factor) }
    } else {
      let copy = old.block
      copy.copy(upper)
      upper.assign(input.reading, times: copy)
    }
  }
}
