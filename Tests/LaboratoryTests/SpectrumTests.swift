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
