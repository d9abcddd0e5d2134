import Simulation
import Testing

@testable import LinearNetworks

/// Every theorem must hold of the engine and be refuted by each wrong engine it names.
@Suite struct TheoremTests {
  @Test(arguments: theorems.map { $0.claim.name })
  func holdsOfTheEngine(name: String) throws {
    let theorem = try #require(theorems.first { $0.claim.name == name })
    let verdict = theorem.examine(.rankfall)
    #expect(verdict.holds, "\(name): \(verdict)")
  }

  @Test(arguments: theorems.flatMap { theorem in theorem.counterexamples.map { (theorem.claim.name, $0) } })
  func rejectsItsCounterexamples(name: String, wrong: String) throws {
    let theorem = try #require(theorems.first { $0.claim.name == name })
    let engine = try #require(Engine.named(wrong), "no engine is called \(wrong)")
    let verdict = theorem.examine(engine)
    #expect(verdict.fails, "\(name) does not reject \(wrong): \(verdict)")
  }

  @Test func everyWrongEngineIsRejected() {
    let named = Set(theorems.flatMap { $0.counterexamples })
    for engine in Engine.wrong { #expect(named.contains(engine.name), "nothing rejects \(engine.name)") }
  }

  @Test func everyTheoremHasACounterexample() {
    for theorem in theorems { #expect(!theorem.counterexamples.isEmpty, "\(theorem.claim.name)") }
  }
}
