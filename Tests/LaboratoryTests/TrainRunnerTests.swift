import DeepNetworks
import Foundation
import Testing

@testable import Laboratory

/// `rankfall train`, interrupted and resumed.
@Suite("rankfall train, interrupted") struct TrainRunnerTests {
  typealias Fixtures = TrainExperimentFixtures

  /// 300 updates with a look every 30: the first look before any.
  private func subject(
    threads: Int = 1, _ change: (inout TrainRequest) -> Void = { _ in }
  ) throws -> TrainSubject {
    var request = TrainRequest(data: "gmm:classes=3,inputs=6,samples=60,separation=4")
    (request.layers, request.batchSize, request.updates) = ("8-7", 2, 300)
    (request.learningRate, request.weightDecay, request.looks) = (0.2, 0.2, 10)
    request.threads = threads
    change(&request)
    return try request.subject()
  }

  /// Trains into a folder; cancelled, as by Ctrl-C, at the look of a number.
  @discardableResult
  private func run(
    _ subject: TrainSubject, in output: String, _ beginning: ExperimentRunner.Beginning = .new,
    cancelledAt last: Int = .max, draws: Bool = false
  ) throws -> String {
    var runner = TrainRunner()
    (runner.output, runner.beginning, runner.formats) = (output, beginning, draws ? [.svg] : [])
    let progress = RunProgress()
    var looks = 0
    let outcome = try runner.run(subject, progress: progress) { _ in
      looks += 1
      if looks >= last { progress.cancel() }
    }
    #expect(outcome.warnings.isEmpty)
    return outcome.folder.path
  }

  private func interrupt(_ subject: TrainSubject, in output: String, at look: Int) {
    #expect(throws: LaboratoryError.self) { try run(subject, in: output, cancelledAt: look) }
  }

  private func partial(_ subject: TrainSubject, in output: String) -> String {
    TrainFolder.path(of: subject, in: output) + ".partial"
  }

  private static let kinds: [@Sendable (inout TrainRequest) -> Void] = [
    { $0.isNormalized = true }, { $0.hasCertificates = true },
    { ($0.hasCertificates, $0.momentum, $0.learningRate, $0.isDouble) = (true, 0.5, 0.1, true) },
  ]

  @Test(
    "resumed, the folder has the bytes of a training that was not interrupted", arguments: kinds.indices,
    [1, 6, 11])
  func resuming(kind: Int, look: Int) throws {
    let subject = try subject(Self.kinds[kind])
    // Drawing takes longer than training.
    let draws = kind == 1 && look == 6
    let whole = try Fixtures.withOutput { try Fixtures.contents(of: run(subject, in: $0, draws: draws)) }
    #expect(whole.keys.contains("weights.npz") && whole.keys.contains { $0.hasSuffix(".svg") } == draws)
    try Fixtures.withOutput { output in
      let partial = partial(subject, in: output)
      #expect {
        try run(subject, in: output, cancelledAt: look)
      } throws: {
        $0 as? LaboratoryError
          == .suspended(
            folder: partial, finished: 30 * (look - 1), of: 300, counted: "updates", isOld: false)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: output) == [partial.name])
      // What was begun is not lost to somebody who forgot the word.
      #expect {
        try run(subject, in: output)
      } throws: {
        let error = $0 as? LaboratoryError
        return error?.exitCode == 64 && "\($0)".contains("\(30 * (look - 1)) of 300 updates")
      }
      let path = try run(
        try self.subject(threads: 2, Self.kinds[kind]), in: output, .resuming, draws: draws)
      #expect(try Fixtures.contents(of: path) == whole)
      #expect(try FileManager.default.contentsOfDirectory(atPath: output) == [path.name])
    }
  }

  @Test("a checkpoint holds the updates that certificates have recorded, and little else")
  func size() throws {
    let subject = try subject { $0.hasCertificates = true }
    try Fixtures.withOutput { output in
      interrupt(subject, in: output, at: 11)
      let file = partial(subject, in: output) + "/checkpoint.npy"
      let bytes = try #require(FileManager.default.contents(atPath: file)).count
      // 187 updates of 2 samples, each with rows + columns of 8 x 6, 7 x 8 and 3 x 7.
      let factors = 8 * 187 * 2 * (14 + 15 + 10)
      #expect(subject.plan.window == 187 && bytes > factors)
      // A slot says four numbers more; the rest are two states and the spectra of some forty stops.
      #expect(bytes < factors + 8 * (3 * 4 * 187 + 5000), "\(bytes) for \(factors)")
      let text = try #require(subject.memoryText)
      #expect(text.contains(memorySize(Double(subject.plan.windowBytes))) && text.contains("checkpoint"))
    }
  }

  @Test("anew is from the beginning, and torn or foreign checkpoints are not gone on with")
  func beginnings() throws {
    let subject = try subject { $0.hasCertificates = true }
    let whole = try Fixtures.withOutput { try Fixtures.contents(of: run(subject, in: $0)) }
    try Fixtures.withOutput { output in
      interrupt(subject, in: output, at: 6)
      let file = partial(subject, in: output) + "/checkpoint.npy"
      let kept = try Data(contentsOf: URL(fileURLWithPath: file))
      #expect(try Fixtures.contents(of: run(subject, in: output, .anew)) == whole)
      for bytes in [
        Data(kept.dropLast(800)), Data(kept.prefix(50)), Data(NPYWriter.bytes(of: [1, 2, 3, 4, 5])), Data(),
      ] {
        try PendingFolder.create((file as NSString).deletingLastPathComponent)
        try bytes.write(to: URL(fileURLWithPath: file))
        #expect(try Fixtures.contents(of: run(subject, in: output, .resuming)) == whole)
      }
    }
  }

  @Test("another training on the same data is not gone on with, and the message says what is different")
  func changed() throws {
    let subject = try subject()
    let other = try self.subject { $0.learningRate = 0.1 }
    try Fixtures.withOutput { output in
      interrupt(subject, in: output, at: 4)
      #expect {
        try run(other, in: output, .resuming)
      } throws: {
        "\($0)".contains(partial(subject, in: output)) && "\($0)".contains("learning_rate")
          && "\($0)".contains("0.2")
      }
      // Without the word it begins beside what is left.
      try run(other, in: output)
      #expect(FileManager.default.fileExists(atPath: partial(subject, in: output)))
      let runner = TrainRunner()
      #expect(runner.finished(other) == nil)
      var here = TrainRunner()
      here.output = output
      #expect(here.finished(other)?.isFinished == true && here.finished(subject) == nil)
    }
  }

  @Test("one process at a time is at work on a training, and it is not taken for an interrupted one")
  func lock() throws {
    let subject = try subject()
    try Fixtures.withOutput { output in
      interrupt(subject, in: output, at: 4)
      let held = try FolderLock(partial(subject, in: output))
      #expect { try run(subject, in: output, .resuming) } throws: { "\($0)".contains("another rankfall") }
      try run(try self.subject { $0.learningRate = 0.1 }, in: output, .resuming)
      withExtendedLifetime(held) {}
    }
  }
}

extension String {
  fileprivate var name: String { (self as NSString).lastPathComponent }
}
