import CLanes
import Testing

@testable import Matrices

@Suite("An update of rank one") struct RankOneUpdateTests {
  /// Eigenvalues in [-10, 10], z of a given size, every other entry of which may be zero.
  private struct Case {
    let values: [Double]
    let z: [Double]
    let vectors: Matrix

    init(values: [Double], z: [Double], vectors: Matrix) {
      self.values = values
      self.z = z
      self.vectors = vectors
    }

    init(size: Int, scale: Double, sparse: Bool, seed: UInt64) {
      var random = TestRandom(seed)
      values = (0..<size).map { _ in 10 * random.number() }.sorted()
      z = (0..<size).map { i in
        let number = scale * random.number()
        return sparse && i % 2 == 0 ? 0 : number
      }
      vectors = random.matrix(size, 2)
    }

    /// diag(values) + sign z z^T
    func matrix(sign: Double) -> Matrix {
      Matrix(values.count, values.count) { i, j in (i == j ? values[i] : 0) + sign * z[i] * z[j] }
    }

    /// What the update makes of it.
    func updated(sign: Double) -> (values: [Double], vectors: Matrix)? {
      let n = values.count
      var update = RankOneUpdate(size: n, turning: 2)
      var frame = Bundle(Matrix(n, 3) { $1 == 0 ? values[$0] : vectors[$0, $1 - 1] })
      var column = Bundle(Matrix(n, 1) { i, _ in z[i] })
      let done = column.withBlock { z in
        frame.withBlock { sign > 0 ? update.add(z, to: $0) : update.subtract(z, from: $0) }
      }
      let result = frame.matrix
      return done ? ((0..<n).map { result[$0, 0] }, result[0..<n, 1..<3]) : nil
    }
  }

  private static let sizes = [1, 2, 3, 7, 8, 9, 16, 17, 40, 200]

