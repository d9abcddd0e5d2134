import Repulsion
import Simulation

/// The workload of eigenvalues: the multiplicative model by Euler's method, its repulsion softened.
struct EigenvalueWork: Sendable {
  let sizes: WorkloadSizes
  let start: [Double]

  static let (decay, noise, softening, timeStep) = (0.05, 0.1, 0.001, 0.001)

  /// From 0.5, 1, 1.5, ...
  init(_ sizes: WorkloadSizes) {
    self.sizes = sizes
    start = (1...sizes.inputs).map { 0.5 * Double($0) }
  }

  /// From the array `start` of an .npz archive.
  init(_ sizes: WorkloadSizes, startingFrom path: String) throws(DiagnosticError) {
    let start = try NPZArchive(contentsOf: path).matrix(named: "start").entries
    let isOrdered = zip(start, start.dropFirst()).allSatisfy { $0 < $1 }
    guard let lowest = start.first, lowest > 0, isOrdered, start.allSatisfy(\.isFinite), start.count <= 64
    else {
      throw .badContent(
        Diagnostic(
          file: path, message: "start is not a list of at most 64 positive ascending numbers",
          suggestion: "the eigenvalues at the start, lowest first"))
    }
    self.start = start
    var sizes = sizes
    sizes.inputs = start.count
    self.sizes = sizes
  }

  var setting: RepulsionSetting {
    RepulsionSetting(
      .multiplicative(decay: Self.decay, noise: Self.noise), start: start,
      by: .euler(softening: Self.softening), timeStep: Self.timeStep,
      schedule: Schedule(steps: sizes.steps, every: sizes.interval),
      ensemble: Ensemble(
        trajectories: sizes.trajectories, seed: BenchmarkData.seed, threads: sizes.threads,
        keeping: .statistics))
  }

  /// The slope of the mean log det, and the mean trace at the end.
  func metric(of record: Record) -> [(name: String, value: Double)] {
    let (trace, determinant) = (record.summary("trace"), record.summary("log_determinant"))
    let last = determinant.times - 1
    return [
      ("slope", (determinant[mean: last, 0] - determinant[mean: 0, 0]) / (record.times.last ?? 0)),
      ("trace", trace[mean: last, 0]),
    ]
  }
}
