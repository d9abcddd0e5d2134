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
      "run \(run.name): its \(keeping.rawValue) take \(readable(size / 1024 / 1024 / 1024)) GiB of memory "
      + "(\(cure) less)"
  }

  /// The bytes of the numbers that are kept: 8 for every number of a trajectory; 48 for the statistics of a number in each
  /// of 128 parts, and 8 for each of the samples that stand for its quantiles and of those of the part that is filled.
  static func bytes(_ run: ExperimentRun) -> Double {
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
    switch setting.ensemble.keeping {
    case .trajectories: return 8 * numbers * trajectories
    case .statistics: return 48 * numbers * parts
    case .quantiles: return numbers * (48 * parts + 8 * min(trajectories, 16384) + trajectories / 16)
    }
  }
}
