import Matrices

/// Columns moved and scaled to mean 0 and variance 1 (population, 1/n), optionally after a column of ones.
///
///     z_ij = (x_ij - mean_j) / deviation_j
///
/// Fitted to one matrix, it can be applied to another with the same columns, as held-out data need.
public struct Standardisation: Sendable, Equatable {
  public let means: [Double]
  public let deviations: [Double]
  /// Whether the first column of the result is all ones.
  public let hasIntercept: Bool

  /// Fits to the columns of a matrix.
  ///
  /// Throws with exit code 65, all problems at once, for a column that is constant to rounding or holds an entry
  /// that is not finite. `names` are the columns' names for the messages and `file` is where they came from.
  public init(
    fitting matrix: Matrix, names: [String]? = nil, file: String, intercept: Bool = false
  ) throws(DiagnosticError) {
    var means: [Double] = []
    var deviations: [Double] = []
    var problems: [Diagnostic] = []
    for j in 0..<matrix.columns {
      let column = (0..<matrix.rows).map { matrix[$0, j] }
      let name = names.map { "column \(j + 1), \(quoted($0[j]))," } ?? "column \(j + 1)"
      let mean = average(column)
      let deviation = average(column.map { ($0 - mean) * ($0 - mean) }).squareRoot()
      if let row = column.firstIndex(where: { !$0.isFinite }) {
        problems.append(
          Diagnostic(
            file: file, message: "\(name) has an entry that is not finite, in row \(row + 1)",
            suggestion: "leave the row out"))
      } else if !(deviation > Double(matrix.rows) * .ulpOfOne * column.reduce(0) { max($0, abs($1)) }) {
        problems.append(
          Diagnostic(
            file: file, message: "\(name) is constant and cannot be scaled to variance 1",
            suggestion: "leave it out; a constant term is the option intercept"))
      }
      means.append(mean)
      deviations.append(deviation)
    }
    guard problems.isEmpty else { throw .badContent(problems) }
    self.means = means
    self.deviations = deviations
    hasIntercept = intercept
  }

  /// The standardised columns of a matrix with as many columns as the one fitted.
  public func callAsFunction(_ matrix: Matrix) -> Matrix {
    precondition(
      matrix.columns == means.count, "\(matrix.columns) columns, standardised as \(means.count)")
    let first = hasIntercept ? 1 : 0
    return Matrix(matrix.rows, matrix.columns + first) { i, j in
      j < first ? 1 : (matrix[i, j - first] - means[j - first]) / deviations[j - first]
    }
  }
}

private func average(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
