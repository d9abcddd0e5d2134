import Foundation
import Plotting
import Repulsion
import Simulation

/// A run of points from flags alone: its record, and what every theorem that applies says of it.
public struct SpectrumRun: Sendable {
  public let setting: RepulsionSetting
  public let record: Record
  public let verdicts: [VerdictReport]
  public let seconds: Double

  /// Runs and judges; throws if it was interrupted.
  public init(_ setting: RepulsionSetting, progress: RunProgress = RunProgress()) throws(LaboratoryError) {
    self.setting = setting
    let clock = ContinuousClock()
    let begin = clock.now
    let record = RepulsionEngine.rankfall.run(
      setting, observing: Self.observables(setting), progress: progress)
    seconds = (clock.now - begin) / .seconds(1)
    guard !progress.isCancelled else { throw .interrupted }
    self.record = record
    verdicts = repulsionTheorems.compactMap { theorem in
      guard let prediction = (theorem as? any RepulsionPrediction.Type)?.init(for: setting) else {
        return nil
      }
      let verdict = prediction.check(record)
      let isOpen = verdict.evidence == nil
      return VerdictReport(
        theorem.claim, verdict, on: setting.model.name, expected: isOpen ? "undecided" : "holds")
    }
  }

  /// The determinant where the points are positive.
  static func observables(_ setting: RepulsionSetting) -> [Observable<OrderedPoints>] {
    PointObservables.all(size: setting.size).filter {
      if case .dyson = setting.model { return $0.name != PointObservables.logDeterminant.name }
      return true
    }
  }

  /// Everything that decides the result, and its name.
  public var json: JSONText {
    var members: [JSONText.Member] = [.init(key: "model", value: .text(setting.model.name))]
    switch setting.model {
    case .dyson(let beta, let confinement):
      members += [
        .init(key: "beta", value: .number(beta)), .init(key: "confinement", value: .number(confinement)),
      ]
    case .laguerre(let beta, let rows):
      members += [.init(key: "beta", value: .number(beta)), .init(key: "rows", value: .number(rows))]
    case .multiplicative(let decay, let noise):
      members += [.init(key: "decay", value: .number(decay)), .init(key: "noise", value: .number(noise))]
    }
    switch setting.method {
    case .implicit: members.append(.init(key: "method", value: .text("implicit")))
    case .euler(let softening):
      members += [
        .init(key: "method", value: .text("euler")), .init(key: "softening", value: .number(softening)),
      ]
    }
    members += [
      .init(key: "start", value: .array(setting.start.map { .number($0) })),
      .init(key: "step", value: .number(setting.timeStep)),
      .init(key: "steps", value: .integer(setting.schedule.steps)),
      .init(key: "look_every", value: .integer(setting.schedule.interval)),
      .init(key: "paths", value: .integer(setting.ensemble.trajectories)),
      .init(key: "seed", value: .text("\(setting.ensemble.seed)")),
    ]
    return .object(members)
  }

  /// Steps whose noise alone would have put points in the wrong order, over all paths; nil for Euler's method.
  public var crossings: Double? {
    guard setting.method == .implicit else { return nil }
    let series = record[PointObservables.crossings.name]
    return series.sample(time: series.times - 1).reduce(0, +)
  }

  /// Newton's iterations a step.
  public var iterationsPerStep: Double? {
    guard setting.method == .implicit else { return nil }
    let series = record[PointObservables.iterations.name]
    let all = series.sample(time: series.times - 1).reduce(0, +)
    return all / Double(record.trajectories) / Double(setting.schedule.steps)
  }

  /// What happened, in a sentence.
  public var events: String {
    var parts = ["\(record.trajectories) paths of \(setting.schedule.steps) steps"]
    if let crossings, let iterationsPerStep {
      parts.append(
        "\(readable(crossings)) steps whose noise alone would have changed the order, none of which did")
      parts.append("\(String(format: "%.1f", iterationsPerStep)) Newton iterations a step")
    }
    if record.divergedTrajectories > 0 { parts.append("\(record.divergedTrajectories) paths ended early") }
    return parts.joined(separator: "; ")
  }
}

extension SpectrumRun {
  /// The first path for a terminal, in coordinates in which the noise is the same for all points.
  public func picture(_ style: TerminalStyle, unicode: Bool = TerminalPlot.knowsUnicode()) -> String {
    let series = record[PointObservables.points]
    let looks = (0..<series.times).map {
      setting.system.coordinates(of: series.vector(trajectory: 0, time: $0))
    }
    let curves = (0..<series.components).map { i in looks.map { $0[i] } }
    let what =
      switch setting.model {
      case .dyson: "eigenvalues"
      case .laguerre: "singular values"
      case .multiplicative: "logarithms of the eigenvalues"
      }
    return style.tinted("\(what) of the first path", .strong) + "\n"
      + TerminalPlot(times: record.times, curves: curves).written(style, unicode: unicode)
  }

  /// How many paths did not get to their end.
  public var endedEarly: Int { record.divergedTrajectories }
}
