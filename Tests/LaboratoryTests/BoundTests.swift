import DeepNetworks
import Foundation
import Laboratory
import Matrices
import Testing

/// `rankfall bound`: networks trained elsewhere.
@Suite("Bounds on networks trained elsewhere") struct BoundTests {
  /// A state_dict of PyTorch: conv1 6 x 1 x 3 x 3, bn1, conv2 8 x 6 x 3 x 3, downsample 8 x 36, fc 3 x 8.
  private let network = DataFixtures.folder.appending(path: "weights/cnn.npz").path

  private func request(_ path: String, _ change: (inout BoundRequest) throws -> Void = { _ in }) rethrows
    -> BoundRequest
  {
    var request = BoundRequest(weights: path, batchSize: 4)
    (request.learningRate, request.weightDecay) = (0.05, 0.01)
    try change(&request)
    return request
  }

  @Test("tell weights, biases and normalisation apart by shape and name")
  func kinds() throws {
    let weights = try TrainedWeights(contentsOf: network)
    let kinds = Dictionary(uniqueKeysWithValues: weights.arrays.map { ($0.name, $0.kind) })
    #expect(kinds["conv1.weight"] == .convolution && kinds["fc.weight"] == .dense)
    #expect(kinds["fc.bias"] == .bias && kinds["bn1.bias"] == .bias)
    #expect(kinds["bn1.weight"] == .normalisation && kinds["bn1.running_var"] == .normalisation)
    #expect(kinds["bn1.num_batches_tracked"] == .counter)
    #expect(weights.layers.map(\.name) == ["conv1.weight", "conv2.weight", "downsample.weight", "fc.weight"])
    #expect(weights.layers.map(\.role) == [.hidden, .hidden, .shortcut, .head])
    #expect(weights.convolutions == ["conv1.weight", "conv2.weight"])
    let conv2 = weights.layers[1].weights
    #expect(conv2.rows == 8 && conv2.columns == 54)
    // PyTorch's own spectral norm of conv2.weight.reshape(8, 54), and conv1.weight[1, 0, 2, 0].
    #expect(abs(conv2.singularValues[0] - 1.15943762327792) < 1e-12)
    #expect(abs(weights.layers[0].weights[1, 6] - -0.22941212356090546) < 1e-15)
    #expect(try TrainedWeights(contentsOf: network, head: "none").layers[3].role == .hidden)
  }

