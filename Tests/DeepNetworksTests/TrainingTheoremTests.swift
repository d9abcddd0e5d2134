import Simulation
import Testing

@testable import DeepNetworks

/// Every theorem must hold of the engine and be refuted by each wrong engine it names.
@Suite("The theorems on training") struct TrainingTheoremTests {
  private static let ofTheLoss = ["loss-descent", "norm-ledger", "stationary-norms"]

  @Test(arguments: trainingTheorems.map { $0.claim.name })
  func holdsOfTheEngine(name: String) throws {
    let theorem = try #require(trainingTheorems.first { $0.claim.name == name })
    let verdict = theorem.examine(.rankfall)
    #expect(verdict.holds, "\(name): \(verdict)")
  }

  @Test(
    arguments: trainingTheorems.flatMap { theorem in theorem.counterexamples.map { (theorem.claim.name, $0) }
    })
  func rejectsItsCounterexamples(name: String, wrong: String) throws {
    let theorem = try #require(trainingTheorems.first { $0.claim.name == name })
    let engine = try #require(TrainingEngine.named(wrong), "no engine is called \(wrong)")
    let verdict = theorem.examine(engine)
    #expect(verdict.fails, "\(name) does not reject \(wrong): \(verdict)")
  }

  @Test func everyWrongEngineIsRejected() {
    let named = Set(trainingTheorems.flatMap { $0.counterexamples })
    for engine in TrainingEngine.wrong {
      #expect(named.contains(engine.name), "nothing rejects \(engine.name)")
    }
    #expect(Set(TrainingEngine.wrong.map(\.name)).count == TrainingEngine.wrong.count)
  }

  /// Label smoothing is no mistake: no ledger may call it one, but those that have the loss in their claim.
  @Test(arguments: trainingTheorems.map { $0.claim.name }.filter { !ofTheLoss.contains($0) })
  func allowsLabelSmoothing(name: String) throws {
    let theorem = try #require(trainingTheorems.first { $0.claim.name == name })
    let smoothing = TrainingEngine.altering("smooth", "label smoothing") {
      if case .crossEntropy = $0.loss { $0.loss = .crossEntropy(smoothing: 0.2) }
    }
    let verdict = theorem.examine(smoothing)
    #expect(verdict.holds, "\(name): \(verdict)")
  }
}
