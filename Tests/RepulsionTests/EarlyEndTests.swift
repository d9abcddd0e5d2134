import Simulation
import Testing

@testable import Repulsion

/// Trajectories that leave the range of doubles.
@Suite("Points that ended early") struct EarlyEndTests {
  private let setting = RepulsionSetting(
    .dyson(beta: 1, confinement: 0.5), start: [-1, 0, 1], by: .implicit, timeStep: 0.1,
    schedule: Schedule(steps: 2, every: 1), ensemble: Ensemble(trajectories: 3, seed: 1))

  /// Three trajectories of three points at three looks; the last `ended` of them have left after the first look.
  private func record(ended: Int, _ points: [Double] = [-1, 0, 1]) -> Record {
    let values = (0..<3).flatMap { trajectory in
      (0..<3).flatMap { look in
        look > 0 && trajectory >= 3 - ended ? [Double](repeating: .nan, count: 3) : points
      }
    }
    return Record(
      steps: [0, 1, 2], timeStep: 0.1,
      outcomes: (0..<3).map { $0 >= 3 - ended ? .diverged(step: 1) : .finished },
      series: [
        Series(
          name: PointObservables.points, symbol: "x", unit: "1", trajectories: 3, times: 3, components: 3,
          values: values)
      ])
  }

  @Test("have no order to judge, and the others have")
  func order() throws {
    let keeping = try #require(OrderKeeping(for: setting))
    #expect(keeping.check(record(ended: 0)).holds && keeping.check(record(ended: 2)).holds)
    #expect(keeping.check(record(ended: 3)).evidence == nil)
    let crossed = keeping.check(record(ended: 2, [0, -1, 1]))
    // The one that is left, at two looks.
    #expect(crossed.fails && crossed.evidence?.measured == 2)
  }

  @Test("leave no mean behind", arguments: [1, 3])
  func means(ended: Int) throws {
    for theorem in [PowerSums.self, CharacteristicPolynomial.self] as [any RepulsionPrediction.Type] {
      let made = theorem.init(for: setting)
      let prediction = try #require(made)
      guard case .undecided(let because) = prediction.check(record(ended: ended)) else {
        Issue.record("\(theorem.claim.name) judges means of what is left")
        continue
      }
      #expect(because.contains("\(ended) of 3 trajectories ended early"))
    }
  }
}
