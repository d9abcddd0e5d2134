import LinearNetworks
import Testing

@Suite("The list of theorems") struct TheoremListTests {
  @Test("has names in lower case and hyphens, each once")
  func names() {
    let names = theorems.map { $0.claim.name }
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(
        !name.isEmpty && name.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".contains($0) }, "\(name)")
    }
  }

  @Test("states every claim completely")
  func claims() {
    for claim in theorems.map({ $0.claim }) {
      #expect(claim.statement.hasSuffix("."), "\(claim.name) is not a sentence")
      #expect(!claim.formula.isEmpty && !claim.source.isEmpty && !claim.label.isEmpty, "\(claim.name)")
      #expect(!claim.assumptions.isEmpty, "\(claim.name) assumes something")
    }
  }

  @Test("comes with wrong engines that say what is wrong")
  func wrongEngines() {
    #expect(!Engine.wrong.isEmpty)
    for engine in Engine.wrong { #expect(!engine.summary.isEmpty && !engine.name.isEmpty, "\(engine.name)") }
    for name in theorems.flatMap({ $0.counterexamples }) { #expect(Engine.named(name) != nil, "\(name)") }
  }
}