  @Test("finds the eigenvalues and turns vectors as dense algebra does", arguments: sizes)
  func dense(size: Int) throws {
    for (seed, scale) in [1e-6, 1e-3, 0.1, 1, 30].enumerated() {
      for sign in [1.0, -1] {
        let trial = Case(size: size, scale: scale, sparse: false, seed: UInt64(17 + seed))
        let (values, vectors) = try #require(trial.updated(sign: sign))
        let matrix = trial.matrix(sign: sign)
        let norm = 10 + scale * scale * Double(size)
        #expect(
          largestDifference(values, matrix.symmetricEigenvalues) < 4e-15 * norm * Double(size).squareRoot())
        // Functions of the matrix that know no eigenvectors: v^T w, v^T A w, v^T A^2 w.
        var power = Matrix.identity(size)
        var size = 1.0
        for exponent in 0..<3 {
          let expected = trial.vectors.transposed * power * trial.vectors
          let measured =
            vectors.transposed
            * Matrix.diagonal(values.map { value in (0..<exponent).reduce(1) { x, _ in x * value } })
            * vectors
          #expect(
            largestDifference(expected, measured) < 1e-14 * Double(values.count) * size, "power \(exponent)")
          power = power * matrix
          size *= norm
        }
      }
    }
  }

  @Test("keeps eigenvalues in order, between the old ones", arguments: sizes)
  func interlacing(size: Int) throws {
    for (seed, scale) in [1e-9, 1, 1e3].enumerated() {
      let trial = Case(size: size, scale: scale, sparse: true, seed: UInt64(27 + seed))
      let more = try #require(trial.updated(sign: 1)).values
      let less = try #require(trial.updated(sign: -1)).values
      for i in 0..<size {
        #expect(trial.values[i] <= more[i] && (i + 1 == size || more[i] <= trial.values[i + 1]))
        #expect(less[i] <= trial.values[i] && (i == 0 || trial.values[i - 1] <= less[i]))
      }
    }
  }

  /// Equal eigenvalues, alone and all of them, and steps that are nothing beside the eigenvalues: vectors too.
  @Test("parts equal eigenvalues as dense algebra does, by steps of any size", arguments: [1e-12, 1e-9, 1])
  func equal(scale: Double) throws {
    for values in [[3.0], [2, 2], [1, 1, 2, 3, 3, 3, 5], [0, 0, 0, 0], [-1, 0, 0, 4, 4]] {
      for sign in [1.0, -1] {
        let n = values.count
        var random = TestRandom(51)
        let z = (0..<n).map { $0 == 4 ? 0 : scale * random.number() }
        let trial = Case(values: values, z: z, vectors: random.matrix(n, 2))
        let (found, vectors) = try #require(trial.updated(sign: sign))
        let matrix = trial.matrix(sign: sign)
        #expect(found == found.sorted())
        #expect(largestDifference(found, matrix.symmetricEigenvalues) < 1e-14 * 10)
        for power in [Matrix.identity(n), matrix] {
          let expected = trial.vectors.transposed * power * trial.vectors
          let measured =
            vectors.transposed * (power == matrix ? Matrix.diagonal(found) : .identity(n)) * vectors
          #expect(largestDifference(expected, measured) < 1e-13 * 10)
        }
      }
    }
  }

  /// The sign of an eigenvector is that of its component along the old one: what is not touched is not turned.
  @Test("leaves alone what z does not touch")
  func untouched() throws {
    let trial = Case(size: 9, scale: 0, sparse: true, seed: 31)
    let (values, vectors) = try #require(trial.updated(sign: 1))
    #expect(values == trial.values && vectors == trial.vectors)
    let faint = Case(size: 9, scale: 1e-4, sparse: false, seed: 31)
    let turned = try #require(faint.updated(sign: -1)).vectors
    #expect(largestDifference(turned, faint.vectors) < 1e-4)
  }

  @Test("undoes itself")
  func inverse() throws {
    var random = TestRandom(33)
    let n = 30
    let start = (0..<n).map { _ in 10 * random.number() }.sorted()
    var frame = Bundle(Matrix(n, 2) { $1 == 0 ? start[$0] : random.number() })
    let z = (0..<n).map { _ in random.number() }
    var column = Bundle(Matrix(n, 1) { i, _ in z[i] })
    var update = RankOneUpdate(size: n, turning: 1)
    // z itself is turned, so that the same vector is taken away again.
    frame = Bundle(Matrix(n, 2) { $1 == 0 ? start[$0] : z[$0] })
    #expect(column.withBlock { z in frame.withBlock { update.add(z, to: $0) } })
    let turned = frame.matrix
    column = Bundle(turned[0..<n, 1..<2])
    #expect(column.withBlock { z in frame.withBlock { update.subtract(z, from: $0) } })
    let back = frame.matrix
    #expect(largestDifference((0..<n).map { back[$0, 0] }, start) < 1e-13)
    #expect(largestDifference((0..<n).map { abs(back[$0, 1]) }, z.map { abs($0) }) < 1e-11)
  }

  @Test("says that it cannot update what is not a number")
  func notFinite() {
    for value in [Double.nan, .infinity] {
      var frame = Bundle(Matrix(3, 2) { $1 == 0 ? Double($0) : 1 })
      var column = Bundle(Matrix(3, 1) { i, _ in i == 1 ? value : 1 })
      var update = RankOneUpdate(size: 3, turning: 1)
      #expect(!column.withBlock { z in frame.withBlock { update.add(z, to: $0) } })
    }
  }

  @Test("has the same bits on every machine", arguments: Lanes.instructionSets)
  func bits(instructions: String) throws {
    let functions = try #require(lanes_functions_of(instructions)).pointee
    let portable = try #require(lanes_functions_of("portable")).pointee
    for size in Self.sizes {
      let trial = Case(size: size, scale: 1, sparse: false, seed: 41)
      let results = [functions, portable].map { table -> [Double] in
        var matrix = trial.values + trial.vectors.entries
        var work = [Double](repeating: 0, count: lanes_update_work(size, 2))
        matrix.withUnsafeMutableBufferPointer { all in
          trial.z.withUnsafeBufferPointer { z in
            guard let base = all.baseAddress else { return }
            var update = lanes_update(
              size: size, count: 2, values: base, z: z.baseAddress, vectors: base + size)
            #expect(table.add_square(&update, &work) > 0)
          }
        }
        return matrix
      }
      #expect(results[0] == results[1])
    }
  }
}
