import CLanes
import Matrices

/// Eight matrices of one shape in one block of lanes, and back.
enum Lanes {
  static func interleaved(_ matrices: [Matrix]) -> [Double] {
    let count = matrices.count
    return [Double](unsafeUninitializedCapacity: matrices[0].entries.count * count) { block, filled in
      for (lane, matrix) in matrices.enumerated() {
        for (i, entry) in matrix.entries.enumerated() { block[i * count + lane] = entry }
      }
      filled = matrices[0].entries.count * count
    }
  }

  static func lane(_ lane: Int, of block: [Double], lanes: Int) -> [Double] {
    stride(from: lane, to: block.count, by: lanes).map { block[$0] }
  }

  /// The instruction sets of this machine.
  static let instructionSets = ["portable", "avx2", "avx512"].filter { (name: String) in
    lanes_spectra_of(name) != nil
  }

  /// What a kernel may be asked for. The results of a lane in one list.
  enum Kernel: CaseIterable {
    case singularValues, eigenvalues, diagonalization, triangle

    /// `matrices` has 1 or 8 members.
    func callAsFunction(_ matrices: [Matrix], _ instructions: String?) -> [[Double]] {
      let lanes = matrices.count
      let (rows, columns) = (matrices[0].rows, matrices[0].columns)
      let kernels = lanes_spectra_of(instructions).pointee
      var block = interleaved(matrices)
      var result: [Double]
      switch self {
      case .singularValues:
        result = [Double](repeating: 7, count: min(rows, columns) * lanes)
        kernels.singular_values(block, Int32(rows), Int32(columns), Int32(lanes), &result)
      case .eigenvalues:
        result = [Double](repeating: 7, count: rows * lanes)
        kernels.symmetric_eigenvalues(block, Int32(rows), Int32(lanes), &result)
      case .diagonalization:
        result = [Double](repeating: 7, count: rows * rows * lanes)
        kernels.diagonalize(&block, &result, Int32(rows), Int32(lanes))
        result = block + result
      case .triangle:
        result = [Double](repeating: 7, count: columns * columns * lanes)
        kernels.triangular_factor(block, Int32(rows), Int32(columns), Int32(lanes), &result)
      }
      return (0..<lanes).map { lane($0, of: result, lanes: lanes) }
    }
  }

  /// Matrices that are hard in different ways, one of each kind for a shape: random, graded either way, clustered,
  /// deficient, split in two, zero, of huge and of tiny numbers, the identity, a single entry.
  static func zoo(_ rows: Int, _ columns: Int, _ random: inout TestRandom) -> [Matrix] {
    let a = random.matrix(rows, columns)
    let (u, v) = (random.orthogonal(rows), random.orthogonal(columns))
    func spectrum(_ s: (Int) -> Double) -> Matrix {
      handProduct(handProduct(u, Matrix(rows, columns) { $0 == $1 ? s($0) : 0 }), v.transposed)
    }
    return [
      a, random.matrix(rows, columns),
      Matrix(rows, columns) { a[$0, $1] * _pow10(-$0) },
      Matrix(rows, columns) { a[$0, $1] * _pow10(-2 * $1) },
      Matrix(rows, columns) { a[$0, $1] * _pow10(3 * min($0, $1)) },
      Matrix(rows, columns) { a[$0, $1] * _pow10(-15 * $0) },
      spectrum { _ in 1 }, spectrum { Double(1 + $0 / 3) }, spectrum { 1 + 1e-9 * Double($0) },
      spectrum { $0 < 3 ? 1 : 0 }, spectrum { $0 < 3 ? 1 : 1e-9 }, spectrum { _pow10(-$0) },
      Matrix(rows, columns) { ($0 < rows / 2) == ($1 < columns / 2) ? a[$0, $1] : 0 },
      Matrix(rows, columns) { $0 == $1 || $0 == $1 + 1 ? a[$0, $1] : 0 },
      Matrix(zeros: rows, columns), Matrix(rows, columns) { _, _ in 1 },
      1e150 * a, 1e-150 * a, 1e300 * a, 1e-300 * a, 1e-305 * Matrix(rows, columns) { _, _ in 1 },
      Matrix(rows, columns) { $0 == $1 ? 1 : 0 }, Matrix(rows, columns) { $0 == 0 && $1 == 0 ? -2 : 0 },
      Matrix(rows, columns) { $0 == $1 ? 1 : a[$0, $1] * 1e-8 },
      Matrix(rows, columns) { $0 == $1 ? 1 : a[$0, $1] * 1e-16 },
    ]
  }

  private static func _pow10(_ exponent: Int) -> Double {
    (0..<abs(exponent)).reduce(1.0) { power, _ in exponent < 0 ? power / 10 : power * 10 }
  }
}
