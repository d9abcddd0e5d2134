import Learning
import Matrices
import Testing

@Suite("A regression") struct RegressionTests {
  private let problem = Regression(
    inputs: Matrix(rows: 3, columns: 2, entries: [1, 0, 2, -1, 3, 1]),
    targets: Matrix(rows: 3, columns: 1, entries: [2, 1, -1]))

  @Test("has the moments of its samples, by hand")
  func moments() {
    // X^T X = [[5, 1], [1, 11]], X^T Y = [0, 0].
    #expect((3 * problem.secondMoment - Matrix(rows: 2, columns: 2, entries: [5, 1, 1, 11])).norm < 1e-14)
    #expect((3 * problem.crossMoment).norm < 1e-15)
    #expect(problem.samples == 3 && problem.inputCount == 2 && problem.outputCount == 1)
  }

  @Test("has the loss of its residuals, by hand")
  func loss() {
    // W = (1, 1): X W = (0, 3, 3), residuals -2, 2, 4.
    let w = Matrix(rows: 2, columns: 1, entries: [1, 1])
    #expect(problem.loss(at: w) == 4)
    #expect(problem.loss(at: Matrix(zeros: 2, 1)) == 1)
    // -X^T residuals / n = -((-2 + 0 + 8), (2 + 6 + 4)) / 3.
    #expect((problem.functionGradient(at: w) - Matrix(rows: 2, columns: 1, entries: [-2, -4])).norm < 1e-14)
  }

  @Test("has a gradient that finite differences meet")
  func gradient() {
    var random = RandomNumbers(1)
    let problem = Regression(inputs: random.matrix(20, 4), targets: random.matrix(20, 3))
    let w = random.matrix(4, 3)
    let gradient = problem.functionGradient(at: w)
    let h = 0.25
    for i in 0..<4 {
      for j in 0..<3 {
        var (up, down) = (w, w)
        up[i, j] += h
        down[i, j] -= h
        let slope = (problem.loss(at: up) - problem.loss(at: down)) / (2 * h)
        #expect(abs(slope + gradient[i, j]) < 1e-14, "central differences of a quadratic are exact")
      }
    }
    let moments = problem.crossMoment - problem.secondMoment * w
    #expect((moments - gradient).norm < 1e-14)
  }

  @Test("is right down to rounding where its samples are met")
  func interpolation() {
    var random = RandomNumbers(2)
    let (x, w) = (random.matrix(30, 4), random.matrix(4, 2))
    #expect(
      Regression(inputs: x, targets: x * w).loss(at: w) < 1e-31, "squared roundings of numbers of size one")
  }

  @Test("rotated has the same loss at the rotated weights")
  func rotation() {
    var random = RandomNumbers(3)
    let problem = Regression(inputs: random.matrix(20, 2), targets: random.matrix(20, 3))
    let w = random.matrix(2, 3)
    let v = Matrix(rows: 2, columns: 2, entries: [0.6, 0.8, -0.8, 0.6])
    let rotated = problem.rotated(by: v)
    #expect(abs(rotated.loss(at: v.transposed * w) - problem.loss(at: w)) < 1e-15 * 8)
    #expect((rotated.secondMoment - v.transposed * (problem.secondMoment * v)).norm < 1e-15 * 8)
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): numbers for tests that owe nothing to the library.
struct RandomNumbers {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  /// Independent numbers, uniform in [-1, 1).
  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    let entries = (0..<rows * columns).map { _ in
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1
    }
    return Matrix(rows: rows, columns: columns, entries: entries)
  }
}
