import DeepNetworks
import Foundation
import Matrices
import Testing

@testable import Laboratory

/// `rankfall compress`: small trainings, kept and cut.
@Suite("rankfall compress") struct CompressTests {
  private func request(_ change: (inout TrainRequest) -> Void = { _ in }) -> TrainRequest {
    var request = TrainRequest(data: "gmm:classes=3,inputs=12,samples=60,separation=2,seed=5")
    (request.layers, request.batchSize, request.epochs) = ("16-14", 4, 8)
    (request.learningRate, request.weightDecay, request.looks) = (0.2, 0.02, 4)
    change(&request)
    return request
  }

  /// A training in a folder of its own.
  private func kept(
    in output: String, _ change: (inout TrainRequest) -> Void = { _ in }
  ) throws -> (run: TrainRun, folder: String) {
    let run = try TrainRun(request(change).subject())
    let folder = TrainFolder(run, in: output)
    _ = try folder.write(command: ["rankfall", "train", "gmm"], formats: [])
    return (run, folder.path)
  }

  private func asked(
    _ ranks: String?, _ thresholds: String? = nil, passes: Int = 0
  ) throws -> CompressRequest {
    var request = CompressRequest()
    try request.setChoices(ranks: ranks, thresholds: thresholds)
    request.passes = passes
    return request
  }

