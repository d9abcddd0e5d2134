import DeepNetworks
import Foundation
import Matrices
import Simulation

/// A finished training: its record, the ranks of its layers with all that bounds them, and the verdicts.
public struct TrainRun: Sendable {
  public let subject: TrainSubject
  public let training: FollowedTraining
  public let layers: [LayerBounds]
  public let verdicts: [VerdictReport]
  /// For each layer the bound on singular value i + 1 over the largest that its own norms give; empty without a rank.
  let envelopes: [[Double]]
  /// C1 of each layer, where updates were recorded.
  public let remainders: [RemainderCheck?]
  public let seconds: Double

  /// Trains and judges; throws if it was interrupted. `checkpoints` keeps where it stands.
  public init(
    _ subject: TrainSubject, progress: RunProgress = RunProgress(), checkpoints: TrainingCheckpoints? = nil,
    glance: (TrainingGlance) -> Void = { _ in }
  ) throws(LaboratoryError) {
    self.subject = subject
    let clock = ContinuousClock()
    let begin = clock.now
    let followed =
      subject.request.isDouble
      ? subject.plan.follow(in: Double.self, progress: progress, checkpoints: checkpoints, glance: glance)
      : subject.plan.follow(in: Float.self, progress: progress, checkpoints: checkpoints, glance: glance)
    guard let followed, !progress.isCancelled else { throw .interrupted }
    seconds = (clock.now - begin) / .seconds(1)
    training = followed
    let judged = followed.layers.map {
      TrainedLayerReport($0, of: subject, hasDiverged: followed.hasDiverged)
    }
    layers = judged.map(\.bounds)
    verdicts = judged.flatMap(\.verdicts) + Self.alignment(followed, subject)
    envelopes = judged.map(\.envelope)
    remainders = judged.map(\.remainder)
  }

  /// What linear networks with steps of one length come to, where they are trained.
  private static func alignment(_ training: FollowedTraining, _ subject: TrainSubject) -> [VerdictReport] {
    guard let theorem = AlignedLayers(for: subject.setting) else { return [] }
    let unit = subject.request.isDouble ? Double.ulpOfOne : Double(Float.ulpOfOne)
    let verdict: Verdict =
      training.hasDiverged
      ? .undecided(because: "the training diverged") : theorem.verdict(of: training.layers, unit: unit)
    return [
      VerdictReport(
        AlignedLayers.claim, verdict, on: "all layers",
        expected: verdict.evidence == nil ? "undecided" : "holds")
    ]
  }

  public var record: Record { training.record }
  public var hasDiverged: Bool { training.hasDiverged }

  /// The last number of a series of one component; nil if there is no such series.
  func last(_ name: String) -> Double? {
    record.shows(name) ? record[name].path().last : nil
  }

  /// What came out, in a sentence.
  public var results: String {
    guard !training.hasDiverged else {
      return
        "The training diverged: after update \(record.outcomes.first.map(Self.step) ?? 0) a number was not finite. "
        + "A lower --lr may help."
    }
    func part(_ name: String) -> String? {
      guard let loss = last("\(name)_loss") else { return nil }
      let right = last("\(name)_accuracy").map { ", accuracy \(Self.percent($0))" } ?? ""
      return "\(name) loss \(readable(loss))\(right)"
    }
    return ["train", "test"].compactMap(part).joined(separator: "; ")
  }

  private static func step(_ outcome: Outcome) -> Int {
    if case .diverged(let step) = outcome { step } else { 0 }
  }
  static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
}
