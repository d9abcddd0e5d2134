@testable import DeepNetworks
import Foundation
import Matrices
import Simulation
import Testing

@testable import Laboratory

/// `rankfall train`: small trainings from flags alone.
@Suite("rankfall train") struct TrainTests {
  private func request(
    _ data: String = "gmm:classes=3,inputs=6,samples=60,separation=4",
    _ change: (inout TrainRequest) -> Void = { _ in }
  ) -> TrainRequest {
    var request = TrainRequest(data: data)
    (request.layers, request.batchSize, request.updates) = ("8-7", 2, 300)
    (request.learningRate, request.weightDecay, request.looks) = (0.2, 0.2, 10)
    change(&request)
    return request
  }

  private func run(
    _ data: String = "gmm:classes=3,inputs=6,samples=60,separation=4",
    _ change: (inout TrainRequest) -> Void = { _ in }
  ) throws -> TrainRun { try TrainRun(request(data, change).subject()) }

  @Test("records loss, norms and ranks at every look, and the weights unroll to rounding in double precision")
  func records() throws {
    let run = try run {
      ($0.isDouble, $0.hasCertificates) = (true, true)
    }
    #expect(run.record.steps == Array(stride(from: 0, through: 300, by: 30)))
    for name in [
      "train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norms", "norm_ratios",
      "collapsed",
      "layer_singular_values", "stable_ranks", "spectral_ranks", "frobenius_ranks",
    ] { #expect(run.record.shows(name), "\(name)") }
    #expect(run.record["layer_singular_values"].components == 6 + 7 + 3)
    #expect((run.last("train_accuracy") ?? 0) > 0.9)
    // The ranks that the observable counted are those of the weights that are kept.
    let counted = run.record["spectral_ranks"].vector(time: run.record.times.count - 1)
    let kept = run.training.layers.flatMap { layer -> [Double] in
      let s = layer.weights.singularValues
      return run.subject.plan.thresholds.map { eps in Double(s.count { $0 > eps * s[0] }) }
    }
    #expect(counted == kept)
    // x = 0.04: 2 x 0.96^n <= 0.001 from n = log(2000)/-log(0.96) = 186.2 on.
    #expect(run.subject.plan.window == 187)
    #expect(run.remainders.allSatisfy { ($0?.residual ?? 1) < 1e-12 && $0?.window == 187 })
    #expect(run.verdicts.count == 15 && run.verdicts.allSatisfy { $0.isExpected }, "\(run.verdicts)")
    let unrolled = run.verdicts.filter { $0.claim == "unrolled-updates" }
    #expect(unrolled.count == 3 && unrolled.allSatisfy { $0.verdict == "holds" })
  }

  @Test("judges wrong when the decay of the record is not that of the weights")
  func wrongDecay() throws {
    // Six updates of one sample and x = 0.1 move singular values of a 40 x 40 matrix by six places and 0.9^6.
    let run = try run("gmm:classes=3,inputs=40,samples=60,separation=4") {
      ($0.layers, $0.batchSize, $0.learningRate, $0.weightDecay) = ("40-40", 1, 0.25, 0.4)
      ($0.updates, $0.looks, $0.isDouble) = (6, 6, true)
    }
    let layer = run.training.layers[1]
    for (beta, verdict) in [(0.9, "holds"), (0.8, "fails"), (0.95, "fails")] {
      let past = layer.snapshots.map { old in
        WeightSnapshot(
          update: old.update, singularValues: old.singularValues, product: pow(beta, Double(6 - old.update)),
          addedRank: 6 - old.update)
      }
      let report = TrainedLayerReport(layer.with(snapshots: past), of: run.subject, hasDiverged: false)
      let transport = report.verdicts.first { $0.claim == "rank-transport" }
      #expect(
        transport?.verdict == verdict && transport?.isExpected == (verdict == "holds"), "beta = \(beta)")
    }
  }

