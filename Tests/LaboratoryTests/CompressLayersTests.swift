import DeepNetworks
import Foundation
import Matrices
import Testing

@testable import Laboratory

/// `rankfall compress` of networks with convolutions, residual blocks, layers position by position and attention.
@Suite("rankfall compress: kinds of layers") struct CompressLayersTests {
  /// Weights: 8 x 9, 8 x 72, 8 x 72, 6 x 8, 20 x 384, 10 x 20.
  private static let layers =
    "conv8k3p1-bn-relu-residual(conv8k3p1-relu-conv8k3p1)-relu-positionwise6-relu-20-relu"

  private func request(_ layers: String = Self.layers) -> TrainRequest {
    var request = TrainRequest(data: "digits")
    (request.train, request.test, request.layers) = (80, 60, layers)
    (request.batchSize, request.updates, request.looks) = (8, 60, 3)
    (request.learningRate, request.weightDecay, request.isDouble) = (0.05, 0.02, true)
    return request
  }

  /// A training in a folder of its own.
  private func kept(
    in output: String, _ request: TrainRequest
  ) throws -> (run: TrainRun, folder: String) {
    let run = try TrainRun(request.subject())
    let folder = TrainFolder(run, in: output)
    _ = try folder.write(command: ["rankfall", "train", "digits"], formats: [])
    return (run, folder.path)
  }

  private func asked(_ ranks: String, passes: Int = 0) throws -> CompressRequest {
    var request = CompressRequest()
    try request.setChoices(ranks: ranks, thresholds: nil)
    request.passes = passes
    return request
  }

