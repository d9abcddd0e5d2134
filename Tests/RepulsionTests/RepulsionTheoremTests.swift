import Simulation
import Testing

@testable import Repulsion

/// Every theorem must hold of the engine and be refuted by each wrong engine it names.
@Suite("Theorems of repelling points") struct RepulsionTheoremTests {
  @Test("hold of the engine", arguments: repulsionTheorems.map { $0.claim.name })
  func holds(name: String) throws {
    let theorem = try #require(repulsionTheorems.first { $0.claim.name == name })
    let verdict = theorem.examine(.rankfall)
    #expect(verdict.holds, "\(name): \(verdict)")
  }

  @Test(
    "reject their counterexamples",
    arguments: repulsionTheorems.flatMap { theorem in theorem.counterexamples.map { (theorem.claim.name, $0) }
    })
  func rejects(name: String, wrong: String) throws {
    let theorem = try #require(repulsionTheorems.first { $0.claim.name == name })
    let engine = try #require(RepulsionEngine.named(wrong), "no engine is called \(wrong)")
    let verdict = theorem.examine(engine)
    #expect(verdict.fails, "\(name) does not reject \(wrong): \(verdict)")
  }

  @Test("leave no wrong engine alone")
  func everyWrongEngineIsRejected() {
    let named = Set(repulsionTheorems.flatMap { $0.counterexamples })
    for engine in RepulsionEngine.wrong {
      #expect(named.contains(engine.name), "nothing rejects \(engine.name)")
    }
  }
}
