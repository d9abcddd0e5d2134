import Learning
import Matrices
import Simulation
import Testing

@testable import DeepNetworks

/// What Ji and Telgarsky (ICLR 2019) say of deep linear networks and separable points, as far as it is not a theorem for the
/// steps that are taken: the limits, seen after a while.
@Suite("Deep linear networks on separable points") struct LargestMarginTests {
  private func largest(_ rows: [[Double]], _ targets: [Double]) -> LargestMargin {
    LargestMargin(
      of: LabelledSamples(
        name: "", inputs: rows.flatMap { $0 }, inputCount: 2, answers: .targets(targets, outputs: 1)))
  }

  @Test("largest margins are known of a pair, and of points on a line with the origin between")
  func margins() {
    // The hull of (1, 1) and (3, -1) meets the line x + y = 2 at a distance of sqrt 2, at (1, 1).
    let pair = largest([[1, 1], [-3, 1]], [1, -1])
    #expect(abs(pair.upper - 2.0.squareRoot()) < 1e-12 && abs(pair.lower - pair.upper) < 1e-12)
    let far = largest([[0, 2], [2, 0], [9, 9]], [1, 1, 1])
    #expect(abs(far.upper - 2.0.squareRoot()) < 1e-12)
    #expect(largest([[1, 0], [-1, 0.0]], [1, 1]).lower <= 0)
  }

  /// The margin of the product of the layers over the largest, 1 - s_1/|W|_F at the worst layer, and 1 - |<v, u>| at the worst
  /// pair of neighbours.
  private func end(_ layers: Int, by engine: TrainingEngine) -> (margin: Double, rank: Double, angle: Double)
  {
    let setting = AlignedLayers.witnesses[layers - 2].setting
    let seen = Observable<TrainingState<Double>>("w", symbol: "w", components: 3) { look in
      let weights = look.state.layers.map { look.state[$0] }
      let product = weights.dropFirst().reduce(weights[0]) { $1 * $0 }
      let y = setting.samples.targets ?? []
      let margins = (0..<setting.samples.samples).map { i in
        y[i] * setting.samples.row(i).enumerated().reduce(0) { $0 + product[0, $1.offset] * $1.element }
      }
      let found = LayerAlignment(weights, before: nil)
      return [
        (margins.min() ?? .nan) / product.norm,
        zip(found.largest, found.squares).map { 1 - ($0 / $1).squareRoot() }.max() ?? .nan,
        found.alignments.map { 1 - $0.squareRoot() }.max() ?? .nan,
      ]
    }
    let record = engine.run(setting, every: setting.updates, observing: [seen])
    let last = record["w"].vector(time: record.times.count - 1)
    return (last[0] / LargestMargin(of: setting.samples).upper, last[1], last[2])
  }

  @Test("come to one direction and the largest margin, which wrong gradients do not", arguments: [2, 3, 4])
  func limit(layers: Int) throws {
    func isNear(_ engine: TrainingEngine) -> Bool {
      let (margin, rank, angle) = end(layers, by: engine)
      return margin > 0.99 && margin < 1 + 1e-9 && rank < 0.005 && angle < 1e-4
    }
    #expect(isNear(.rankfall))
    #expect(try !isNear(#require(TrainingEngine.named("gradient-ascended"))))
    // With two layers no weight is square, and nothing is transposed; one transposed layer of three still aligns.
    if layers == 4 {
      #expect(try !isNear(#require(TrainingEngine.named("gradient-transposed"))))
    }
  }
}
