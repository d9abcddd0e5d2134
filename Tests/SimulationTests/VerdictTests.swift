import Simulation
import Testing

@Suite("A verdict") struct VerdictTests {
  private func evidence(_ measured: Double, predicted: Double = 0, allowed: Double = 1) -> Evidence {
    Evidence("x", predicted: predicted, measured: measured, allowed: Tolerance(allowed, .rounding, "test"))
  }

  @Test("holds within the tolerance, and on its edge; fails beyond")
  func edges() {
    #expect(Verdict([evidence(0.5)]).holds && Verdict([evidence(-1)]).holds)
    #expect(Verdict([evidence(1.0.nextUp)]).fails && Verdict([evidence(-2)]).fails)
    #expect(Verdict([evidence(3, predicted: 2.5)]).holds)
  }

  @Test("keeps the closest call, or the worst")
  func worst() throws {
    let close = try #require(Verdict([evidence(0.1), evidence(0.9), evidence(0.5)]).evidence)
    #expect(close.measured == 0.9)
    let bad = Verdict([evidence(2), evidence(0.1), evidence(5), evidence(3)])
    #expect(bad.fails && bad.evidence?.measured == 5)
  }

  @Test("of exact agreement holds even with no tolerance")
  func exact() {
    #expect(Verdict([evidence(0, allowed: 0)]).holds)
    #expect(Verdict([evidence(1e-300, allowed: 0)]).fails)
    #expect(Verdict([evidence(2, predicted: 2, allowed: 0)]).holds)
  }

  /// Nothing that is not a number may pass, wherever it stands in the list.
  @Test(
    "never holds of what is not a number",
    arguments: [
      (Double.nan, 0.0, 1.0), (0.0, Double.nan, 1.0), (0.5, 0.0, Double.nan), (0.0, 0.0, Double.nan),
      (Double.infinity, 0.0, Double.infinity), (Double.infinity, Double.infinity, 1.0), (0.5, 0.0, -1.0),
    ])
  func notANumber(numbers: (Double, Double, Double)) {
    let bad = evidence(numbers.0, predicted: numbers.1, allowed: numbers.2)
    #expect(Verdict([bad]).fails)
    #expect(Verdict([bad, evidence(0.5)]).fails)
    #expect(Verdict([evidence(0.5), bad]).fails)
    #expect(Verdict([evidence(0.5), bad, evidence(0.1)]).fails)
    #expect(bad.strain == .infinity)
  }

  @Test("of nothing is undecided, with a reason")
  func nothing() {
    guard case .undecided(let reason) = Verdict([], otherwise: "too short") else {
      Issue.record("not undecided")
      return
    }
    #expect(reason == "too short")
    #expect(Verdict(all: []).word == "undecided")
  }

  @Test("of several is the worst of them: a failure, else an undecided one")
  func several() {
    let (good, bad) = (Verdict([evidence(0.5)]), Verdict([evidence(2)]))
    let open = Verdict.undecided(because: "open")
    #expect(Verdict(all: [good, good]).holds)
    #expect(Verdict(all: [good, bad, good]).fails)
    #expect(Verdict(all: [good, open]).word == "undecided")
    #expect(Verdict(all: [bad, open]).fails)
    #expect(Verdict(all: [open, bad]).fails)
    #expect(!open.holds && !open.fails && open.evidence == nil)
    #expect(good.word == "holds" && bad.word == "fails")
  }
}
