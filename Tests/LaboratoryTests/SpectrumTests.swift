import Foundation
import Repulsion
import Simulation
import Testing

@testable import Laboratory

@Suite("rankfall spectrum") struct SpectrumTests {
  private func request(_ model: String, _ change: (inout SpectrumRequest) -> Void = { _ in })
    -> SpectrumRequest
  {
    var request = SpectrumRequest(model: model)
    (request.paths, request.looks) = (40, 10)
    change(&request)
    return request
  }

  @Test("every model runs from its name alone", arguments: SpectrumRequest.models.map(\.name))
  func standards(_ model: String) throws {
    let subject = try request(model) { $0.step = 0.05 }.subject()
    let run = try SpectrumRun(subject)
    #expect(
      run.endedEarly == 0
        && run.verdicts.contains {
          ["order-keeping", "determinant-decay"].contains($0.claim) && $0.verdict == "holds"
        })
    #expect(run.verdicts.allSatisfy { $0.isExpected }, "\(run.verdicts)")
    let picture = run.picture(TerminalStyle(hasColor: false), unicode: true)
    #expect(picture.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
    let letters = run.picture(TerminalStyle(hasColor: false), unicode: false)
    #expect(letters.allSatisfy { $0.isASCII } && letters.contains("7"))
  }

  @Test("a network's spectrum has the law that its weights give it, with the loss and without it")
  func weights() throws {
    for curvature in [0.0, 1] {
      let run = try SpectrumRun(
        request("network") {
          ($0.size, $0.curvature, $0.time, $0.step) = (4, curvature, 4, 0.05)
          ($0.paths, $0.weights) = (1000, 1000)
        }.subject())
      #expect(run.verdicts.map(\.claim) == ["determinant-decay", "spectral-closure"])
      #expect(run.verdicts.allSatisfy { $0.verdict == "holds" }, "\(run.verdicts)")
    }
  }

  private typealias Change = @Sendable (inout SpectrumRequest) -> Void

  private static let mistaken: [(model: String, cure: String, change: Change)] = [
    ("dison", "did you mean \"dyson\"?", { _ in }),
    ("dyson", "--beta and --confinement", { $0.rows = 3 }),
    ("dyson", "beta must be 1 or more", { $0.beta = 0.5 }),
    ("laguerre", "more than 1", { $0.rows = 8 }),
    ("multiplicative", "--start even", { $0.start = "zero" }),
    ("dyson", "did you mean \"implicit\"?", { $0.method = "implict" }),
    ("dyson", "--start", { $0.method = "euler" }),
    ("dyson", "0 < step <= time", { $0.step = -1 }),
    ("laguerre", "positive", { $0.start = "-1,2" }),
    ("dyson", "leave -n out", { ($0.size, $0.start) = (3, "1,2") }),
    ("dyson", "numbers such as", { $0.start = "1,x" }),
    ("dyson", "--beta and --confinement", { $0.width = 3 }),
    ("network", "--noise and --width", { $0.start = "1,2" }),
    ("network", "from a width of p on", { $0.width = 7 }),
    ("network", "0 or more", { $0.curvature = -1 }),
    ("network", "range of doubles", { $0.scale = 1e-200 }),
    ("dyson", "at most 1e8 steps", { ($0.time, $0.step) = (1e300, 1e-300) }),
    ("dyson", "0 < step <= time", { $0.time = .nan }),
    ("dyson", "--time 0.6 or 1.2, or --step 0.5", { ($0.time, $0.step) = (1, 0.6) }),
    ("laguerre", "at most 1e+12", { $0.rows = 9e18 }),
    ("dyson", "fewer --paths", { $0.paths = .max }),
    ("laguerre", "fewer --paths", { $0.paths = 1_000_000_000 }),
    ("network", "fewer --paths, --weights", { $0.weights = .max }),
  ]

  @Test("what cannot be is told with a cure and exit code 64", arguments: mistaken.indices)
  func mistakes(number: Int) {
    let (model, cure, change) = Self.mistaken[number]
    #expect {
      try request(model, change).subject()
    } throws: { error in
      guard let error = error as? LaboratoryError else { return false }
      return error.exitCode == 64 && error.description.contains(cure)
    }
  }

  private static let extremes: [(model: String, change: Change)] = [
    ("dyson", { $0.time = 1e308 }), ("dyson", { $0.beta = 1e308 }), ("dyson", { $0.confinement = 1e308 }),
    ("laguerre", { $0.time = 1e300 }), ("dyson", { $0.confinement = 1e300 }),
    ("multiplicative", { $0.noise = 1e200 }), ("multiplicative", { $0.decay = 1e308 }),
    ("network", { $0.curvature = 1e308 }), ("network", { $0.signal = 1e308 }),
    ("network", { $0.noise = 1e308 }), ("network", { $0.scale = 1e150 }),
  ]

  @Test("numbers at the end of the doubles end paths, and nothing holds of them", arguments: extremes.indices)
  func ends(number: Int) throws {
    let (model, change) = Self.extremes[number]
    let subject = try request(model) {
      ($0.step, $0.paths) = (nil, 100)
      change(&$0)
    }.subject()
    let run = try SpectrumRun(subject)
    // The implicit step keeps the order of eigenvalues of any size: either every path has ended, or that is all that holds.
    #expect(run.endedEarly == 100 || run.endedEarly == 0)
    let held = run.verdicts.filter { $0.verdict == "holds" }.map(\.claim)
    #expect(held == (run.endedEarly == 0 ? ["order-keeping"] : []), "\(run.verdicts)")
    // What doubles cannot hold refutes nothing.
    #expect(run.verdicts.allSatisfy { $0.verdict != "fails" }, "\(run.verdicts)")
    #expect(!run.events.contains("nan"), "\(run.events)")
    #expect(!run.picture(TerminalStyle(hasColor: false), columns: 20).isEmpty)
    for (_, figure) in SpectrumFigures(run).all { #expect(!figure.panels.isEmpty) }
  }

  @Test("few paths decide little, but raise no false alarm", arguments: [2, 20, 60])
  func fewPaths(paths: Int) throws {
    for model in ["dyson", "laguerre", "multiplicative"] {
      for seed in 1...8 as ClosedRange<UInt64> {
        let subject = try request(model) { ($0.step, $0.paths, $0.seed) = (0.02, paths, seed) }.subject()
        let run = try SpectrumRun(subject)
        #expect(run.verdicts.allSatisfy { $0.isExpected }, "\(model) \(seed): \(run.verdicts)")
      }
    }
    let network = try request("network") { ($0.paths, $0.weights, $0.step) = (paths, 3, 0.5) }.subject()
    let verdict = try #require(try SpectrumRun(network).verdicts.last)
    #expect(verdict.claim == "spectral-closure" && verdict.verdict == "undecided")
  }

  @Test("a network of one input has a spectrum too, and its picture fits the terminal")
  func oneInput() throws {
    let run = try SpectrumRun(request("network") { ($0.size, $0.step) = (1, 0.05) }.subject())
    #expect(run.endedEarly == 0 && run.verdicts[0].verdict == "holds")
    for (asked, columns) in [("30", 18), ("5", 16), ("200", 72)] {
      #expect(TerminalPlot.columns(["COLUMNS": asked]) == columns)
      let picture = run.picture(TerminalStyle(hasColor: false), unicode: true, columns: columns)
      let lines = picture.components(separatedBy: "\n").dropFirst()
      #expect(lines.count > 10 && lines.allSatisfy { $0.count <= columns + 11 })
    }
  }

  @Test("a folder that cannot be written is told before the run, and one of another command by `plot`")
  func folders() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    try SpectrumFolder.checkWritable(output)
    let left = try FileManager.default.contentsOfDirectory(atPath: output)
    #expect(left.isEmpty)
    let file = output + "/file"
    try Data().write(to: URL(fileURLWithPath: file))
    #expect(throws: LaboratoryError.self) { try SpectrumFolder.checkWritable(file) }
    let folder = SpectrumFolder(try SpectrumRun(request("dyson") { $0.step = 0.1 }.subject()), in: output)
    _ = try folder.write(command: [], formats: [])
    let error = #expect(throws: LaboratoryError.self) { _ = try RunFolder(folder.path).load() }
    #expect(error?.description.contains("rankfall spectrum") == true)
  }

  @Test("a run folder holds series, verdicts and what was asked, the same for any number of threads")
  func folder() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    var bytes: [Data] = []
    for threads in [1, 2] {
      let subject = try request("dyson") { ($0.step, $0.threads) = (0.02, threads) }.subject()
      let folder = SpectrumFolder(try SpectrumRun(subject), in: output)
      _ = try folder.write(command: ["rankfall", "spectrum"], formats: [.svg])
      for file in ["spectrum.json", "verdicts.json", "run.json", "dyson/observables.nc"] {
        #expect(FileManager.default.fileExists(atPath: folder.path + "/" + file), "\(file)")
      }
      bytes.append(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/dyson/observables.nc")))
    }
    #expect(bytes[0] == bytes[1])
  }

  @Test("Wigner's surmise has integral and mean 1", arguments: [1.0, 2, 4])
  func surmise(beta: Double) {
    let step = 1e-3
    let s = stride(from: step / 2, to: 12, by: step)
    let sums = s.reduce(into: (0.0, 0.0)) { sums, s in
      let p = SpectrumFigures.surmise(s, beta: beta) * step
      sums.0 += p
      sums.1 += s * p
    }
    #expect(abs(sums.0 - 1) < 1e-6 && abs(sums.1 - 1) < 1e-6)
  }
}
