import DeepNetworks
import Laboratory
import Learning
import Matrices
import Simulation
import Testing

/// The engine beside PyTorch: the same weights at the start, the same batches, 200 steps (Experiments/agreement).
@Suite("Agreement with PyTorch") struct NetworkAgreementTests {
  private struct Reference {
    let file: NPZArchive
    let widths = [12, 16, 16, 4]

    init(_ name: String) throws {
      file = try NPZArchive(contentsOf: DataFixtures.folder.appending(path: "networks/\(name).npz").path)
    }

    func number(_ name: String) throws -> Double { try file.matrix(named: name)[0, 0] }

    /// The samples in the order in which the batches take them: cyclic batches are then the file's.
    func setting() throws -> TrainingSetting {
      let (x, y) = (try file.matrix(named: "x"), try file.matrix(named: "y"))
      let batches = try file.matrix(named: "batches")
      let order = (0..<batches.rows).flatMap { step in
        (0..<batches.columns).map { Int(batches[step, $0]) }
      }
      let momentum = try number("momentum")
      return TrainingSetting(
        .perceptron(widths),
        on: LabelledSamples(
          name: "reference", inputs: order.flatMap { sample in (0..<x.columns).map { x[sample, $0] } },
          inputCount: x.columns, answers: .labels(order.map { Int(y[$0, 0]) }, classes: 4)),
        descent: Descent(
          learningRate: try number("learning_rate"), weightDecay: try number("weight_decay"),
          method: momentum > 0 ? .heavyBall(momentum: momentum) : .plain),
        order: .cyclic, batchSize: batches.columns, length: .updates(batches.rows))
    }

    /// The arrays of PyTorch by the engine's parameters.
    func arrays(_ prefix: String, of network: Network) throws -> [(NetworkParameter, Matrix)] {
      try network.parameters.enumerated().map { place, parameter in
        let name = prefix + (parameter.kind == .weight ? "w" : "b") + "\(place / 2)"
        let matrix = try file.matrix(named: name)
        return (parameter, matrix.rows == parameter.rows ? matrix : matrix.transposed)
      }
    }
  }

  /// The largest deviation of a weight or bias at the end, relative to the largest number of its layer; and that of
  /// PyTorch's start from its end, which a training that does nothing would have.
  private func deviation<Element: NetworkElement>(_ name: String, in precision: Element.Type) throws
    -> (found: Double, idle: Double)
  {
    let reference = try Reference(name)
    let setting = try reference.setting()
    var state = setting.initialState(in: Element.self)
    for (parameter, matrix) in try reference.arrays("", of: setting.network) { state[parameter] = matrix }
    let start = state
    var random = RandomStream(seed: 0)
    Training<Element>(setting).makeWalk(for: state)(&state, 0..<setting.updates, &random)
    var (found, idle) = (0.0, 0.0)
    for (parameter, end) in try reference.arrays("final_", of: setting.network) {
      let scale = end.entries.reduce(0) { max($0, abs($1)) }
      func apart(_ state: TrainingState<Element>) -> Double {
        (state[parameter] - end).entries.reduce(0) { max($0, abs($1)) } / scale
      }
      found = max(found, apart(state))
      idle = max(idle, apart(start))
    }
    return (found, idle)
  }

  @Test("weights and biases after 200 steps", arguments: ["plain", "momentum"])
  func agreement(name: String) throws {
    let double = try deviation("\(name)-float64", in: Double.self)
    #expect(double.found < 1e-10 && double.idle > 0.1, "\(double)")
    let single = try deviation("\(name)-float32", in: Float.self)
    #expect(single.found < 1e-5 && single.idle > 0.1, "\(single)")
  }
}
