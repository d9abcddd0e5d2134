import DeepNetworks
import Foundation
import Learning
import Matrices
import Simulation
import Testing

@testable import Laboratory

/// Trainings of networks with convolutions, attention and residual blocks, from flags alone.
@Suite("rankfall train: kinds of layers") struct TrainLayersTests {
  private func request(
    _ layers: String, _ change: (inout TrainRequest) -> Void = { _ in }
  ) -> TrainRequest {
    var request = TrainRequest(data: "digits")
    (request.train, request.test, request.layers) = (60, 40, layers)
    (request.batchSize, request.updates, request.looks) = (4, 40, 4)
    (request.learningRate, request.weightDecay) = (0.1, 0.1)
    change(&request)
    return request
  }

  private func run(_ layers: String, _ change: (inout TrainRequest) -> Void = { _ in }) throws -> TrainRun {
    try TrainRun(request(layers, change).subject())
  }

  /// Every number at the end, and of all looks.
  private func numbers(_ training: FollowedTraining) -> [UInt64] {
    let series = training.record.steps.indices.flatMap {
      training.record["layer_singular_values"].vector(time: $0)
    }
    return (training.parameters.flatMap(\.values.entries) + series).map(\.bitPattern)
  }

  @Test("widths, their long form and the network made by hand are one training, bit for bit")
  func longForm() throws {
    for (isDouble, isNormalized) in [(false, false), (true, true)] {
      let short = try run("24-16") { ($0.isDouble, $0.isNormalized) = (isDouble, isNormalized) }
      let text = isNormalized ? "24-bn-relu-16-bn-relu" : "24-relu-16-relu"
      let long = try run(text) { $0.isDouble = isDouble }
      #expect(numbers(short.training) == numbers(long.training))
      var plan = short.subject.plan
      plan.setting.network = .perceptron(
        [64, 24, 16, 10], normalized: isNormalized ? .batchNormalization() : nil)
      let direct =
        isDouble ? plan.follow(in: Double.self) : plan.follow(in: Float.self)
      let other = try #require(direct)
      #expect(numbers(short.training) == numbers(other))
    }
  }

