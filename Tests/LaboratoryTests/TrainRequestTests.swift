import DeepNetworks
import Foundation
import Testing

@testable import Laboratory

/// The flags of `rankfall train`.
@Suite("rankfall train: flags") struct TrainRequestTests {
  private typealias Change = @Sendable (inout TrainRequest) -> Void

  private func request(_ change: Change = { _ in }) -> TrainRequest {
    var request = TrainRequest(data: "gmm:samples=40,inputs=5")
    (request.updates, request.layers) = (10, "6")
    change(&request)
    return request
  }

  private static let mistaken: [(code: Int32, cure: String, change: Change)] = [
    (64, "what is compared differs", { $0.updates = nil }),
    (64, "what is compared differs", { $0.epochs = 3 }),
    (64, "factor 2", { ($0.weightDecay, $0.lambda) = (0.1, 0.05) }),
    (64, "below 1", { ($0.weightDecay, $0.learningRate) = (20, 0.1) }),
    (64, "128-128", { $0.layers = "128,128" }),
    (64, "128-128", { $0.layers = "0" }),
    (64, "gaussian:0.05", { $0.start = "gaussian" }),
    (64, "did you mean \"cyclic\"?", { $0.order = "cylic" }),
    (64, "step:60,100,200:0.2", { $0.schedule = "step:60" }),
    (64, "did you mean \"squares\"?", { $0.loss = "square" }),
    (64, "--loss squares", { $0.labelNoise = 0.1 }),
    (64, "take --loss squares", { ($0.data, $0.loss) = ("teacher:samples=40", "cross-entropy") }),
    (64, "--batch 2 or more", { ($0.isNormalized, $0.batchSize) = (true, 1) }),
    (64, "lower --batch", { $0.batchSize = 41 }),
    (64, "below 1", { $0.momentum = 1 }),
    (64, "leave one of the two out", { ($0.isUnitGradient, $0.momentum) = (true, 0.5) }),
    (64, "which is the same for two classes", { $0.loss = "logistic" }),
    (64, "between 0 and 1", { $0.labelFlips = 1.5 }),
    (64, "take --label-flips", { $0.labelNoise = 0.1 }),
    (64, "take --label-noise", { ($0.data, $0.labelFlips) = ("teacher:samples=40", 0.1) }),
    (64, "leave one of the two out", { ($0.isLinear, $0.isNormalized) = (true, true) }),
    (64, "positive", { $0.learningRate = 0 }),
    (64, "did you mean \"separation\"?", { $0.data = "gmm:seperation=3" }),
    (64, "write classes=value", { $0.data = "gmm:3" }),
    (64, "say it once", { $0.data = "gmm:classes=3,classes=4" }),
    (64, "from 2 to", { $0.data = "gmm:classes=1" }),
    (64, "margin is a number from 0 to 4", { $0.data = "separable:margin=1e9" }),
    (64, "margin is a number from 0 to 4", { $0.data = "separable:margin=100,inputs=1" }),
    (64, "at most 10000000", { $0.test = .max }),
    (64, "step:60,100,200:0.2", { ($0.schedule, $0.epochs, $0.updates) = ("step:\(Int.max):0.5", 3, nil) }),
    (64, "more than the machine's", { $0.data = "gmm:samples=10000000,inputs=100000" }),
    (64, "more than the machine's", { $0.data = "teacher:samples=10000000,outputs=10000" }),
    (64, "fewer --looks", { ($0.updates, $0.looks, $0.batchSize) = (1_000_000_000, 1_000_000_000, 1) }),
    (64, "lower --test to 1796", { ($0.data, $0.test) = ("digits", 99_999) }),
    (64, "lower --train or --test", { ($0.data, $0.train, $0.test) = ("digits", .max, 1) }),
    (64, "gmm:samples=20", { $0.train = 20 }),
    (64, "did you mean \"digits\"?", { $0.data = "digit" }),
    (64, "lower --train or --test", { ($0.data, $0.train, $0.test) = ("digits", 1700, 200) }),
    (64, "input, channel, whole, none", { $0.standardise = "yes" }),
    (66, "check the path", { $0.data = "nowhere/w.npz" }),
  ]