  private func error(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing"
    } catch { return "\(error)" }
  }

  @Test(
    "cuts filters, blocks and positions as the network with cut weights computes, and counts what is left")
  func cuts() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let (run, folder) = try kept(in: output, request())
    let result = try CompressRun([CompressSubject(run: folder, request())], asked("2,3"))
    let (whole, lines) = (result.lines[0][0], result.lines[0].dropFirst())
    #expect(
      whole.cut.train.loss == run.last("train_loss") && whole.cut.test?.accuracy == run.last("test_accuracy"))
    // Biases and the normalisation, the head.
    let others = 8 + 16 + 8 + 8 + 6 + 20 + 10 + 200
    #expect(whole.count == others + 72 + 576 + 576 + 48 + 7680)
    for (line, rank) in zip(lines, [2, 3]) {
      #expect(line.layers.map(\.rank) == [rank, rank, rank, rank, rank, nil])
      #expect(line.count == others + rank * (17 + 80 + 80 + 14 + 404))
      // Weights cut by the leading eigenvectors of W^T W, which knows no factors.
      let network = run.subject.setting.network
      var state = TrainingState<Double>(network)
      for (parameter, values) in run.training.parameters { state[parameter] = values }
      for weight in network.weights.dropLast() {
        let w = state[weight]
        let eigen = (w.transposed * w).symmetricEigen
        let leading = eigen.values.indices.sorted { eigen.values[$0] > eigen.values[$1] }.prefix(rank)
        let frame = Matrix(weight.columns, rank) { eigen.vectors[$0, leading[$1]] }
        state[weight] = w * frame * frame.transposed
      }
      let data = run.subject.data.train
      let expected = NetworkEvaluation<Double>(network, data, run.subject.setting.loss).measure(state)
      // The loss is near one, the outputs as many roundings off as sums of 384 terms through six layers have.
      #expect(abs(line.cut.train.loss - expected.loss) < 384 * 6 * 16 * Double.ulpOfOne * (1 + expected.loss))
      #expect(abs(line.cut.train.loss - whole.cut.train.loss) > 1e-4, "the cut is seen")
    }
    let text = CompressTables(result).written(TerminalStyle(hasColor: false))
    for word in ["conv 3x3 8 x 72", "positionwise 6 x 8", "2 2 2 2 2 -", "of one pixel"] {
      #expect(text.contains(word), "\(word)")
    }
    #expect(!text.contains("attention"))
  }

  @Test("trains the factors on, and keeps them as kernels with as many numbers as it says")
  func training() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let (_, folder) = try kept(in: output, request())
    let result = try CompressRun([CompressSubject(run: folder, request())], asked("2", passes: 4))
    let line = result.lines[0][1]
    #expect((line.trained?.train.loss ?? .infinity) < line.cut.train.loss, "it learns")
    #expect(line.trained?.ranks.prefix(5) == [2, 2, 2, 2, 2])
    let kept = CompressFolder(result, in: output)
    _ = try kept.write(command: ["rankfall", "compress"], formats: [.svg])
    let archive = try NPZArchive(contentsOf: kept.path + "/network-1-rank-2.npz")
    let shapes = try archive.names.filter { $0.hasSuffix(".weight") }.map {
      try archive.tensor(named: $0).shape
    }
    #expect(
      shapes == [
        [2, 1, 3, 3], [8, 2, 1, 1], [8], [2, 8, 3, 3], [8, 2, 1, 1], [2, 8, 3, 3], [8, 2, 1, 1], [2, 8],
        [6, 2],
        [2, 384], [20, 2], [10, 20],
      ])
    let learnt = try archive.names.filter { !$0.contains("running") }.reduce(0) {
      try $0 + archive.tensor(named: $1).shape.reduce(1, *)
    }
    #expect(learnt == line.count)
    let json = try String(contentsOfFile: kept.path + "/compress.json", encoding: .utf8)
    #expect(json.contains("conv2k3p1-positionwise8-bn-relu-residual(conv2k3p1-positionwise8-relu-"))
  }

  @Test(
    "takes an archive with --layers, with or without biases and normalisation", arguments: [false, true],
    [false, true])
  func archives(hasBiases: Bool, isNormalized: Bool) throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let layers = "conv6k3s2p1-residual(conv6k3p1)-16"
    var own = request(layers)
    (own.hasBiases, own.isNormalized) = (hasBiases, isNormalized)
    let (run, folder) = try kept(in: output, own)
    let weights = folder + "/weights.npz"
    let subject = try CompressSubject(weights: weights, request("3"), layers: layers)
    #expect(subject.training.setting.network == run.subject.setting.network)
    #expect(
      try CompressRun([subject], asked("2")).lines[0][0].cut.test?.accuracy == run.last("test_accuracy"))
    #expect(error { _ = try CompressSubject(weights: weights, request("3")) }.contains("--layers"))
    let other = error {
      _ = try CompressSubject(weights: weights, request("3"), layers: "conv6k3s2p1-residual(conv6k1)-16")
    }
    #expect(other.contains("6 x 6 x 3 x 3") && other.contains("6 x 6 x 1 x 1"), "\(other)")
  }

  @Test("leaves attention whole and says so; where there is nothing else it says what to do")
  func attention() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let layers = "rows-positionwise12-residual(attention4)-24"
    let (_, folder) = try kept(in: output, request(layers))
    let result = try CompressRun([CompressSubject(run: folder, request(layers))], asked("2"))
    #expect(result.lines[0][1].layers.map(\.rank) == [2, nil, nil, nil, 2, nil])
    #expect(CompressTables(result).written(TerminalStyle(hasColor: false)).contains("attention stay whole"))
    let alone = "rows-attention4"
    let (_, other) = try kept(in: output, request(alone))
    let subject = try CompressSubject(run: other, request(alone))
    let refused = error { _ = try CompressRun([subject], asked("2")) }
    #expect(refused.contains("attention") && refused.contains("--head"))
    var withHead = try asked("2")
    withHead.cutsHead = true
    #expect(try CompressRun([subject], withHead).lines[0][1].layers.map(\.rank) == [nil, nil, nil, 2])
  }
}
