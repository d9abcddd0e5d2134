import DeepNetworks
import Foundation
import Matrices
import Simulation

/// Networks cut to ranks: what each cut costs and saves, and what training on gives back.
public struct CompressRun: Sendable {
  /// Mean loss and share of samples that are right; NaN where there are no classes.
  struct Score: Sendable, Equatable {
    let loss: Double
    let accuracy: Double
  }

  /// Where a network stands.
  struct Standing: Sendable {
    let train: Score
    let test: Score?
    /// Of each weight, factors multiplied out: singular values above 0.001 of the largest; nil where it has none.
    let ranks: [Int?]
  }

  struct Line: Sendable {
    /// Nil: nothing is cut.
    let choice: RankChoice?
    let layers: [CutLayer]
    let factored: FactoredNetwork
    let share: Double
    let cut: Standing
    /// After the training that followed; nil if there was none, or it diverged.
    let trained: Standing?
    /// All numbers at the end, factor by factor.
    let numbers: [(parameter: NetworkParameter, values: Matrix)]

    /// Numbers learnt.
    var count: Int { factored.network.learntCount }
  }

  public let request: CompressRequest
  public let subjects: [CompressSubject]
  /// For each subject: the whole network first.
  let lines: [[Line]]
  public let seconds: Double

  /// The threshold of the ranks in the table.
  static let threshold = 0.001

  /// Updates of all trainings.
  public static func steps(_ subjects: [CompressSubject], _ request: CompressRequest) -> Int {
    subjects.reduce(0) {
      $0 + (request.choices.count + 1) * request.passes * $1.training.setting.updatesPerEpoch
    }
  }

  public init(
    _ subjects: [CompressSubject], _ request: CompressRequest, progress: RunProgress = RunProgress()
  ) throws {
    try request.check()
    let clock = ContinuousClock()
    let begin = clock.now
    lines = try subjects.map { subject in
      subject.training.request.isDouble
        ? try CompressTrial<Double>(subject, request, progress).lines()
        : try CompressTrial<Float>(subject, request, progress).lines()
    }
    self.subjects = subjects
    self.request = request
    seconds = (clock.now - begin) / .seconds(1)
  }

  /// How many of the trainings after a cut diverged.
  public var diverged: Int {
    request.passes > 0 ? lines.joined().count { $0.trained == nil } : 0
  }

  /// Everything that decides the result.
  public var asked: JSONText {
    .object([
      "networks": .array(subjects.map(\.json)), "choices": .array(request.choices.map(\.json)),
      "cuts_head": .boolean(request.cutsHead), "passes_after": .integer(request.passes),
      "learning_rate_after": request.learningRate.map { .number($0) } ?? .null,
      "weight_decay_after": request.weightDecay.map { .number($0) } ?? .null,
    ])
  }
}
