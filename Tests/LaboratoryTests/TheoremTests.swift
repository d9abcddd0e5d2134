import Simulation
import Testing

@testable import Laboratory

/// Every theorem must hold of its room's engine and be refuted by each wrong engine it names.
@Suite("Theorems") struct TheoremTests {
  private func verdict(_ name: String, on engine: String) throws -> Verdict {
    let theorem = try #require(Subject.theorem(name)?.theorem)
    return try #require(theorem.examine(engine), "no engine is called \(engine)")
  }

  @Test("hold of the engine", arguments: Subject.all.flatMap(\.theorems).map(\.claim.name))
  func hold(name: String) throws {
    let verdict = try verdict(name, on: Subject.right)
    #expect(verdict.holds, "\(name): \(verdict)")
  }

  @Test(
    "reject their counterexamples",
    arguments: Subject.all.flatMap(\.theorems).flatMap { theorem in
      theorem.counterexamples.map { (theorem.claim.name, $0) }
    })
  func reject(name: String, wrong: String) throws {
    let verdict = try verdict(name, on: wrong)
    #expect(verdict.fails, "\(name) does not reject \(wrong): \(verdict)")
  }

  @Test("have counterexamples, and leave no wrong engine alone")
  func everyWrongEngineIsRejected() {
    for subject in Subject.all {
      for theorem in subject.theorems { #expect(!theorem.counterexamples.isEmpty, "\(theorem.claim.name)") }
      let named = Set(subject.theorems.flatMap(\.counterexamples))
      for engine in subject.wrongEngines {
        #expect(named.contains(engine.name), "nothing rejects \(engine.name)")
      }
    }
  }
}
