import Simulation

/// The weights that a training starts from. Gains start at 1, shifts and running means at 0.
public enum WeightStart: Sendable, Equatable {
  /// Normal with variance 2 / fan-in, biases 0 (He, Zhang, Ren, Sun, ICCV 2015).
  case he
  /// PyTorch's default: weights and biases uniform in +-1 / sqrt(fan-in).
  case pyTorch
  /// Normal with this standard deviation, biases 0.
  case gaussian(deviation: Double)

  /// Draws every parameter from its own numbers, a step of the stream each, so that a layer more or less changes no other.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func draw<Element>(_ state: inout TrainingState<Element>, from random: inout RandomStream) {
    for (number, parameter) in state.parameters.enumerated() {
      guard parameter.kind == .weight || parameter.kind == .bias else { continue }
      random.begin(step: number)
      // A bias has the fan-in of the weight before it.
      let fanIn = Double(parameter.kind == .weight ? parameter.columns : state.parameters[number - 1].columns)
      switch self {
      case .he: fill(parameter, deviation: (2 / fanIn).squareRoot(), &state, &random)
      case .gaussian(let deviation): fill(parameter, deviation: deviation, &state, &random)
      case .pyTorch:
        let bound = 1 / fanIn.squareRoot()
        state.fill(parameter) { _, _ in bound * (2 * random.uniform() - 1) }
      }
    }
  }

  private func fill<Element>(
    _ parameter: NetworkParameter, deviation: Double, _ state: inout TrainingState<Element>,
    _ random: inout RandomStream
  ) {
    guard parameter.kind == .weight else { return }
    state.fill(parameter) { _, _ in deviation * random.normal() }
  }
}