  @Test("read arrays of three and four dimensions in either order, and kernels with the outputs last")
  func orders() throws {
    // NumPy's arange(24).reshape(2, 3, 4), stored by rows, by columns and in half precision; arange(12).reshape(2, 2, 1, 3).
    let path = DataFixtures.folder.appending(path: "weights/orders.npz").path
    let archive = try NPZArchive(contentsOf: path)
    for name in ["c", "fortran", "half"] {
      let tensor = try archive.tensor(named: name)
      #expect(tensor.shape == [2, 3, 4] && tensor.entries == (0..<24).map(Double.init), "\(name)")
    }
    let kernel = try TrainedWeights(contentsOf: path).layers.last
    #expect(kernel?.weights == Matrix(3, 4) { Double($0 + 3 * $1) })
    // Vectors and numbers too, and not a byte less than there should be.
    #expect(try NPZArchive(contentsOf: DataFixtures.array("stored.npz")).tensor(named: "y").shape == [2])
    #expect(
      try NPZArchive(contentsOf: DataFixtures.array("stored.npz")).tensor(named: "eta").entries == [0.1])
  }

  @Test("any number of uses and any batch is taken for what it bounds")
  func largestCounts() throws {
    for (uses, batch) in [("fc=\(Int.max)", 2), ("fc=2", Int.max), ("conv1=\(Int.max)", .max)] {
      for isCrossEntropy in [false, true] {
        let report = try BoundReport(
          request(network) {
            ($0.uses, $0.batchSize, $0.isCrossEntropy) = ([uses], batch, isCrossEntropy)
            $0.batchNormalised = ["conv1.weight"]
          })
        // No update has more ranks than min(6, 9) and, under cross-entropy, one less than min(3, 8).
        #expect(report.layers[0].updateRank == 6 && report.layers[3].updateRank == (isCrossEntropy ? 2 : 3))
      }
    }
    let largest = "\(Int.max)x0.1,\(Int.max)x0.1"
    #expect(throws: LaboratoryError.self) {
      try BoundReport(request(network) { ($0.learningRate, $0.schedule) = (nil, largest) })
    }
  }

  @Test("a layer whose uses are said twice is refused, and names cannot move a terminal's cursor")
  func names() throws {
    #expect {
      try BoundReport(request(network) { $0.uses = ["fc=2", "fc.weight=3"] })
    } throws: {
      "\($0)".contains("twice")
    }
    var archive = NPZWriter()
    archive.add(Matrix(3, 4) { Double($0 + 2 * $1) }, named: "a\u{1B}[2J\nb.weight")
    let path = temporaryFolder() + ".npz"
    defer { removeFolder(path) }
    try Data(try archive.bytes(file: path)).write(to: URL(fileURLWithPath: path))
    let text = BoundTables(try BoundReport(request(path))).written(TerminalStyle(hasColor: false))
    #expect(!text.contains("\u{1B}") && text.contains("a\\u{1B}[2J\\nb.weight"), "\(text)")
  }

  @Test("bound every layer from what is known of its uses")
  func updateRanks() throws {
    let report = try BoundReport(
      request(network) {
        $0.uses = ["conv1=16"]
        $0.batchNormalised = ["conv1.weight"]
        $0.isCrossEntropy = true
      })
    // conv1: min(6, 9, 16 x 4 - 1); conv2: not known; downsample: min(8, 36, 4); head: min(3, 8, 4, 3 - 1).
    #expect(report.layers.map(\.updateRank) == [6, 8, 4, 2])
    #expect(report.layers[1].usesPerSample == nil && report.layers[1].updateRankFormula.contains("not known"))
    let head = report.layers[3].lines[0]
    // eps = 0.1, x = 0.0005: 2 log(20)/0.0005 and 2 ceil(log(20)/-log(0.9995)).
    #expect(abs(try #require(head.printed) - 2 * log(20) / 0.0005) < 1e-8)
    #expect(head.certificate("T3.3")?.bound == 2 * (log(20) / -log1p(-0.0005)).rounded(.up))
    #expect(head.assessment.sharpest?.isVacuous == true && report.isConsistent)
    let text = BoundTables(report).written(TerminalStyle(hasColor: false))
    #expect(text.contains("weight_decay 0.01 (PyTorch's), which is 2 lambda for lambda 0.005"))
    #expect(text.contains("--uses conv2.weight=49") && text.contains("none: all vacuous"))
    #expect(text.contains("bn1.running_mean"))
  }

  /// beta^n W_0 and n outer products on orthogonal directions: 64 x 64, B = 1.
  private func trajectory(_ folder: String, updates n: Int, beta: Double) throws -> (old: String, new: String)
  {
    let size = 64
    let old = Matrix(size, size) { $0 == $1 ? 1 + 0.001 * Double($0) : 0 }
    let new = Matrix(size, size) { i, j in
      let kept = i == j ? pow(beta, Double(n)) * old[i, i] : 0
      return i < n && j == 63 - i ? kept + 0.3 : kept
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let paths = (old: folder + "/old.npz", new: folder + "/new.npz")
    for (path, matrix) in [(paths.old, old), (paths.new, new)] {
      let head = Matrix(2, size) { $0 == $1 ? 1 : 0 }
      let bytes = try NPZWriter.bytes(of: ["a.weight": matrix, "b.weight": head], file: path)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
    return paths
  }

  @Test("use an earlier snapshot, and contradict a training that cannot have been")
  func snapshots() throws {
    let folder = temporaryFolder()
    defer { removeFolder(folder) }
    let (old, new) = try trajectory(folder, updates: 3, beta: 0.8)
    func report(weightDecay: Double, updates: Int = 3) throws -> BoundReport {
      var request = BoundRequest(weights: new, batchSize: 1)
      (request.learningRate, request.weightDecay) = (0.5, weightDecay)
      (request.previous, request.updates, request.head) = (old, updates, "b.weight")
      request.thresholds = [0.5]
      return try BoundReport(request)
    }
    // beta = 1 - 0.5 x 0.4 = 0.8, as the trajectory is. Of two dimensions three updates say nothing.
    let right = try report(weightDecay: 0.4)
    #expect(right.layers[0].contradictions.isEmpty && (right.layers[0].transportViolation ?? 1) < 1e-12)
    #expect((right.layers[0].unexplained ?? 1) < 1e-12 && right.isConsistent)
    // Two updates instead of three: three directions are too many.
    #expect((try report(weightDecay: 0.4, updates: 2).layers[0].unexplained ?? 0) > 0.1)
    let line = right.layers[0].lines[0]
    #expect(line.certificate("C4") != nil && line.certificate("C10") != nil)
    let half = try report(weightDecay: 0.2)
    #expect((half.layers[0].transportViolation ?? 0) > 0.1 && !half.isConsistent)
    let double = try report(weightDecay: 0.8)
    #expect((double.layers[0].transportViolation ?? 0) > 0.1)
    let text = BoundTables(half).written(TerminalStyle(hasColor: false))
    #expect(
      text.contains("contradict what was said of their training") && text.contains("lambda is half of it"))
  }

  @Test("take earlier norms from a table")
  func norms() throws {
    let folder = temporaryFolder()
    defer { removeFolder(folder) }
    let (_, new) = try trajectory(folder, updates: 3, beta: 0.8)
    let table = folder + "/norms.csv"
    // The norm of now is about 0.8; 0.8^10 x 0.7 / 0.8 = 0.094 <= 0.1 is the first that is.
    let rows = (1...12).map { "\($0),0.7" }.joined(separator: "\n")
    try Data("ago,a.weight\n\(rows)\n".utf8).write(to: URL(fileURLWithPath: table))
    var request = BoundRequest(weights: new, batchSize: 1)
    (request.learningRate, request.weightDecay, request.norms) = (0.5, 0.4, table)
    request.thresholds = [0.1]
    let norm = try TrainedWeights(contentsOf: new).layers[0].weights.singularValues[0]
    let expected = (1...12).first { pow(0.8, Double($0)) * 0.7 / norm <= 0.1 }
    let report = try BoundReport(request)
    #expect(report.layers[0].lines[0].certificate("C2")?.bound == expected.map { Double($0) })
    #expect(report.layers[1].lines[0].certificate("C2") == nil)
    // All 64 singular values are above a tenth: norms that fall so fast contradict the weights.
    #expect(!report.isConsistent)
  }

  @Test("say collapsed where there is nothing to rank")
  func collapse() throws {
    let folder = temporaryFolder()
    defer { removeFolder(folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/w.npz"
    let bytes = try NPZWriter.bytes(
      of: ["a.weight": 1e-45 * Matrix.identity(4), "b.weight": Matrix.identity(4)], file: path)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let report = try BoundReport(request(path))
    #expect(report.layers[0].spectrum.word == "collapsed" && report.layers[0].lines.isEmpty)
    let text = BoundTables(report).written(TerminalStyle(hasColor: false))
    #expect(text.contains("collapsed: no rank to bound"))
    #expect(report.json.written().contains("\"status\": \"collapsed\""))
  }

  @Test("complain with a cure")
  func complaints() throws {
    func problem(_ change: (inout BoundRequest) throws -> Void) -> String {
      do {
        _ = try BoundReport(request(network, change))
        return "nothing"
      } catch {
        return "\(error)"
      }
    }
    #expect(problem { _ in } == "nothing")
    #expect(problem { $0.lambda = 0.005 }.contains("factor 2"))
    #expect(problem { $0.weightDecay = nil }.contains("half of it"))
    #expect(problem { $0.weightDecay = 30 }.contains("below 1"))
    #expect(problem { $0.learningRate = nil }.contains("--lr"))
    #expect(problem { $0.uses = ["conv3=4"] }.contains("conv1.weight"))
    #expect(problem { $0.uses = ["conv1"] }.contains("--uses conv1.weight=49"))
    #expect(problem { $0.previous = $0.weights }.contains("--updates"))
    #expect(problem { $0.updates = 3 }.contains("--previous"))
    #expect(problem { ($0.momentum, $0.previous, $0.updates) = (0.9, network, 1) }.contains("velocity"))
    #expect(problem { $0.schedule = "3000" }.contains("--lr"))
    #expect(problem { ($0.schedule, $0.learningRate) = ("3000", nil) }.contains("3000x0.1"))
    #expect(problem { $0.head = "fcc.weight" }.contains("did you mean \"fc.weight\""))
    #expect(problem { try $0.setThresholds("0.1;0.2") }.contains("--eps"))
    let missing = DataFixtures.rejection { () throws(DiagnosticError) in
      _ = try TrainedWeights(contentsOf: "nowhere.npz")
    }
    #expect(missing?.exitCode == 66)
    let vectors = DataFixtures.rejection { () throws(DiagnosticError) in
      _ = try TrainedWeights(contentsOf: DataFixtures.array("zip64.npz"), head: "y")
    }
    #expect(vectors?.exitCode == 65)
  }

  @Test("know momentum and schedules")
  func momentum() throws {
    let line = try BoundReport(request(network) { $0.momentum = 0.9 }).layers[3].lines[0]
    // h_(n+1) = (1 + rho - mu wd) h_n - rho h_(n-1): the first n with 2 (|h_n| + rho |h_(n-1)|) <= eps.
    var (window, h, before) = (0, 1.0, 0.0)
    while 2 * (abs(h) + 0.9 * abs(before)) > 0.1 {
      (window, h, before) = (window + 1, (1.9 - 0.05 * 0.01) * h - 0.9 * before, h)
    }
    #expect(line.certificate("T3.3")?.bound == Double(3 * window) && line.printed == nil)
    let staged = try BoundReport(
      request(network) { ($0.learningRate, $0.schedule) = (nil, "100000x0.05,1000x0.01") })
    #expect(staged.forgetting.learningRate == 0.01)
    // 1000 updates at 1e-4 forget a factor of exp(-0.1) of the 20; the rest is forgotten at 5e-4.
    let needed = 1000 + (log(0.05 / pow(1 - 1e-4, 1000)) / log1p(-5e-4)).rounded(.up)
    #expect(staged.layers[3].lines[0].certificate("T3.3")?.bound == 3 * needed)
  }
}
