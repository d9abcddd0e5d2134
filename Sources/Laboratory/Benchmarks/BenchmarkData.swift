import Learning
import Matrices
import Simulation

/// What a workload computes on: samples and one start, the same for every trajectory.
public struct BenchmarkData: Sendable {
  /// The seed of everything that is drawn here.
  public static let seed: UInt64 = 20_240_611

  public let problem: Regression
  /// theta_0 = [W1; W2^T], (p + k) x l
  public let start: Matrix

  /// X with independent standard normal entries, Y = X beta, beta and theta_0 with the workload's deviations; those of
  /// larger sizes than the workload's own shrink, so that X beta and theta_0 theta_0^T are as large as there.
  init(drawnFor workload: NetworkWork, _ sizes: WorkloadSizes) {
    var random = RandomStream(seed: Self.seed, for: .data)
    let x = normals(sizes.samples, sizes.inputs, &random)
    let beta =
      workload.deviations.teacher * workload.shrinking(sizes.inputs).squareRoot()
      * normals(sizes.inputs, sizes.outputs, &random)
    problem = Regression(inputs: x, targets: x * beta)
    var other = RandomStream(seed: Self.seed, for: .initialization)
    let narrow = min(1, Double(workload.own.width) / Double(sizes.width)).squareRoot()
    start =
      workload.deviations.start * narrow * normals(sizes.inputs + sizes.outputs, sizes.width, &other)
  }

  /// X, Y and theta0 of an .npz archive; the sizes become the archive's.
  public init(contentsOf path: String, _ sizes: inout WorkloadSizes) throws(DiagnosticError) {
    let archive = try NPZArchive(contentsOf: path)
    let (x, y) = (try archive.matrix(named: "X"), try archive.matrix(named: "Y"))
    let theta = try archive.matrix(named: "theta0")
    guard x.rows == y.rows, x.rows > 0, theta.rows == x.columns + y.columns, x.isFinite, y.isFinite,
      theta.isFinite
    else {
      throw .badContent(
        Diagnostic(
          file: path,
          message: "X, Y and theta0 do not fit together: \(x.rows) x \(x.columns), \(y.rows) x \(y.columns), "
            + "\(theta.rows) x \(theta.columns)",
          suggestion: "X is n x p, Y n x k, theta0 (p + k) x l, all finite"))
    }
    problem = Regression(inputs: x, targets: y)
    start = theta
    (sizes.samples, sizes.inputs, sizes.outputs, sizes.width) = (x.rows, x.columns, y.columns, theta.columns)
  }
}
