import Laboratory
import Testing

@Suite("The list of theorems") struct TheoremListTests {
  @Test("has names in lower case and hyphens, each once")
  func names() {
    let claims = Subject.all.flatMap(\.theorems).map(\.claim)
    let names = claims.map(\.name)
    #expect(Set(claims.map(\.label)).count == claims.count)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(
        !name.isEmpty && name.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".contains($0) }, "\(name)")
    }
  }

  @Test("states every claim completely")
  func claims() {
    for claim in Subject.all.flatMap(\.theorems).map(\.claim) {
      #expect(claim.statement.hasSuffix("."), "\(claim.name) is not a sentence")
      #expect(!claim.formula.isEmpty && !claim.source.isEmpty && !claim.label.isEmpty, "\(claim.name)")
      #expect(!claim.assumptions.isEmpty, "\(claim.name) assumes something")
    }
  }

  @Test("comes with wrong engines that say what is wrong")
  func wrongEngines() {
    for subject in Subject.all {
      #expect(!subject.wrongEngines.isEmpty && !subject.theorems.isEmpty, "\(subject.name)")
      let names = subject.wrongEngines.map(\.name)
      #expect(Set(names).count == names.count)
      for engine in subject.wrongEngines {
        #expect(!engine.summary.isEmpty && !engine.name.isEmpty, "\(engine.name)")
      }
      for name in subject.theorems.flatMap(\.counterexamples) { #expect(names.contains(name), "\(name)") }
    }
  }
}