  @Test("what cannot be is told with a cure", arguments: mistaken.indices)
  func mistakes(number: Int) {
    let (code, cure, change) = Self.mistaken[number]
    #expect {
      try request(change).subject()
    } throws: { error in
      switch error {
      case let error as LaboratoryError: error.exitCode == code && error.description.contains(cure)
      case let error as DiagnosticError: error.exitCode == code && error.description.contains(cure)
      default: false
      }
    }
  }

  @Test("mean what they say")
  func meaning() throws {
    let subject = try request {
      ($0.updates, $0.epochs, $0.batchSize, $0.lambda) = (nil, 10, 8, 0.05)
      ($0.schedule, $0.learningRate) = ("step:4,8:0.5", 0.2)
    }.subject()
    let setting = subject.setting
    // 40 samples in batches of 8: five updates an epoch.
    #expect(setting.updates == 50 && setting.descent.weightDecay == 0.1)
    #expect([0, 19, 20, 39, 40].map { setting.descent.learningRate(at: $0) } == [0.2, 0.2, 0.1, 0.1, 0.05])
    #expect(subject.protocolText == "fixed epochs: 10 of 5 updates each, 50 updates")
    #expect(subject.plan.looks == Array(stride(from: 0, through: 50, by: 5)))
    #expect(setting.rateStages?.stages.map(\.updates) == [20, 20, 10])
    #expect(subject.data.test?.samples == 40)
  }

  @Test("digits are split by the seed, and scaled by the training part")
  func digits() throws {
    func data(_ seed: UInt64) throws -> TrainData {
      try TrainData("digits", train: 1000, test: nil, standardise: nil, isTarget: false, seed: seed)
    }
    let first = try data(1)
    #expect(first.train.samples == 1000 && first.test?.samples == 797)
    let (again, other) = (try data(1), try data(2))
    #expect(again.train == first.train && other.train != first.train)
    let column = (0..<1000).map { first.train.inputs[64 * $0 + 20] }
    #expect(abs(column.reduce(0, +) / 1000) < 1e-12)
    #expect(abs(column.reduce(0) { $0 + $1 * $1 } / 1000 - 1) < 1e-12)
  }

  @Test("labels that are none are told as they stand, with the flag that helps")
  func labels() {
    for (value, words) in [
      (0x1p62, "the label 4.61169e+18 is not one of 65536 classes"), (1.5, "1.5 is not a whole number"),
    ] {
      #expect {
        try SampleFiles.answers([value], outputs: 1, as: .labels(classes: nil)) {
          .badContent(Diagnostic(file: "x", message: $1, suggestion: $2))
        }
      } throws: {
        "\($0)".contains(words) && "\($0)".contains("--targets")
      }
    }
  }

  @Test("trainings side by side need as much memory as all of them, and series are kept of every one")
  func sweeps() throws {
    let subject = try request {
      ($0.hasCertificates, $0.updates, $0.weightDecay, $0.thresholds) = (true, 500, 1, [0.1])
    }.subject()
    let one = MachineMemory(bytes: UInt64(4 * subject.plan.windowBytes))
    try subject.checkMemory(on: one)
    for (sideBySide, all, words) in [
      (2, 1, "what certificates record of 29 updates, 2 times at once, would take"),
      (1, 1_000_000, "at each of 1000000 trainings would take"), (1_000_000, 1, "1000000 times at once"),
    ] {
      #expect {
        try subject.checkMemory(sideBySide: sideBySide, all: all, on: one)
      } throws: {
        "\($0)".contains(words)
      }
    }
  }

  @Test("thresholds that are said twice count once")
  func thresholds() throws {
    var request = request()
    try request.setThresholds("0.1,0.01,0.1")
    #expect(request.thresholds == [0.1, 0.01])
  }

  @Test("certificates say their memory first, and what does not fit is refused")
  func memory() throws {
    let subject = try request {
      ($0.hasCertificates, $0.updates, $0.weightDecay, $0.thresholds) = (true, 500, 1, [0.1])
    }.subject()
    // x = 0.1: 29 updates of 16 samples, 8 bytes for each of 5 + 6 and 6 + 10 numbers.
    #expect(subject.plan.window == 29)
    #expect(subject.plan.windowBytes >= 29 * 16 * 8 * (11 + 16))
    #expect(subject.memoryText?.contains("29 updates") == true)
    #expect(throws: LaboratoryError.self) {
      try subject.checkMemory(on: MachineMemory(bytes: 4 * 29 * 16 * 8 * 27))
    }
  }
}
