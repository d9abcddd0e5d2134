import DeepNetworks
import Foundation
import Matrices
import Simulation
import Testing

@testable import Laboratory

/// `rankfall train --momentum` and `rankfall bound --momentum`: what momentum remembers.
@Suite("Bounds with momentum") struct TrainMomentumTests {
  private func run(_ change: (inout TrainRequest) -> Void = { _ in }) throws -> TrainRun {
    var request = TrainRequest(data: "gmm:classes=3,inputs=40,samples=60,separation=4")
    (request.layers, request.batchSize, request.learningRate, request.weightDecay) = ("120-120", 1, 0.02, 0.6)
    (request.momentum, request.thresholds, request.isDouble) = (0.5, [0.5, 0.1], true)
    (request.updates, request.hasCertificates, request.looks) = (400, true, 40)
    change(&request)
    return try TrainRun(request.subject())
  }

  @Test("are judged, coupled and decoupled, with a schedule and without", arguments: [false, true])
  func judged(isDecoupled: Bool) throws {
    for schedule in ["constant", "step:300:0.8"] {
      let run = try run { ($0.isDecoupled, $0.schedule) = (isDecoupled, schedule) }
      #expect(run.verdicts.map(\.claim) == [String](repeating: "momentum-certificates", count: 3))
      #expect(run.verdicts.allSatisfy { $0.verdict == "holds" }, "\(run.verdicts)")
      #expect(run.remainders.allSatisfy { ($0?.residual ?? 1) < 1e-12 })
      let line = run.layers[1].lines[0]
      // What 120 x 120 weights remember of updates of one sample is less than their rank could be.
      #expect(line.certificate("C4")?.isVacuous == false)
      if isDecoupled { #expect(line.certificate("C6") != nil) }
      if !isDecoupled && schedule == "constant" { #expect(line.certificate("T3.3")?.isVacuous == false) }
      let rank = Double(line.assessment.rank)
      #expect(
        line.assessment.certificates.allSatisfy { $0.quantity != .rank || $0.allows(rank) }
          && line.printed == nil)
    }
  }

  @Test("need no recorded updates, and know the window that is theory's")
  func unrecorded() throws {
    let run = try run { ($0.hasCertificates, $0.isDouble) = (false, false) }
    // Three rows have no rank to bound: the head is undecided.
    #expect(run.verdicts.map(\.verdict) == ["holds", "holds", "undecided"], "\(run.verdicts)")
    let line = run.layers[1].lines[1]
    // h_(n+1) = (1 + rho - mu wd) h_n - rho h_(n-1): the first n with 2 (|h_n| + rho |h_(n-1)|) <= eps.
    var (n, h, before) = (0, 1.0, 0.0)
    while 2 * (abs(h) + 0.5 * abs(before)) > 0.1 {
      (n, h, before) = (n + 1, (1.5 - 0.02 * 0.6) * h - 0.5 * before, h)
    }
    #expect(line.certificate("T3.3")?.window == n)
  }

  /// Weights of three updates, and a rank that has moved by fewer places than there were updates.
  @Test("come from two archives in a row, or norms of two, and see a wrong decay")
  func archives() throws {
    let folder = temporaryFolder()
    defer { removeFolder(folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let (mu, decay, momentum) = (0.1, 0.5, 0.5)
    var random = RandomStream(seed: 5, for: .data)
    var path = [Matrix(20, 20) { _, _ in random.normal() }]
    var velocity = Matrix(zeros: 20, 20)
    let last = 60
    for _ in 0..<last {
      let gradient = Matrix(20, 1) { _, _ in random.normal() } * Matrix(1, 20) { _, _ in random.normal() }
      velocity = momentum * velocity + gradient + decay * path[path.count - 1]
      path.append(path[path.count - 1] - mu * velocity)
    }
    func archive(_ ago: Int) throws -> String {
      let file = folder + "/w\(ago).npz"
      let bytes = try NPZWriter.bytes(of: ["a.weight": path[last - ago]], file: file)
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      return file
    }
    func report(_ change: (inout BoundRequest) throws -> Void) throws -> BoundReport {
      var request = BoundRequest(weights: try archive(0), batchSize: 1)
      (request.learningRate, request.weightDecay, request.momentum) = (mu, decay, momentum)
      (request.previous, request.updates, request.beforePrevious) = (try archive(5), 5, try archive(6))
      try change(&request)
      return try BoundReport(request)
    }
    let right = try report { _ in }
    #expect(right.isConsistent && (right.layers[0].unexplained ?? 1) < 1e-12)
    #expect(try !report { $0.weightDecay = 0.25 }.isConsistent)
    #expect(try !report { $0.momentum = 0.6 }.isConsistent)
    #expect(try !report { $0.updates = 4 }.isConsistent)
    #expect(throws: LaboratoryError.self) { try report { $0.beforePrevious = nil } }
    #expect(throws: LaboratoryError.self) { try report { $0.momentum = 0 } }
    let norms = folder + "/norms.csv"
    // h_5 and h_40 by their recursion: what is left of weights of 5 updates ago is more than the threshold, of 40 ago less.
    let sizes = path.map { $0.singularValues[0] }
    for (ago, isForgotten) in [(5, false), (40, true)] {
      var (h, before) = (1.0, 0.0)
      for _ in 0..<ago { (h, before) = ((1 + momentum - mu * decay) * h - momentum * before, h) }
      let (size, older) = (sizes[last - ago], sizes[last - ago - 1])
      let left = (abs(h) * size + momentum * abs(before) * older) / sizes[last]
      #expect((left <= 0.3) == isForgotten)
      try Data("ago,a.weight\n\(ago),\(size)\n\(ago + 1),\(older)\n".utf8).write(
        to: URL(fileURLWithPath: norms))
      let bounded = try report {
        ($0.previous, $0.beforePrevious, $0.updates, $0.norms) = (nil, nil, nil, norms)
        $0.thresholds = [0.3]
      }
      let found = bounded.layers[0].lines[0].certificate("C2")
      #expect(found?.bound == (isForgotten ? Double(ago) : nil))
    }
  }

  /// Twenty updates at one rate and seven at half of it; the older archive is from before the change. Every update adds one
  /// direction of twenty, so that eight of them leave twelve where a wrong memory is seen.
  @Test("remember through schedules, with the decay in the gradient and beside it", arguments: [false, true])
  func schedules(isDecoupled: Bool) throws {
    let folder = temporaryFolder()
    defer { removeFolder(folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var random = RandomStream(seed: 6, for: .data)
    let (decay, momentum, last) = (0.5, 0.5, 27)
    var path = [Matrix(20, 20) { _, _ in random.normal() }]
    var velocity = Matrix(zeros: 20, 20)
    for step in 0..<last {
      let (mu, w) = (step < 20 ? 0.1 : 0.05, path[step])
      let gradient = Matrix(20, 1) { _, _ in random.normal() } * Matrix(1, 20) { _, _ in random.normal() }
      velocity = momentum * velocity + gradient + (isDecoupled ? 0 : decay) * w
      path.append((isDecoupled ? 1 - mu * decay : 1) * w - mu * velocity)
    }
    func archive(_ ago: Int) throws -> String {
      let file = folder + "/w\(ago).npz"
      try Data(try NPZWriter.bytes(of: ["a.weight": path[last - ago]], file: file)).write(
        to: URL(fileURLWithPath: file))
      return file
    }
    func report(_ change: (inout BoundRequest) throws -> Void = { _ in }) throws -> BoundReport {
      var request = BoundRequest(weights: try archive(0), batchSize: 1)
      (request.schedule, request.weightDecay, request.momentum) = ("20x0.1,7x0.05", decay, momentum)
      request.isDecoupled = isDecoupled
      (request.previous, request.updates, request.beforePrevious) = (try archive(8), 8, try archive(9))
      try change(&request)
      return try BoundReport(request)
    }
    let right = try report()
    #expect(right.isConsistent && (right.layers[0].unexplained ?? 1) < 1e-12)
    #expect(try !report { $0.isDecoupled.toggle() }.isConsistent)
    #expect(try !report { $0.schedule = "19x0.1,8x0.05" }.isConsistent)
    #expect(try !report { ($0.schedule, $0.learningRate) = (nil, 0.05) }.isConsistent)
    #expect(try !report { $0.momentum = 0.6 }.isConsistent)
    #expect(throws: LaboratoryError.self, "nobody knows the rate before") {
      try report { $0.schedule = "1x0.1,7x0.05" }
    }
  }
}
