import Foundation
import Testing

@testable import DeepNetworks
@testable import Laboratory

/// `rankfall slabs`
@Suite("rankfall slabs") struct SlabTests {
  private func request(_ change: (inout SlabRequest) -> Void = { _ in }) -> SlabRequest {
    var request = SlabRequest()
    request.size = 32
    change(&request)
    return request
  }

  private func run(_ change: (inout SlabRequest) -> Void = { _ in }) throws -> SlabRun {
    try SlabRun(request(change).subjects())
  }

  private func error(_ change: (inout SlabRequest) -> Void) -> String {
    do {
      _ = try request(change).subjects()
      return "nothing"
    } catch { return "\(error)" }
  }

  /// Powers of beta above a threshold, by multiplication.
  private func count(_ x: Double, above threshold: Double) -> Int {
    var (n, power) = (0, 1.0)
    while power > threshold {
      n += 1
      power *= 1 - x
    }
    return n
  }

  @Test("orthogonal slabs have the rank of the bound without slack, at every batch size and decay")
  func tight() throws {
    let run = try run { ($0.law, $0.size, $0.batches, $0.lambdas) = ("orthogonal", 96, "1,2,3", "1.5,2") }
    #expect(run.reports.count == 6)
    for report in run.reports {
      let x = report.subject.forgetting.share
      for line in report.bounds.lines {
        let most = report.subject.slabs.batchSize * report.subject.updates
        let expected = report.subject.slabs.batchSize * count(x, above: line.threshold)
        #expect(line.assessment.rank == min(most, expected))
      }
      let tight = report.verdicts.first { $0.claim == "tight-slabs" }
      #expect(tight?.verdict == "holds")
      #expect(report.staircase[3] == pow(1 - x, Double(3 / report.subject.updateRank)))
    }
    #expect(run.verdicts.allSatisfy { $0.isExpected })
  }

  @Test("normal slabs stay below every bound, and a bound that is less than the matrix is judged")
  func normal() throws {
    let run = try run { ($0.size, $0.batches, $0.lambdas) = (64, "1,2", "1,2") }
    for report in run.reports {
      for line in report.bounds.lines {
        for certificate in line.assessment.certificates where certificate.assumption == nil {
          #expect(certificate.allows(Double(line.assessment.rank)), "\(certificate.number)")
        }
        // Far above what is forgotten the updates themselves tell everything.
        let window = try #require(line.certificate("C6"))
        #expect(line.threshold < 0.1 || window.bound <= Double(line.assessment.rank) + 1)
      }
      #expect(report.remainder.map { $0.residual < 1e-13 } == true)
    }
    let judged = run.verdicts.filter { $0.claim == "rank-memory" && $0.verdict == "holds" }
    #expect(judged.count == 4, "all four are below 64 at 0.1")
    #expect(run.verdicts.allSatisfy { $0.isExpected })
  }

