import Learning
import Matrices

extension Setting {
  /// The same run in smaller or simpler coordinates, exactly:
  ///
  /// - `width`: a width l > P is replaced by P = p + k. Every algorithm multiplies theta from the left, so the row space
  ///   of theta never changes; theta_0 -> theta_0 Q with Q an orthonormal basis of it keeps every singular value.
  /// - `rotation`: the inputs are rotated to the eigenvectors of X^T X, where H, C and the damping are diagonal.
  ///
  /// Neither changes a singular value, an eigenvalue of D or the loss on any path, noise included, but for rounding.
  /// A start drawn afresh for each trajectory is left as it is: its law is invariant, its numbers are not.
  public func reduced(width: Bool = false, rotation: Bool = false) -> Setting {
    var reduced = self
    if rotation {
      let v = problem.secondMoment.symmetricEigen.vectors
      reduced.problem = problem.rotated(by: v)
      reduced.teacher = teacher?.rotated(by: v)
      if case .fixed(let theta) = start {
        let upper = v.transposed * theta[0..<inputs, 0..<theta.columns]
        reduced.start = .fixed(
          Matrix(rows, theta.columns) { $0 < inputs ? upper[$0, $1] : theta[$0, $1] })
      }
    }
    if width, case .fixed(let theta) = reduced.start, theta.columns > rows {
      reduced.start = .fixed(theta.transposed.qr.r.transposed)
    }
    return reduced
  }
}