  @Test("a bound that says something is held against the rank, and holds")
  func memory() throws {
    // 100 x 100 from one sample a time, x = 0.015: 2 x 0.985^n <= 0.5 from n = log(4)/-log(0.985) = 91.7 on.
    let run = try run("gmm:classes=3,inputs=40,samples=60,separation=4") {
      ($0.layers, $0.batchSize, $0.learningRate, $0.weightDecay) = ("100-100", 1, 0.15, 0.1)
      ($0.thresholds, $0.isDouble, $0.hasCertificates, $0.updates) = ([0.5], true, true, 600)
    }
    let line = try #require(run.layers[1].lines.first)
    #expect(line.certificate("T3.3")?.bound == 92 && line.certificate("T3.3")?.isVacuous == false)
    #expect(line.assessment.rank <= 92)
    #expect(
      run.verdicts.filter { $0.claim == "rank-memory" && $0.run == run.layers[1].name }.map(\.verdict) == [
        "holds"
      ])
    #expect(run.verdicts.allSatisfy { $0.isExpected }, "\(run.verdicts)")
    let text = TrainTables(run).written(TerminalStyle(hasColor: false))
    for word in [
      "(PyTorch's) = 2 lambda, lambda 0.05", "fixed updates: 600", "C1, what", "sharpest", "1 - 0.015",
    ] {
      #expect(text.contains(word), "\(word) in \(text)")
    }
  }

  @Test("says collapsed, and gives no rank")
  func collapse() throws {
    let run = try run {
      ($0.learningRate, $0.weightDecay, $0.updates) = (0.1, 5, 400)
    }
    #expect(run.layers[0].spectrum.word == "collapsed" && run.layers[0].lines.isEmpty)
    let text = TrainTables(run).written(TerminalStyle(hasColor: false))
    #expect(
      text.contains("collapsed: no rank to bound") && text.contains("without a rank: 0.weight collapsed"))
    #expect(
      run.verdicts.filter { $0.run == "0.weight" }.allSatisfy { $0.verdict == "undecided" && $0.isExpected })
  }

  @Test("a training that diverges ends, and says so")
  func divergence() throws {
    let run = try run("teacher:samples=50") {
      ($0.learningRate, $0.weightDecay, $0.updates, $0.layers) = (50, 0, 500, "30-30")
    }
    #expect(run.hasDiverged && run.record.divergedTrajectories == 1 && run.results.contains("diverged"))
    #expect(run.verdicts.allSatisfy { $0.verdict == "undecided" })
  }

  @Test("a folder holds all of it, in the same bytes for any number of threads")
  func folder() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    var bytes: [[Data]] = []
    let files = ["train.json", "observables.nc", "verdicts.json", "layers.json", "weights.npz"]
    for threads in [1, 2] {
      // 200 x 200 x 2 numbers a step is enough to be shared out.
      let run = try run("gmm:classes=3,inputs=200,samples=60,separation=4") {
        ($0.threads, $0.layers, $0.updates, $0.isNormalized) = (threads, "200-200", 60, true)
      }
      let folder = TrainFolder(run, in: output)
      _ = try folder.write(command: ["rankfall", "train"], formats: [.svg])
      bytes.append(try files.map { try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + $0)) })
      for name in ["ranks", "loss-and-accuracy", "norm-ratios", "singular-values"] {
        #expect(FileManager.default.fileExists(atPath: folder.path + "/figures/\(name).svg"), "\(name)")
      }
      // The weights are read as those of a network trained elsewhere.
      var bound = BoundRequest(weights: folder.path + "/weights.npz", batchSize: 2)
      (bound.learningRate, bound.weightDecay) = (0.2, 0.2)
      let report = try BoundReport(bound)
      #expect(report.layers.map(\.name) == run.layers.map(\.name))
      #expect(
        report.layers[0].lines.map(\.assessment.rank)
          == [0.1, 0.01, 0.001].map { run.layers[0].spectrum.ranks?.rank(above: $0) ?? -1 })
    }
    #expect(bytes[0] == bytes[1])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: output).count == 1, "nothing half written is left")
  }

  @Test("an interrupted training throws")
  func interruption() throws {
    let progress = Simulation.Progress()
    progress.cancel()
    #expect(throws: LaboratoryError.interrupted) { try TrainRun(request().subject(), progress: progress) }
  }
}

extension TrainedLayer {
  /// The same layer with another past.
  fileprivate func with(snapshots: [WeightSnapshot]) -> TrainedLayer {
    TrainedLayer(
      weight: weight, role: role, updateRank: updateRank, start: start, before: before, weights: weights,
      snapshots: snapshots, pastNorms: pastNorms, largestNorm: largestNorm, hasCollapsed: hasCollapsed,
      history: nil,
      updates: updates)
  }
}
