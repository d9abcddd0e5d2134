import Simulation

/// A regression problem that a small network without biases draws.
///
///     x ~ N(0, I_d),   y = V phi(U x) + noise,   noise ~ N(0, noiseVariance I_k)
///
/// The rows of U, h x d, are independent uniform directions and the entries of V, k x h, are 1 or -1, so that every hidden
/// unit counts alike. The noise belongs to the sample and is the same whenever it is used; noise that is fresh at every use
/// is `LabelNoise`. Sample i is a function of the seed and i.
public struct NetworkTeacher: Sendable, Equatable {
  public enum Activation: String, Sendable, CaseIterable {
    /// phi(z) = max(z, 0)
    case relu
    /// phi(z) = z
    case linear
  }

  /// d
  public var inputs: Int
  /// h
  public var hidden: Int
  /// k
  public var outputs: Int
  public var activation: Activation
  public var noiseVariance: Double
  public var seed: UInt64

  public init(
    inputs: Int, hidden: Int, outputs: Int = 1, activation: Activation = .relu, noiseVariance: Double = 0,
    seed: UInt64 = 0
  ) {
    precondition(
      inputs > 0 && hidden > 0 && outputs > 0, "a teacher of \(inputs) - \(hidden) - \(outputs) units")
    precondition(noiseVariance >= 0, "a noise variance of \(noiseVariance)")
    self.inputs = inputs
    self.hidden = hidden
    self.outputs = outputs
    self.activation = activation
    self.noiseVariance = noiseVariance
    self.seed = seed
  }

  /// U, h x d, row after row.
  public var firstLayer: [Double] { DataDraw.directions(hidden, of: inputs, seed: seed) }

  /// V, k x h, row after row.
  public var secondLayer: [Double] {
    var random = DataDraw.law.stream(seed: seed)
    random.begin(step: hidden)
    return (0..<outputs * hidden).map { _ in random.sign() }
  }

  /// The samples with the given numbers, such as 0..<1000 to train and 1000..<2000 to test.
  public func draw(_ numbers: Range<Int>) -> LabelledSamples {
    let (u, v) = (firstLayer, secondLayer)
    let deviation = noiseVariance.squareRoot()
    var random = DataDraw.samples.stream(seed: seed)
    var rows: [Double] = []
    var targets: [Double] = []
    for number in numbers {
      random.begin(step: number)
      let x = (0..<inputs).map { _ in random.normal() }
      let active = (0..<hidden).map { unit in
        let field = inner(u[unit * inputs..<(unit + 1) * inputs], x[...])
        return activation == .relu ? max(field, 0) : field
      }
      for output in 0..<outputs {
        targets.append(
          inner(v[output * hidden..<(output + 1) * hidden], active[...]) + deviation * random.normal())
      }
      rows += x
    }
    return LabelledSamples(
      name: "teacher", inputs: rows, inputCount: inputs, answers: .targets(targets, outputs: outputs))
  }
}