  @Test("learning rate and lambda are one knob, to the bit where both change by a power of two")
  func product() throws {
    let run = try run { ($0.rates, $0.decays) = ("0.25,0.5", "0.4,0.8") }
    // mu wd = 0.1, 0.2, 0.2, 0.4
    #expect(run.reports[1].singularValues == run.reports[2].singularValues)
    #expect(run.reports[0].singularValues != run.reports[1].singularValues)
    #expect(
      run.reports[1].bounds.spectrum.ranks?.spectralNorm != run.reports[2].bounds.spectrum.ranks?.spectralNorm
    )
    let theory = try self.run { $0.lambdas = "0.5,1" }
    let torch = try self.run { $0.decays = "1,2" }
    #expect(theory.reports.map(\.singularValues) == torch.reports.map(\.singularValues))
  }

  @Test("slabs that push alike have their few directions whatever the bound is, and the first weights fade")
  func alike() throws {
    let run = try run { ($0.law, $0.directions, $0.lambdas) = ("alike", 3, "1") }
    for line in run.reports[0].bounds.lines {
      #expect(line.assessment.rank <= 3 && (line.certificate("T3.3")?.bound ?? 0) > 10)
    }
    let young = try self.run { ($0.start, $0.updates, $0.law) = (10, 5, "alike") }
    #expect(young.reports[0].bounds.lines.last?.assessment.rank ?? 0 >= 31, "nothing is forgotten yet")
    let line = try #require(young.reports[0].bounds.lines.last)
    #expect(
      line.assessment.certificates.contains {
        $0.number == "C10" && $0.direction == .atLeast && $0.bound > 20
      })
    let old = try self.run { ($0.start, $0.updates, $0.law) = (10, 150, "alike") }
    #expect(try #require(old.reports[0].bounds.lines.last).assessment.rank <= 4)
    #expect((young.verdicts + old.verdicts).allSatisfy { $0.isExpected })
  }

  @Test(
    "wrong steps are seen by the verdicts",
    arguments: ["decay-halved", "decay-doubled", "decay-missing", "weight-noise"])
  func wrongSteps(name: String) throws {
    let engine = try #require(RankEngine.wrong.first { $0.name == name })
    func failed(_ engine: RankEngine, _ law: String) throws -> Set<String> {
      let subject = try #require(
        request { ($0.law, $0.start) = (law, law == "normal" ? 1 : 0) }.subjects().first)
      let walk = try #require(
        SlabWalk(
          subject.slabs, subject.forgetting, updates: subject.updates, start: subject.start,
          windows: subject.windows, by: engine))
      return Set(SlabReport(walk, of: subject).verdicts.filter { $0.verdict == "fails" }.map(\.claim))
    }
    #expect(try failed(engine, "normal").contains("unrolled-updates"))
    #expect(try failed(engine, "orthogonal").isSuperset(of: ["unrolled-updates", "tight-slabs"]))
    for law in SlabRequest.laws { #expect(try failed(.rankfall, law).isEmpty) }
  }

  @Test("are kept with numbers and figures, the same for any threads")
  func folder() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let subjects = try request { ($0.batches, $0.lambdas) = ("1,2", "1,2") }.subjects()
    var bytes: [Data] = []
    for threads in [1, 2] {
      let run = try SlabRun(subjects, threads: threads)
      let kept = SlabFolder(run, in: output)
      _ = try kept.write(command: ["rankfall", "slabs"], formats: [.svg])
      bytes.append(try Data(contentsOf: URL(fileURLWithPath: kept.path + "/slabs.json")))
      for figure in ["spectra", "bounds", "ranks"] {
        #expect(FileManager.default.fileExists(atPath: kept.path + "/figures/\(figure).svg"))
      }
      let text = SlabTables(run).written(TerminalStyle(hasColor: false))
      for word in ["2 mu lambda", "C6", "nuclear rank", "0.003"] { #expect(text.contains(word), "\(word)") }
      #expect(run.picture(TerminalStyle(hasColor: false)) == nil)
    }
    #expect(bytes[0] == bytes[1])
    let one = try SlabRun(request().subjects())
    #expect(
      one.picture(TerminalStyle(hasColor: false), unicode: false, columns: 60)?.contains("log10") == true)
  }

  @Test("say what is wrong with a flag")
  func mistakes() {
    #expect(error { $0.size = 0 }.contains("--size 0"))
    #expect(error { $0.columns = 1000 }.contains("--columns 1000"))
    #expect(error { $0.batches = "1,x" }.contains("--batch 1,x"))
    #expect(error { $0.batches = "0" }.contains("--batch 0"))
    #expect(error { $0.rates = "-1" }.contains("--lr -1"))
    #expect(error { $0.rates = "nan" }.contains("--lr"))
    #expect(error { ($0.lambdas, $0.decays) = ("1", "2") }.contains("factor 2"))
    #expect(error { $0.lambdas = "5" }.contains("below 1"))
    #expect(error { $0.thresholds = "2" }.contains("--eps"))
    #expect(error { $0.law = "norml" }.contains("normal"))
    #expect(error { $0.directions = 3 }.contains("--law alike"))
    #expect(error { ($0.law, $0.updates) = ("orthogonal", 33) }.contains("at most 32"))
    #expect(error { ($0.law, $0.batches) = ("orthogonal", "64") }.contains("orthogonal"))
    #expect(error { $0.updates = 0 }.contains("0 updates"))
    #expect(error { $0.start = -1 }.contains("--start"))
    #expect(error { $0.start = 1e300 }.contains("1e6"))
    #expect(error { $0.rates = "1e-9" }.contains("--lr 1e-09"))
    #expect(error { $0.lambdas = "1e-9" }.contains("--updates"))
    #expect(error { $0.lambdas = "0" } == "nothing", "without decay the matrix fills")
  }
}
