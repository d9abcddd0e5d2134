import Simulation
import Testing

@testable import Laboratory

@Suite("The kill matrix") struct KillMatrixTests {
  private func matrix(theorems: [String], engines: [String]) throws -> KillMatrix {
    let subjects = Subject.all(theorems: theorems, engines: engines)
    let trials = WitnessTrials(of: subjects, againstEveryEngine: true)
    return KillMatrix(try trials.run(threads: 2), of: subjects)
  }

  @Test("of a theorem and an engine is one cell, found by name and by label")
  func oneCell() throws {
    for topic in ["loss-gradient", "(0.1)"] {
      let subjects = Subject.all(theorems: [topic], engines: ["gradient-doubled", "tied-noise"])
      #expect(subjects.map(\.name) == ["linear networks"])
      #expect(subjects.map { $0.theorems.map(\.claim.name) } == [["loss-gradient"]])
      #expect(subjects.allSatisfy { !$0.isWhole })
    }
    let matrix = try matrix(theorems: ["loss-gradient"], engines: ["gradient-doubled", "tied-noise"])
    #expect(matrix.isComplete)
    #expect(matrix.markdown.contains("twice too large | **x** |"))
    #expect(matrix.markdown.contains("the same noise after all | . |"))
    #expect(matrix.markdown.contains("1 of 2 wrong engines are rejected"))
  }

  @Test("is not complete with a named engine that passes, or a right one that fails")
  func incomplete() throws {
    let subjects = Subject.all(theorems: ["loss-gradient"], engines: ["gradient-doubled"])
    let claim = try #require(subjects.first?.theorems.first?.claim)
    let allowed = Tolerance(1, .rounding, "one")
    let passes = Verdict([Evidence("a", predicted: 0, measured: 0, allowed: allowed)])
    let fails = Verdict([Evidence("a", predicted: 0, measured: 2, allowed: allowed)])
    func matrix(right: Verdict, wrong: Verdict) -> KillMatrix {
      KillMatrix(
        [
          Examination(
            subject: "linear networks", claim: claim, verdict: right,
            rejections: [.init(engine: "gradient-doubled", verdict: wrong)], unknown: [])
        ], of: subjects)
    }
    #expect(matrix(right: passes, wrong: fails).isComplete)
    #expect(!matrix(right: passes, wrong: passes).isComplete)
    #expect(matrix(right: passes, wrong: passes).markdown.contains("MISSED"))
    #expect(!matrix(right: fails, wrong: fails).isComplete)
  }

  @Test("of everything has whole rooms")
  func whole() {
    let subjects = Subject.all(theorems: [], engines: [])
    #expect(subjects.map(\.name) == Subject.all.map(\.name) && subjects.allSatisfy(\.isWhole))
    #expect(Subject.all(theorems: ["loss-gradient"], engines: ["no-such-engine"]).isEmpty)
  }
}
