import Matrices
import Simulation

/// theta = Q R Qr with Q orthogonal (P x P), R upper triangular with rows kept as exp(scale_i) U_i, and Qr the constant
/// orthonormal row basis (P x l).
///
/// The singular values of theta are those of R, and log det(theta theta^T) = 2 sum log |R_ii|: a sum of logarithms of
/// one-step factors, right at -1000 where theta itself has lost its small singular values to rounding.
public struct TriangularFactor: Sendable {
  fileprivate var logScales: [Double]
  fileprivate var upper: Matrix
  fileprivate let rowBasis: Matrix

  /// log det(theta theta^T)
  public var logDeterminant: Double {
    2 * logScales.indices.reduce(0) { $0 + logScales[$1] + logarithm(abs(upper[$1, $1])) }
  }

  /// R; rows below the smallest double are zero.
  public var triangle: Matrix {
    Matrix(upper.rows, upper.columns) { exponential(logScales[$0]) * upper[$0, $1] }
  }

  /// R <- T R, for the triangular factor T of one stretch of the path.
  fileprivate mutating func absorb(_ t: Matrix) {
    let old = upper
    let oldScales = logScales
    for i in 0..<upper.rows {
      logScales[i] += logarithm(t[i, i])
      for j in i..<upper.columns {
        var sum = 0.0
        for m in i...j {
          sum += t[i, m] / t[i, i] * exponential(oldScales[m] - oldScales[i]) * old[m, j]
        }
        upper[i, j] = sum
      }
    }
  }
}

extension NetworkState {
  /// The same state with its factor tracked: Q rides along as companion columns. Nil if width < inputs + outputs (the
  /// determinant is zero then) or if theta is singular to rounding.
  public func tracked() -> NetworkState? {
    guard width >= rows, isFinite else { return nil }
    let rowQR = theta.transposed.qr  // theta = rowQR.r^T rowQR.q^T
    let columnQR = rowQR.r.transposed.qr
    guard (0..<rows).allSatisfy({ columnQR.r[$0, $0] > 0 }) else { return nil }
    var tracked = self
    tracked.columns = Matrix(
      rows: rows, columns: width + rows, entries: theta.entries + columnQR.q.entries)
    tracked.factor = TriangularFactor(
      logScales: [Double](repeating: 0, count: rows), upper: columnQR.r, rowBasis: rowQR.q.transposed)
    return tracked
  }

  /// The triangular factor as of now: what the companion columns did since they were last orthonormal is in it.
  var currentFactor: TriangularFactor? {
    guard var factor, isFinite else { return factor }
    factor.absorb(frame.qr.r)
    return factor
  }

  /// Makes the companion columns orthonormal again, moves what that took into R, and puts theta = Q R Qr.
  mutating func reorthonormalize() {
    guard var factor, isFinite else { return }
    let qr = frame.qr
    factor.absorb(qr.r)
    self.factor = factor
    columns.entries = (qr.q * (factor.triangle * factor.rowBasis)).entries + qr.q.entries
  }

  /// The companion columns: Q, or Q moved by the steps since.
  private var frame: Matrix { columns[0..<rows, width..<(width + rows)] }
}

/// A dynamics whose states keep their triangular factor: after every `interval` steps the frame is made orthonormal.
public struct TrackedDynamics<Base: Dynamics>: Dynamics where Base.State == NetworkState {
  public typealias State = NetworkState
  public let base: Base
  public let interval: Int

  public init(_ base: Base, interval: Int) {
    precondition(interval > 0, "an interval of \(interval) steps")
    self.base = base
    self.interval = interval
  }

  /// The base's scratch memory and the number of steps since the last orthonormalisation.
  public struct Workspace {
    var base: Base.Workspace
    var steps = 0
  }

  public var timeStep: Double { base.timeStep }
  public func makeNoise() -> Base.Noise { base.makeNoise() }
  public func makeWorkspace(for state: NetworkState) -> Workspace {
    Workspace(base: base.makeWorkspace(for: state))
  }

  public func draw(_ noise: inout Base.Noise, from random: inout RandomStream) {
    base.draw(&noise, from: &random)
  }

  public func step(_ state: inout NetworkState, drivenBy noise: Base.Noise, in workspace: inout Workspace) {
    base.step(&state, drivenBy: noise, in: &workspace.base)
    workspace.steps += 1
    if workspace.steps % interval == 0 { state.reorthonormalize() }
  }
}
