import Simulation
import Testing

@testable import DeepNetworks

/// Every theorem must hold of the engine and be refuted by each wrong engine it names.
@Suite("Theorems of rank") struct RankTheoremTests {
  @Test("hold of the engine", arguments: rankTheorems.map { $0.claim.name })
  func holds(name: String) throws {
    let theorem = try #require(rankTheorems.first { $0.claim.name == name })
    let verdict = theorem.examine(.rankfall)
    #expect(verdict.holds, "\(name): \(verdict)")
  }

  @Test(
    "reject their counterexamples",
    arguments: rankTheorems.flatMap { theorem in theorem.counterexamples.map { (theorem.claim.name, $0) } })
  func rejects(name: String, wrong: String) throws {
    let theorem = try #require(rankTheorems.first { $0.claim.name == name })
    let engine = try #require(RankEngine.named(wrong), "no engine is called \(wrong)")
    let verdict = theorem.examine(engine)
    #expect(verdict.fails, "\(name) does not reject \(wrong): \(verdict)")
  }

  @Test("leave no wrong engine alone")
  func everyWrongEngineIsRejected() {
    let named = Set(rankTheorems.flatMap { $0.counterexamples })
    for engine in RankEngine.wrong {
      #expect(named.contains(engine.name), "nothing rejects \(engine.name)")
    }
  }
}
