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
  /// Throws with exit code 65, all problems at once, for a column that is constant to rounding, holds an entry
  /// that is not finite, or is too large to be squared. `names` are the columns' names and `file` is where they
  /// came from, both for the messages.
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
      if let (message, cure) = Self.complaint(about: column, deviation: deviation) {
        problems.append(Diagnostic(file: file, message: "\(name) \(message)", suggestion: cure))
      }
      means.append(mean)
      deviations.append(deviation)
    }
    guard problems.isEmpty else { throw .badContent(problems) }
    self.means = means
    self.deviations = deviations
    hasIntercept = intercept
  }

  private static func complaint(about column: [Double], deviation: Double) -> (message: String, cure: String)?
  {
    if let row = column.firstIndex(where: { !$0.isFinite }) {
      return ("has an entry that is not finite, in row \(row + 1)", "leave the row out")
    }
    guard deviation.isFinite else { return ("is too large to be squared", "change the unit of the column") }
    // The mean of n equal numbers is wrong by n roundings at most.
    let rounding = Double(column.count) * .ulpOfOne * column.reduce(0) { max($0, abs($1)) }
    guard deviation > rounding else {
      return (
        "is constant and cannot be scaled to variance 1",
        "leave it out; a constant term is the option intercept"
      )
    }
    return nil
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
