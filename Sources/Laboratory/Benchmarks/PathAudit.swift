import Foundation
import LinearNetworks
import Matrices
import Simulation

/// What a step did, and what the law of steps says of it: one look after every step, from the weights alone.
///
/// The first layer's change shows the step's matrix R; the second layer's must be that of the same R, log det must
/// change by 2 log |det(1 - R^T R)| (3.1), and R must have the law of `StepLaw`.
struct PathAudit {
  enum Part: Int, CaseIterable {
    /// 2 log |det(1 - R^T R)|, the change of log det in the step before the look
    case determinant
    /// What R leaves of the second layer's change, over |theta| |theta| / s_k(W2)
    case tie
    /// <z, M>; |z|^2 - E |z|^2: of mean zero for every law of z
    case work
    case square
    /// With S the covariance of a column of a Gaussian z, and zero where z is not Gaussian: tr(z^T S^-1 z) - p k,
    /// sum_{i<j} z_i^T S^-1 z_j, and (tr(z^T S^-1 z) - p k)^2 - 2 p k, each of mean zero
    case shape
    case cross
    case tails
    /// The variance of <z, M>: its square where z is not Gaussian
    case workVariance
    /// E |R|^2 of the step after the look
    case expectedSquare
    /// E tr((R^T R)^2) of that step, and the allowance beyond; NaN where they are not looked at
    case expectedFourth
    case allowance
    /// The variance of log det's change in that step, to leading order
    case variance
    /// sum s_i^2 and sum s_i^4 of the matrix whose spectrum the workload records, from its entries; NaN between looks
    case spectrumSquare
    case spectrumFourth
  }

  static let name = "path_audit"
  private let law: StepLaw
  private let inverse: Matrix
  private let schedule: Schedule
  /// Whether the spectrum is that of W1; of theta otherwise.
  private let looksAtFirstLayer: Bool

  /// - Parameter schedule: the looks of the workload.
  init(_ law: StepLaw, along schedule: Schedule, ofFirstLayer looksAtFirstLayer: Bool) {
    self.law = law
    self.schedule = schedule
    self.looksAtFirstLayer = looksAtFirstLayer
    inverse =
      law.isGaussian
      ? Elimination(law.covariance, .identity(law.covariance.rows)).solution : Matrix(zeros: 0, 0)
  }

  var observable: Observable<NetworkState> {
    Observable(Self.name, symbol: "audit of a step", components: Part.allCases.count) { look in
      var numbers = [Double](repeating: .nan, count: Part.allCases.count)
      if let previous = look.previous { judge(previous, look.state, &numbers) }
      expect(look.state, &numbers, isLook: look.step % schedule.interval == 0 || look.step == schedule.steps)
      return numbers
    }
  }

  private func judge(_ before: NetworkState, _ after: NetworkState, _ numbers: inout [Double]) {
    let (w1, w2) = (before.W1, before.W2)
    let gram = w2.transposed * w2
    let r = Elimination(gram, ((after.W1 - w1) * w2).transposed).solution.transposed
    let size = before.columns.norm
    // s_k(W2)^2 >= det / trace^(k - 1)
    let smallest = exp(Elimination(gram).logDeterminant) / pow(gram.trace, Double(gram.rows - 1))
    let rest = (after.W2 - w2).transposed - r.transposed * w1
    numbers[Part.tie.rawValue] = rest.norm * smallest.squareRoot() / (size * size)
    numbers[Part.determinant.rawValue] =
      2 * Elimination(.identity(r.columns) - r.transposed * r).logDeterminant
    let w = w1 * w2
    let m = law.gradient(at: w)
    let z = 1 / law.step * r - m
    let work = inner(z, m)
    numbers[Part.work.rawValue] = work
    numbers[Part.workVariance.rawValue] = law.isGaussian ? inner(m, law.covariance * m) : work * work
    numbers[Part.square.rawValue] = z.squaredNorm - law.noiseSquare(at: w, m)
    let products = law.isGaussian ? z.transposed * (inverse * z) : Matrix(zeros: z.columns, z.columns)
    let freedom = law.isGaussian ? Double(z.rows * z.columns) : 0
    let shape = products.trace - freedom
    numbers[Part.shape.rawValue] = shape
    numbers[Part.cross.rawValue] = (products.entries.reduce(0, +) - products.trace) / 2
    numbers[Part.tails.rawValue] = shape * shape - 2 * freedom
  }

  private func expect(_ state: NetworkState, _ numbers: inout [Double], isLook: Bool) {
    let w = state.product
    let m = law.gradient(at: w)
    let h2 = law.step * law.step
    numbers[Part.expectedSquare.rawValue] = h2 * (m.squaredNorm + law.noiseSquare(at: w, m))
    let s = law.covariance
    numbers[Part.variance.rawValue] =
      4 * h2 * h2 * (2 * Double(m.columns) * s.squaredNorm + 4 * inner(m, s * m))
    guard isLook else { return }
    let (fourth, allowance) = law.fourthOrder(at: w, m)
    numbers[Part.expectedFourth.rawValue] = fourth
    numbers[Part.allowance.rawValue] = allowance
    let matrix = looksAtFirstLayer ? state.W1 : state.theta
    let gram = matrix * matrix.transposed
    numbers[Part.spectrumSquare.rawValue] = matrix.squaredNorm
    numbers[Part.spectrumFourth.rawValue] = gram.squaredNorm
  }
}

extension Series {
  subscript(_ part: PathAudit.Part, trajectory: Int, look: Int) -> Double {
    self[trajectory, look, part.rawValue]
  }
}
