import Simulation
import Testing

@testable import Laboratory

/// How a list of verdicts sums itself up.
@Suite("A list of verdicts") struct VerdictTableTests {
  private func report(_ verdict: Verdict, expected: String, on run: String = "a") -> VerdictReport {
    let claim = Claim(
      name: "claim", label: "(1)", statement: "It is so.", formula: "x", assumptions: ["y"], source: "z")
    return VerdictReport(claim, verdict, on: run, expected: expected)
  }

  private var held: Verdict {
    .holds(shown: Evidence("x", predicted: 0, measured: 0, allowed: Tolerance(0, .rounding, "")))
  }
  private var silent: Verdict { .undecided(because: "too short") }

  @Test("that is mostly undecided is no success")
  func summaries() {
    let (good, unsure) = (report(held, expected: "holds"), report(silent, expected: "undecided"))
    #expect(VerdictTable.summary([good, good]) == "2 verdicts, all as expected")
    #expect(VerdictTable.summary([good, good, unsure]) == "3 verdicts, all as expected; 1 undecided")
    #expect(
      VerdictTable.summary([good, unsure, unsure])
        == "3 verdicts, of which 2 are undecided and 1 tested; all as expected")
    #expect(VerdictTable.summary([unsure]) == "1 verdict, every one undecided: nothing was tested")
    #expect(VerdictTable.summary([good, report(silent, expected: "holds")]).contains("1 not as expected"))
  }

  @Test("says why for each reason once")
  func reasons() {
    let lines = VerdictTable.silences([
      report(silent, expected: "undecided", on: "a"), report(held, expected: "holds", on: "b"),
      report(silent, expected: "undecided", on: "c"),
    ])
    #expect(lines == ["undecided: claim on a, c, because too short"])
  }
}
