import Foundation
import Simulation

/// A run from flags alone: its record, and what every theorem that applies says of it.
public struct SpectrumRun: Sendable {
  public let subject: any SpectrumSubject
  public let outcome: SpectrumOutcome
  public let seconds: Double

  /// Runs and judges; throws if it was interrupted.
  public init(_ subject: any SpectrumSubject, progress: RunProgress = RunProgress()) throws(LaboratoryError) {
    self.subject = subject
    let clock = ContinuousClock()
    let begin = clock.now
    outcome = subject.run(progress)
    seconds = (clock.now - begin) / .seconds(1)
    guard !progress.isCancelled else { throw .interrupted }
  }

  public var record: Record { outcome.record }
  public var verdicts: [VerdictReport] { outcome.verdicts }

  /// Everything that decides the result, and its name.
  public var json: JSONText {
    .object(
      [.init(key: "model", value: .text(subject.name))] + subject.parameters
        + [
          .init(key: "step", value: .number(subject.timeStep)),
          .init(key: "steps", value: .integer(subject.schedule.steps)),
          .init(key: "look_every", value: .integer(subject.schedule.interval)),
          .init(key: "paths", value: .integer(subject.ensemble.trajectories)),
          .init(key: "seed", value: .text("\(subject.ensemble.seed)")),
        ])
  }

  /// What happened, in a sentence.
  public var events: String {
    var parts = ["\(record.trajectories) paths of \(subject.schedule.steps) steps"] + outcome.events
    if endedEarly > 0 { parts.append("\(endedEarly) paths ended early") }
    return parts.joined(separator: "; ")
  }

  /// How many paths did not get to their end.
  public var endedEarly: Int { record.divergedTrajectories }

  /// The first path for a terminal, as its subject draws it.
  public func picture(
    _ style: TerminalStyle, unicode: Bool = TerminalPlot.knowsUnicode(),
    columns: Int = TerminalPlot.columns()
  ) -> String {
    let series = record[subject.points]
    let looks = (0..<series.times).map {
      subject.coordinates(of: series.vector(trajectory: 0, time: $0))
    }
    let curves = (0..<series.components).map { i in looks.map { $0[i] } }
    var plot = TerminalPlot(times: record.times, curves: curves)
    plot.columns = columns
    return style.tinted("\(subject.axis) of the first path", .strong) + "\n"
      + plot.written(style, unicode: unicode)
  }
}
