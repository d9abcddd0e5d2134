import Foundation
import Repulsion
import Simulation

/// Points that repel each other.
public struct RepulsionSubject: SpectrumSubject {
  public let setting: RepulsionSetting

  public init(_ setting: RepulsionSetting) { self.setting = setting }

  public var name: String { setting.model.name }
  public var schedule: Schedule { setting.schedule }
  public var ensemble: Ensemble { setting.ensemble }
  public var timeStep: Double { setting.timeStep }
  public var points: String { PointObservables.points }
  public var surmise: Double? { setting.model.beta }

  public var title: String {
    switch setting.model {
    case .dyson(let beta, let theta):
      "Dyson's Brownian motion, beta = \(readable(beta))"
        + (theta > 0 ? ", confinement \(readable(theta))" : "")
    case .laguerre(let beta, let rows): "Wishart's process, beta = \(readable(beta)), \(readable(rows)) rows"
    case .multiplicative(let decay, let noise):
      "multiplicative noise \(readable(noise)), decay \(readable(decay))"
    }
  }

  public var axis: String {
    switch setting.model {
    case .dyson: "eigenvalues"
    case .laguerre: "singular values"
    case .multiplicative: "logarithms of the eigenvalues"
    }
  }

  /// In coordinates in which the noise is the same for all points.
  public func coordinates(of points: [Double]) -> [Double] { setting.system.coordinates(of: points) }

  public func run(_ progress: RunProgress) -> SpectrumOutcome {
    let record = RepulsionEngine.rankfall.run(setting, observing: observables, progress: progress)
    return SpectrumOutcome(record: record, verdicts: judge(record), events: events(record))
  }

  public var recordedNumbers: Double {
    recorded(observables.reduce(0) { $0 + $1.components }, paths: ensemble.trajectories)
  }

  /// The determinant where the points are positive.
  private var observables: [Observable<OrderedPoints>] {
    PointObservables.all(size: setting.size).filter {
      if case .dyson = setting.model { return $0.name != PointObservables.logDeterminant.name }
      return true
    }
  }

  private func judge(_ record: Record) -> [VerdictReport] {
    repulsionTheorems.compactMap { theorem in
      guard let prediction = (theorem as? any RepulsionPrediction.Type)?.init(for: setting) else {
        return nil
      }
      let verdict = prediction.check(record)
      return VerdictReport(
        theorem.claim, verdict, on: name, expected: verdict.evidence == nil ? "undecided" : "holds")
    }
  }

  public var parameters: [JSONText.Member] {
    var members: [JSONText.Member] = []
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
    return members + [.init(key: "start", value: .array(setting.start.map { .number($0) }))]
  }

  /// The implicit method's crossings and iterations.
  private func events(_ record: Record) -> [String] {
    guard setting.method == .implicit else { return [] }
    let arrived = record.trajectories - record.divergedTrajectories
    guard arrived > 0 else { return [] }
    // Of the paths that got to their end.
    func total(_ name: String) -> Double {
      let series = record[name]
      return series.sample(time: series.times - 1).filter(\.isFinite).reduce(0, +)
    }
    let iterations = total(PointObservables.iterations.name) / Double(arrived) / Double(schedule.steps)
    return [
      "\(readable(total(PointObservables.crossings.name))) steps whose noise alone would have changed the order, "
        + "none of which did",
      "\(String(format: "%.1f", iterations)) Newton iterations a step",
    ]
  }

  public func density(at time: Double) -> SpectrumDensity? {
    let n = Double(setting.size)
    switch setting.model {
    case .dyson(let beta, let theta):
      // From zero, or long confined: the variance of the entries on the diagonal is v.
      let v = theta > 0 ? (1 - exp(-2 * theta * time)) / (2 * theta) : time
      let isForgotten = setting.start.allSatisfy { $0 == 0 } || theta * time > 3
      guard isForgotten else { return nil }
      let radius = (2 * n * beta * v).squareRoot()
      guard radius > 0, radius.isFinite else { return nil }
      return SpectrumDensity(label: "semicircle, n to infinity", range: (-1.25 * radius)...(1.25 * radius)) {
        abs($0) < radius ? 2 / (.pi * radius * radius) * (radius * radius - $0 * $0).squareRoot() : 0
      }
    case .laguerre(let beta, let rows):
      guard setting.start.allSatisfy({ $0 == 0 }) else { return nil }
      let (low, high) = (
        beta * time * pow(rows.squareRoot() - n.squareRoot(), 2),
        beta * time * pow(rows.squareRoot() + n.squareRoot(), 2)
      )
      guard high > 0, low.isFinite, high.isFinite else { return nil }
      return SpectrumDensity(label: "Marchenko and Pastur, n to infinity", range: 0...(1.15 * high)) { x in
        x > low && x < high
          ? ((high - x) * (x - low)).squareRoot() / (2 * .pi * n * beta * time * x) : 0
      }
    case .multiplicative: return nil
    }
  }
}
