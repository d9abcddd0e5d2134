import Foundation
import Plotting
import Simulation

/// What `rankfall spectrum` can run: a model of moving eigenvalues with everything that decides its numbers.
public protocol SpectrumSubject: Sendable {
  /// As it is called on the command line, in files and folders.
  var name: String { get }
  var title: String { get }
  var schedule: Schedule { get }
  var ensemble: Ensemble { get }
  /// Everything that decides the result beside schedule, ensemble and step.
  var parameters: [JSONText.Member] { get }
  var timeStep: Double { get }

  /// How many numbers are kept of all paths and looks.
  var recordedNumbers: Double { get }
  /// Steps of all paths, which progress is counted in.
  var totalSteps: Int { get }
  func run(_ progress: RunProgress) -> SpectrumOutcome
  /// The observable that holds the points, lowest first.
  var points: String { get }
  /// The points as they are drawn, and what they are called then.
  func coordinates(of points: [Double]) -> [Double]
  var axis: String { get }
  /// beta of Wigner's surmise for the gap in the middle; nil where the gaps have no such law.
  var surmise: Double? { get }
  /// The density of all points at a time for many points, where there is such a law.
  func density(at time: Double) -> SpectrumDensity?
}

extension SpectrumSubject {
  /// Numbers of so many paths, so many a look.
  func recorded(_ numbers: Int, paths: Int) -> Double {
    Double(numbers) * Double(schedule.steps / schedule.interval + 2) * Double(paths)
  }

  public var totalSteps: Int { schedule.steps * ensemble.trajectories }
  public func density(at time: Double) -> SpectrumDensity? { nil }
}

/// A law for the density of points, and where to draw it.
public struct SpectrumDensity {
  public let label: String
  public let range: ClosedRange<Double>
  public let value: (Double) -> Double
}

/// What came of a run.
public struct SpectrumOutcome: Sendable {
  public let record: Record
  /// Every theorem that applies.
  public let verdicts: [VerdictReport]
  /// What happened beside the points, in a few words each.
  public let events: [String]
}