  @Test("cuts where it pays, and says what that costs", arguments: [false, true])
  func cuts(isNormalized: Bool) throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let (run, folder) = try kept(in: output) { $0.isNormalized = isNormalized }
    let subject = try CompressSubject(run: folder, request { $0.isNormalized = isNormalized })
    let result = try CompressRun([subject], asked("1,2,6,9", "0.3"))
    let lines = result.lines[0]
    #expect(lines.map(\.choice) == [nil, .rank(1), .rank(2), .rank(6), .rank(9), .threshold(0.3)])
    // The whole network is that of the run, to the last bit.
    let whole = lines[0]
    #expect(
      whole.cut.test?.accuracy == run.last("test_accuracy") && whole.cut.train.loss == run.last("train_loss"))
    #expect(whole.share == 1 && whole.count == run.subject.setting.network.learntCount)
    // 16 x 12 / 28 = 6.9 and 14 x 16 / 30 = 7.5; the head is left alone.
    #expect(lines[2].layers.map(\.rank) == [2, 2, nil] && lines[3].layers.map(\.rank) == [6, 6, nil])
    #expect(lines[4].layers.allSatisfy { $0.rank == nil } && lines[4].share == 1)
    #expect(lines[4].cut.train == whole.cut.train && lines[4].cut.test == whole.cut.test)
    #expect(lines[1].count == whole.count - 16 * 12 - 14 * 16 + 28 + 30)
    for (line, rank) in [(lines[1], 1), (lines[2], 2)] {
      for number in 0...1 {
        let s = run.training.layers[number].weights.singularValues
        let layer = line.layers[number]
        #expect(abs(layer.spectralError - s[rank] / s[0]) < 1e-13)
        let tail = s.dropFirst(rank).reduce(0) { $0 + $1 * $1 } / s.reduce(0) { $0 + $1 * $1 }
        #expect(abs(layer.frobeniusError - tail.squareRoot()) < 1e-13)
        #expect(line.cut.ranks[number] == rank)
      }
    }
    let text = CompressTables(result).written(TerminalStyle(hasColor: false))
    for word in ["whole", "rank 6", "eps 0.3", "6 6 -", "- - -", "Eckart"] {
      #expect(text.contains(word), "\(word)")
    }
  }

  @Test("counts the trainings that diverged, and takes a rank once")
  func divergence() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let (_, folder) = try kept(in: output)
    var asked = try asked("4,4", "0.3,0.3", passes: 1)
    #expect(asked.choices == [.rank(4), .threshold(0.3)])
    let subject = try CompressSubject(run: folder, request())
    #expect(try CompressRun([subject], asked).diverged == 0)
    (asked.learningRate, asked.weightDecay) = (1e30, 0)
    #expect(try CompressRun([subject], asked).diverged == 3)
  }

  @Test("trains the factors on as the network would have been, and keeps them")
  func training() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let (_, folder) = try kept(in: output)
    let longer = try TrainRun(request { $0.epochs = 11 }.subject())
    var bytes: [[Data]] = []
    for threads in [1, 2] {
      var asked = try asked("2", passes: 3)
      asked.threads = threads
      let subject = try CompressSubject(run: folder, request())
      let result = try CompressRun([subject], asked)
      // Eight passes and three are eleven.
      #expect(result.lines[0][0].trained?.train.loss == longer.last("train_loss"))
      let cut = result.lines[0][1]
      #expect(cut.trained?.ranks.prefix(2) == [2, 2])
      #expect((cut.trained?.train.loss ?? .infinity) < cut.cut.train.loss, "it learns")
      let kept = CompressFolder(result, in: output)
      _ = try kept.write(command: ["rankfall", "compress"], formats: [.svg])
      bytes.append(
        try ["compress.json", "network-1-rank-2.npz"].map {
          try Data(contentsOf: URL(fileURLWithPath: kept.path + "/" + $0))
        })
      #expect(FileManager.default.fileExists(atPath: kept.path + "/figures/compression.svg"))
      let archive = try NPZArchive(contentsOf: kept.path + "/network-1-rank-2.npz")
      #expect(
        archive.names == [
          "0.weight", "1.weight", "1.bias", "3.weight", "4.weight", "4.bias", "6.weight", "6.bias",
        ])
      let second = try archive.matrix(named: "4.weight")
      #expect(second.rows == 14 && second.columns == 2)
    }
    #expect(bytes[0] == bytes[1])
  }

  @Test("takes an archive of weights for what its shapes say", arguments: [false, true], [false, true])
  func archives(hasBiases: Bool, isNormalized: Bool) throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let (run, folder) = try kept(in: output) { ($0.hasBiases, $0.isNormalized) = (hasBiases, isNormalized) }
    var said = request()
    (said.layers, said.epochs) = ("3", 1)
    let subject = try CompressSubject(weights: folder + "/weights.npz", said)
    #expect(subject.training.setting.network == run.subject.setting.network)
    let result = try CompressRun([subject], asked("2"))
    #expect(result.lines[0][0].cut.test?.accuracy == run.last("test_accuracy"))
  }

  @Test("draws two networks in one figure, by what is different")
  func labels() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let decays = [0.02, 0.1]
    let subjects = try decays.map { decay in
      let (_, folder) = try kept(in: output) { $0.weightDecay = decay }
      return try CompressSubject(run: folder, request { $0.weightDecay = decay })
    }
    #expect(CompressSubject.labels(of: subjects) == ["wd 0.02", "wd 0.1"])
    let result = try CompressRun(subjects, asked("1,2"))
    #expect(result.lines.count == 2 && CompressFigure(run: result).figure.panels.count == 2)
    // The same folders: the spectra at the end, with the staircase of each.
    let spectra = try subjects.map { try TrainSpectra(folder: $0.source) }
    let figure = try SpectraFigure(spectra).figure
    #expect(figure.panels.count == 3 && figure.panels[0].layers.count == 4)
    #expect(figure.panels[0].layers[0].label == "weight decay 0.02")
    guard case .line(_, let y, _, _, _, _) = figure.panels[0].layers[1] else {
      Issue.record("a staircase is a line")
      return
    }
    // r1 = 4, mu wd = 0.004
    #expect(y.prefix(9) == [1, 1, 1, 1, 0.996, 0.996, 0.996, 0.996, 0.996 * 0.996])
  }

  @Test("says what is wrong with a folder, an archive or a flag")
  func mistakes() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let (_, folder) = try kept(in: output)
    func error(_ body: () throws -> Void) -> String {
      do {
        try body()
        return "nothing"
      } catch { return "\(error)" }
    }
    #expect(try CompressSubject.command(of: folder) == ["rankfall", "train", "gmm"])
    #expect(error { _ = try CompressSubject.command(of: output) }.contains("run.json"))
    var other = request()
    other.data = "gmm:classes=3,inputs=12,samples=60,separation=2,seed=6"
    #expect(error { _ = try CompressSubject(run: folder, other) }.contains("not what they were"))
    other.data = "gmm:classes=4,inputs=12,samples=60"
    #expect(
      error { _ = try CompressSubject(weights: folder + "/weights.npz", other) }.contains(
        "12 inputs and 3 outputs"))
    let archive = output + "/other.npz"
    for (matrices, problem) in [
      ([Matrix(zeros: 3, 4), Matrix(zeros: 2, 5)], "5 inputs"), ([Matrix(1, 2) { _, _ in .nan }], "finite"),
    ] {
      var writer = NPZWriter()
      for (number, matrix) in matrices.enumerated() { writer.add(matrix, named: "w\(number)") }
      try Data(writer.bytes(file: archive)).write(to: URL(fileURLWithPath: archive))
      #expect(error { _ = try CompressSubject(weights: archive, request()) }.contains(problem), "\(problem)")
    }
    var vectors = NPZWriter()
    vectors.add([1, 2], named: "b")
    try Data(vectors.bytes(file: archive)).write(to: URL(fileURLWithPath: archive))
    #expect(error { _ = try CompressSubject(weights: archive, request()) }.contains("no matrix"))
    for ranks in ["0", "2,x", ",", "-1"] {
      #expect(error { _ = try asked(ranks) }.contains("--ranks"), "\(ranks)")
    }
    #expect(error { _ = try asked(nil, "2") }.contains("--eps"))
    var idle = try asked("2")
    idle.learningRate = 0.1
    #expect(error { try idle.check() }.contains("--then-train"))
    (idle.learningRate, idle.passes) = (nil, .max)
    #expect(error { try idle.check() }.contains("1000000"))
    #expect(try asked(nil).choices.prefix(3) == [.rank(1), .rank(2), .rank(4)])
  }
}
