import Foundation
import LinearNetworks
import Simulation

/// How much memory the record of a run takes.
enum RecordSize {
  /// From how many bytes on it is told.
  private static let large = 2.0 * 1024 * 1024 * 1024

  /// A warning where the record of a run is large; nil elsewhere.
  static func warning(_ run: ExperimentRun) -> String? {
    let size = bytes(run)
    guard size >= large else { return nil }
    let keeping = run.setting.ensemble.keeping
    let cure = keeping == .trajectories ? "`keep: statistics` or fewer looks need" : "fewer looks need"
    return
      "run \(run.name): its \(keeping.rawValue) take \(memorySize(size)) of memory (\(cure) less)"
  }

  /// The bytes of the numbers that are kept, at their most. Every number of a trajectory takes 8, and 8 more when parts are put
  /// together. The statistics of a number take 56 in each of 128 parts at most. For its quantiles a part holds two arrays more,
  /// of 8 and of 48 and 8 for each of 128 samples at most; and each thread, all samples of the part that it fills.
  static func bytes(
    _ run: ExperimentRun, threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) -> Double {
    let setting = run.setting
    let recorded = NetworkObservables.all(for: setting).filter { run.observables.contains($0.name) }
    var components: [String: Int] = [:]
    let needed = run.predictions.flatMap { $0.observables }
    for observable in recorded + needed {
      components[observable.name] = observable.components
    }
    let looks = Double(setting.schedule.recordedSteps.count)
    let numbers = looks * Double(components.values.reduce(0, +))
    let trajectories = Double(setting.ensemble.trajectories)
    let parts = min(128, (trajectories / 8).rounded(.up))
    let samples = (trajectories / parts).rounded(.up)
    switch setting.ensemble.keeping {
    case .trajectories: return 16 * numbers * trajectories
    case .statistics: return 56 * numbers * parts
    case .quantiles:
      let filling = min(Double(threads), parts) * (48 + 8 * samples)
      return numbers * (parts * (56 + 8 + 48 + 8 * min(samples, 128)) + filling)
    }
  }
}
