import DeepNetworks
import Testing

@testable import Laboratory

/// `rankfall train` with label noise, without rectifiers, and with steps of one length.
@Suite("Trainings of other kinds") struct TrainNoiseTests {
  private func run(_ data: String, _ change: (inout TrainRequest) -> Void) throws -> TrainRun {
    var request = TrainRequest(data: data)
    change(&request)
    return try TrainRun(request.subject())
  }

  @Test(
    "flipped labels are learnt from in single precision, the same for any threads, and kept out of accuracy")
  func flips() throws {
    func trained(_ flips: Double, threads: Int = 1) throws -> TrainRun {
      try run("gmm:classes=3,inputs=6,samples=120,separation=6") {
        ($0.layers, $0.batchSize, $0.updates, $0.labelFlips, $0.threads) = ("80", 8, 400, flips, threads)
      }
    }
    let (clean, noisy, other) = (try trained(0), try trained(0.3), try trained(0.3, threads: 2))
    #expect((noisy.last("train_accuracy") ?? 0) > 0.9)
    // Half of what is left is as likely for either wrong class: the loss cannot vanish.
    #expect((noisy.last("train_loss") ?? 0) > 10 * (clean.last("train_loss") ?? 1))
    #expect(noisy.training.layers.map(\.weights) == other.training.layers.map(\.weights))
    #expect(TrainTables(noisy).heading[1].contains("labels flipped with probability 0.3"))
    #expect(noisy.subject.json.written().contains("\"label_flip_probability\": 0.3"))
  }

  /// Nothing in theory forces it: what is lost is remembered weights, and without decay they are.
  @Test("without decay training leaves ranks where they were, and with it they fall")
  func undecayed() throws {
    func ranks(_ decay: Double) throws -> (before: [Double], after: [Double]) {
      let run = try run("digits") {
        ($0.train, $0.batchSize, $0.epochs, $0.thresholds, $0.weightDecay) = (800, 16, 20, [0.001], decay)
      }
      let seen = run.record["spectral_ranks"]
      return (
        Array(seen.vector(time: 0).dropLast()),
        Array(seen.vector(time: run.record.times.count - 1).dropLast())
      )
    }
    let (kept, lost) = (try ranks(0), try ranks(0.1))
    #expect(kept.before == lost.before && kept.before.count == 2)
    for (old, new) in zip(kept.before, kept.after) { #expect(abs(old - new) <= 1) }
    #expect(lost.after.reduce(0, +) < 0.75 * lost.before.reduce(0, +))
  }

  @Test("a linear network aligns under steps of one length, and is judged")
  func aligned() throws {
    func verdict(_ updates: Int, double: Bool) throws -> [String] {
      try run("separable:samples=30") {
        ($0.layers, $0.isLinear, $0.loss, $0.isUnitGradient) = ("20-20", true, "logistic", true)
        ($0.batchSize, $0.test, $0.learningRate, $0.updates) = (30, 0, 0.05, updates)
        ($0.start, $0.isDouble) = ("gaussian:0.1", double)
      }.verdicts.filter { $0.claim == "aligned-layers" }.map(\.verdict)
    }
    #expect(try verdict(8000, double: true) == ["holds"])
    #expect(try verdict(8000, double: false) == ["holds"])
    #expect(try verdict(50, double: true) == ["undecided"])
  }
}
