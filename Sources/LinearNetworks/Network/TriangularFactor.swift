import Matrices
import Simulation

/// theta = Q R Qr with Q orthogonal (P x P), R upper triangular with rows kept as exp(scale_i) U_i, and Qr the constant
/// orthonormal row basis (P x l).
///
/// The singular values of theta are those of R, and log det(theta theta^T) = 2 sum log |R_ii|: a sum of logarithms of
/// one-step factors, right at -1000 where theta itself has lost its small singular values to rounding.
public struct TriangularFactor: Sendable {
  /// log |R_ii|, apart from U: on its own diagonal U may underflow
  fileprivate var logDiagonal: [Double]
  fileprivate var logScales: [Double]
  fileprivate var upper: Matrix
  fileprivate let rowBasis: Matrix

  fileprivate init(upper: Matrix, rowBasis: Matrix) {
    logDiagonal = (0..<upper.rows).map { logarithm(abs(upper[$0, $0])) }
    logScales = [Double](repeating: 0, count: upper.rows)
    self.upper = upper
    self.rowBasis = rowBasis
  }

  /// log det(theta theta^T)
  public var logDeterminant: Double { 2 * logDiagonal.reduce(0, +) }

  /// R; rows below the smallest double are zero.
  public var triangle: Matrix {
    Matrix(upper.rows, upper.columns) { exponential(logScales[$0]) * upper[$0, $1] }
  }

  /// R <- T R, for the triangular factor T of one stretch of the path.
  fileprivate mutating func absorb(_ t: Matrix) {
    let (old, oldScales) = (upper, logScales)
    for i in 0..<upper.rows {
      logDiagonal[i] += logarithm(t[i, i])
      // Rows below may be larger than this one by any factor: the largest term sets the scale of the sum.
      var scale = -Double.infinity
      for m in i..<upper.rows { scale = max(scale, oldScales[m] + logarithm(abs(t[i, m]))) }
      guard scale > -.infinity else {
        for j in i..<upper.columns { upper[i, j] = 0 }
        continue
      }
      var largest = 0.0
      for j in i..<upper.columns {
        var sum = 0.0
        for m in i...j where t[i, m] != 0 { sum += t[i, m] * exponential(oldScales[m] - scale) * old[m, j] }
        upper[i, j] = sum
        largest = max(largest, abs(sum))
      }
      logScales[i] = scale
      guard largest > 0 else { continue }
      logScales[i] += logarithm(largest)
      for j in i..<upper.columns { upper[i, j] /= largest }
    }
  }
}

extension NetworkState {
  /// The same state with its factor tracked: Q rides along as companion columns. Nil if width < inputs + outputs (the
  /// determinant is zero then) or if the rows of theta, each scaled to length one, are dependent to rounding.
  public func tracked() -> NetworkState? {
    guard width >= rows, isFinite, hasIndependentRows else { return nil }
    let rowQR = theta.transposed.qr  // theta = rowQR.r^T rowQR.q^T
    let columnQR = rowQR.r.transposed.qr
    var tracked = self
    tracked.columns = Matrix(
      rows: rows, columns: width + rows, entries: theta.entries + columnQR.q.entries)
    tracked.factor = TriangularFactor(upper: columnQR.r, rowBasis: rowQR.q.transposed)
    return tracked
  }

  private var hasIndependentRows: Bool {
    let lengths = (0..<rows).map { theta[$0..<($0 + 1), 0..<width].norm }
    guard lengths.allSatisfy({ $0 > 0 }) else { return false }
    let spectrum = Matrix(rows, width) { theta[$0, $1] / lengths[$0] }.singularValues
    return (spectrum.last ?? 1) > Double(rows) * .ulpOfOne
  }

  /// The factor of this very state: as it was at the last renewal, and what the companion columns went through since.
  /// Nil if it is not tracked, or not finite.
  var currentFactor: TriangularFactor? {
    guard var factor, isFinite else { return nil }
    factor.absorb(companionFrame.r)
    return factor
  }

  private var companionFrame: QRFactors { columns[0..<rows, width..<(width + rows)].qr }

  /// Makes the companion columns orthonormal again, moves what that took into R, and puts theta = Q R Qr.
  mutating func reorthonormalize() {
    guard let current = currentFactor else { return }
    let q = companionFrame.q
    factor = current
    columns.entries = (q * (current.triangle * current.rowBasis)).entries + q.entries
  }
}

/// A dynamics whose states keep their triangular factor: after every `interval` steps the frame is made orthonormal.
public struct TrackedDynamics<Base: Dynamics>: DerivedDynamics where Base.State == NetworkState {
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

  public func makeWorkspace(for state: NetworkState) -> Workspace {
    Workspace(base: base.makeWorkspace(for: state))
  }

  public func step(_ state: inout NetworkState, drivenBy noise: Base.Noise, in workspace: inout Workspace) {
    base.step(&state, drivenBy: noise, in: &workspace.base)
    workspace.steps += 1
    if workspace.steps % interval == 0 { state.reorthonormalize() }
  }
}