  @Test("a convolution of colour images from a file is that of a network made by hand, bit for bit")
  func convolution() throws {
    let folder = temporaryFolder()
    defer { removeFolder(folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var random = RandomStream(seed: 3, for: .data)
    let pixels = (0..<40 * 50).map { _ in random.normal() }
    var archive = NPZWriter()
    archive.add(pixels, shape: [40, 2, 5, 5], named: "X")
    archive.add((0..<40).map { Double($0 % 3) }, named: "y")
    let path = folder + "/colours.npz"
    try Data(archive.bytes(file: path)).write(to: URL(fileURLWithPath: path))
    let run = try run("conv6k3p1-conv4k3s2-8") { ($0.data, $0.train, $0.test) = (path, 30, 10) }
    var plan = run.subject.plan
    #expect(plan.setting.samples.image == ImageShape(channels: 2, height: 5, width: 5))
    plan.setting.network = Network(
      inputs: LayerShape(height: 5, width: 5, channels: 2),
      layers: [
        .convolution(channels: 6, kernel: 3, padding: 1), .rectifier,
        .convolution(channels: 4, kernel: 3, stride: 2), .rectifier, .linear(outputs: 8), .rectifier,
        .linear(outputs: 3),
      ])
    let direct = try #require(plan.follow(in: Float.self))
    #expect(numbers(run.training) == numbers(direct))
    // 25 patches of 2 x 9 numbers, then 4 of 6 x 9.
    #expect(run.layers.map(\.usesPerSample) == [25, 4, 1, 1])
    #expect(run.layers.map { [$0.rows, $0.columns] } == [[6, 18], [4, 54], [8, 16], [3, 8]])
  }

  /// The rank of W' - beta W of the only update, weight by weight.
  private func stepRanks(_ layers: String, batch: Int) throws -> (found: [Int], told: [Int]) {
    // Pixels of no digit: their matrices have full rank.
    let run = try run("image8x8-" + layers) {
      ($0.data, $0.train, $0.test) = ("gmm:classes=10,inputs=64,samples=60,separation=1", nil, 40)
      ($0.batchSize, $0.updates, $0.looks, $0.isDouble) = (batch, 1, 1, true)
    }
    let beta = run.subject.setting.descent.forgetting(at: 0)
    let found = run.training.layers.map { layer -> Int in
      let s = (layer.weights - beta * layer.before).singularValues
      return s.count { $0 > 1e-10 * s[0] }
    }
    return (found, run.training.layers.map(\.fullUpdateRank))
  }

  @Test("one sample's update has the rank of Lemma 3.1 and Lemma A.1 in every kind of layer, and it is told")
  func lemmas() throws {
    // 8 tokens: 7 in queries and keys, 8 in values and position by position.
    let attention = try stepRanks("rows-positionwise16-attention12-32", batch: 1)
    #expect(attention.found == [8, 7, 7, 8, 1, 1] && attention.told == attention.found)
    // 4 patches, then 1.
    let convolution = try stepRanks("conv12k4s4-conv20k2-32", batch: 1)
    #expect(convolution.found == [4, 1, 1, 1] && convolution.told == convolution.found)
    // Three samples: one less before a normalisation, not less before a block that begins with one, since the sum reads
    // the same outputs.
    let normalized = try stepRanks("64-bn-relu-64-relu", batch: 3)
    #expect(normalized.found == [2, 3, 3] && normalized.told == normalized.found)
    let before = try stepRanks("64-residual(bn-relu-64)-relu-64-relu", batch: 3)
    #expect(before.found == [3, 3, 3, 3] && before.told == before.found)
    // 4 x 3 uses, one less before a normalisation over patches.
    let patches = try stepRanks("conv14k4s4-bn-relu-32-relu", batch: 3)
    #expect(patches.found == [11, 3, 3] && patches.told == patches.found)
  }

  @Test("certificates hold for convolutions, attention and blocks, and their updates unroll to rounding")
  func certificates() throws {
    for layers in ["conv12k4s4-conv20k2-24", "rows-positionwise10-attention6-16", "24-residual(20-16|16)"] {
      let run = try run(layers) {
        ($0.isDouble, $0.hasCertificates, $0.thresholds) = (true, true, [0.5])
        ($0.batchSize, $0.updates, $0.learningRate, $0.weightDecay) = (1, 80, 0.05, 0.2)
      }
      #expect(run.remainders.allSatisfy { ($0?.residual ?? 1) < 1e-12 }, "\(layers)")
      let unrolled = run.verdicts.filter { $0.claim == "unrolled-updates" }
      #expect(
        unrolled.count == run.layers.count && unrolled.allSatisfy { $0.verdict == "holds" }, "\(layers)")
      #expect(run.verdicts.allSatisfy { $0.isExpected }, "\(run.verdicts)")
    }
  }

  @Test("the folder says kinds, uses and roles, and bound reads its kernels as filters")
  func folder() throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let run = try run("conv12k4s4-residual(conv8k1-conv6k1|conv6k1)-20") { $0.isNormalized = true }
    let folder = TrainFolder(run, in: output)
    _ = try folder.write(command: ["rankfall", "train"], formats: [.svg])
    struct Asked: Decodable {
      struct Weight: Decodable {
        let name, kind, role: String
        let rows, columns, uses_per_sample: Int
        let kernel: Int?
      }
      struct Network: Decodable {
        let layers, shape: String
        let weights: [Weight]
      }
      let network: Network
    }
    func file(_ name: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name))
    }
    let network = try JSONDecoder().decode(Asked.self, from: file("train.json")).network
    #expect(network.shape == "8x8x1-conv12k4s4-residual(conv8k1-conv6k1|conv6k1)-20-10")
    #expect(
      network.layers
        == "conv12k4s4-bn-relu-residual(conv8k1-bn-relu-conv6k1-bn|conv6k1-bn)-relu-20-bn-relu-10")
    #expect(
      network.weights.map(\.kind) == ["conv 4x4/4", "conv 1x1", "conv 1x1", "conv 1x1", "linear", "linear"])
    #expect(network.weights.map(\.role) == ["hidden", "hidden", "hidden", "shortcut", "hidden", "head"])
    #expect(network.weights.map(\.uses_per_sample) == [4, 4, 4, 4, 1, 1])
    #expect(network.weights.map(\.kernel) == [4, 1, 1, 1, nil, nil])
    let found = String(decoding: try file("layers.json"), as: UTF8.self)
    #expect(
      found.contains("\"uses_per_sample\": 4") && found.contains("\"kind\": \"conv 4x4/4\""),
      "\(found.prefix(600))")
    // A run of its own, read from the folder, is called what it was called before.
    #expect(
      try TrainSpectra(folder: folder.path).layers.map { $0.title(0) }
        == TrainSpectra(run).layers.map { $0.title(0) })

    let text = TrainTables(run).written(TerminalStyle(hasColor: false))
    let words = try #require(run.subject.boundWords)
    #expect(text.contains(words) && text.contains("(shortcut)") && text.contains("conv 4x4/4"))
    var bound = BoundRequest(weights: folder.path + "/weights.npz", batchSize: 4)
    (bound.learningRate, bound.weightDecay, bound.isCrossEntropy) = (0.1, 0.1, true)
    let parts = words.split(separator: " ").map(String.init)
    for (flag, value) in zip(parts, parts.dropFirst()) {
      switch flag {
      case "--uses": bound.uses.append(value)
      case "--batch-norm": bound.batchNormalised.append(value)
      case "--shortcut": bound.shortcuts.append(value)
      default: break
      }
    }
    let report = try BoundReport(bound)
    #expect(report.weights.convolutions.count == 4)
    #expect(
      report.layers.map(\.name) == run.layers.map(\.name)
        && report.layers.map(\.role) == run.layers.map(\.role))
    #expect(report.layers.map(\.updateRank) == run.layers.map(\.updateRank))
    for (own, other) in zip(run.layers, report.layers) {
      #expect(own.lines.map(\.assessment.rank) == other.lines.map(\.assessment.rank))
      #expect(own.lines.map(\.printed) == other.lines.map(\.printed))
    }
  }

  @Test("what flows is counted before it is made, and refused where it does not fit")
  func cost() throws {
    let subject = try request("conv16k3p1-8").subject()
    // Pixels, patches of 9, and 16, 16 x 64 flat into 8 and 10 numbers of 4 + 60 samples, there and back in 4 bytes.
    let floats = 64 + 64 * 9 + 64 * 16 + 8 + 10
    #expect(subject.cost.bytes == 2 * 4 * 64 * floats && subject.cost.patchBytes == 2 * 4 * 64 * 64 * 9)
    #expect(subject.cost.products == 3 * 4 * Double(64 * 16 * 9 + 1024 * 8 + 80))
    #expect(subject.costText == nil)
    let enough = UInt64(2 * subject.cost.bytes)
    #expect {
      try subject.checkMemory(on: MachineMemory(bytes: enough - 2))
    } throws: {
      "\($0)".contains("what flows") && "\($0)".contains("more than half of the machine's")
    }
    #expect(throws: Never.self) { try subject.checkMemory(on: MachineMemory(bytes: enough)) }
    #expect(throws: LaboratoryError.self) {
      try subject.checkMemory(sideBySide: 2, on: MachineMemory(bytes: enough))
    }
  }
}
