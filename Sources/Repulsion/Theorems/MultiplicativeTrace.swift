import Foundation
import Simulation

/// (8.5): the repulsion cancels in the trace, softened or not.
public struct MultiplicativeTrace: RepulsionPrediction {
  public static let claim = Claim(
    name: "multiplicative-trace", label: "(8.5)",
    statement:
      "Under multiplicative noise the mean trace grows exponentially, and by Euler's method it grows by one factor a step, whatever "
      + "the softening.",
    formula:
      "E tr(t + h) = E tr(t) (1 + h (s^2 (n + 1) - a)) by Euler's method; E tr(t) = tr(0) exp((s^2 (n + 1) - a) t) "
      + "for the equation",
    assumptions: ["decay a, noise s", "the implicit method's own bias is known"],
    source: "rankfall's notes")

  public static let counterexamples = ["trace-coupling-missing", "ito-drift-missing"]
  public static var witnesses: [RepulsionSetting] { RepulsionWitness.multiplicative }

  private let setting: RepulsionSetting
  private let rate: Double

  public init?(for setting: RepulsionSetting) {
    guard case .multiplicative(let decay, let noise) = setting.model else { return nil }
    self.setting = setting
    rate = noise * noise * Double(setting.size + 1) - decay
  }

  public var observables: [Observable<OrderedPoints>] { [PointObservables.all(size: setting.size)[0]] }

  public func check(_ record: Record) -> Verdict {
    if setting.method == .implicit {
      return MomentComparison(equation: equation, setting: setting).check(record)
    }
    if let silence = silence(of: record) { return silence }
    guard record.trajectories > 1 else { return .undecided(because: "a mean needs more than one trajectory") }
    let series = record[PointObservables.points]
    func traces(_ look: Int) -> [Double] {
      (0..<record.trajectories).map { series.vector(trajectory: $0, time: look).reduce(0, +) }
    }
    let start = traces(0)[0]
    return Verdict(
      record.steps.indices.dropFirst().compactMap { look in
        let summary = SampleSummary(traces(look))
        guard summary.boundsMean else { return nil }
        var predicted = start
        for _ in 0..<record.steps[look] { predicted *= 1 + setting.timeStep * rate }
        return Evidence(
          "mean trace at t = \(short(record.times[look]))", predicted: predicted, measured: summary.mean,
          allowed: Tolerance(
            5 * summary.standardError, .sampling, "5 standard errors of \(record.trajectories) trajectories"))
      }, otherwise: "\(record.trajectories) trajectories are too few: some make most of the trace's variance")
  }

  /// tr = sum exp x_i in logarithms.
  private var equation: MomentEquation {
    let system = setting.system
    var equation = MomentEquation(["tr"]) { [$0.reduce(0) { $0 + exp($1) }] }
    equation.repulsion[1, 1] = system.repulsion.strength / 2 * Double(setting.size - 1)
    equation.motion[1, 1] = system.velocity + system.deviation * system.deviation / 2
    return equation
  }
}
