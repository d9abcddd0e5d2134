import Testing

@testable import Matrices

/// Products of windows, plain and transposed, on both sides of the threshold between loops and OpenBLAS.
@Suite("Products of blocks") struct BlockTests {
  /// Rows, columns and inner dimension: kernels below 32768 multiplications, OpenBLAS from there on, and single rows and
  /// columns on either side, whose strides are ambiguous.
  static let shapes = [
    (1, 1, 1), (3, 2, 4), (20, 20, 20), (32, 33, 31), (32, 32, 31), (40, 30, 28), (1, 200, 200),
    (200, 1, 200), (200, 200, 1), (1, 1, 40000), (40000, 1, 1), (1, 40000, 1), (3, 0, 5), (0, 4, 3),
    (4, 4, 0),
  ]

  /// Every entry sums `inner` products of numbers below 1: the two orders of summation differ by less than this.
  private func rounding(_ inner: Int) -> Double { 4 * Double(inner + 4) * Double.ulpOfOne }

  @Test(
    "agree with the triple loop", arguments: shapes,
    [(false, false), (false, true), (true, false), (true, true)])
  func transpositions(shape: (Int, Int, Int), turned: (Bool, Bool)) {
    var random = TestRandom(1)
    let (rows, columns, inner) = shape
    let left = random.matrix(rows, inner)
    let right = random.matrix(inner, columns)
    let before = random.matrix(rows, columns)
    let expected = handProduct(left, right)
    var a = turned.0 ? left.transposed : left
    var b = turned.1 ? right.transposed : right
    var assigned = before
    var added = before
    a.withBlock { a in
      b.withBlock { b in
        let x = turned.0 ? a.transposed : a
        let y = turned.1 ? b.transposed : b
        assigned.withBlock { $0.assign(x, times: y, scale: 0.5) }
        added.withBlock { $0.add(x, times: y, scale: -2) }
      }
    }
    #expect(largestDifference(assigned, 0.5 * expected) <= rounding(inner))
    #expect(largestDifference(added, before - 2 * expected) <= 2 * rounding(inner))
  }

  @Test(
    "of windows touch nothing outside", arguments: shapes, [(false, false), (true, false), (false, true)])
  func windows(shape: (Int, Int, Int), turned: (Bool, Bool)) {
    var random = TestRandom(2)
    let (rows, columns, inner) = shape
    var a = turned.0 ? random.matrix(inner + 3, rows + 2) : random.matrix(rows + 3, inner + 2)
    var b = turned.1 ? random.matrix(columns + 1, inner + 4) : random.matrix(inner + 1, columns + 4)
    var target = random.matrix(rows + 5, columns + 3)
    let left = turned.0 ? a[2..<(inner + 2), 1..<(rows + 1)].transposed : a[2..<(rows + 2), 1..<(inner + 1)]
    let right =
      turned.1 ? b[1..<(columns + 1), 3..<(inner + 3)].transposed : b[1..<(inner + 1), 3..<(columns + 3)]
    var expected = target
    let product = handProduct(left, right)
    for i in 0..<rows {
      for j in 0..<columns { expected[4 + i, 2 + j] = product[i, j] }
    }
    a.withBlock { a in
      b.withBlock { b in
        target.withBlock { target in
          let x =
            turned.0
            ? a.window(2..<(inner + 2), 1..<(rows + 1)).transposed : a.window(2..<(rows + 2), 1..<(inner + 1))
          let y =
            turned.1
            ? b.window(1..<(columns + 1), 3..<(inner + 3)).transposed
            : b.window(1..<(inner + 1), 3..<(columns + 3))
          target.window(4..<(4 + rows), 2..<(2 + columns)).assign(x, times: y)
        }
      }
    }
    #expect(largestDifference(target, expected) <= rounding(inner))
  }

  @Test("do not read what they overwrite", arguments: [3, 30])
  func assignmentForgets(size: Int) {
    var random = TestRandom(3)
    var (a, b) = (random.matrix(size, size), random.matrix(size, size))
    let expected = handProduct(a, b)
    var target = Matrix(size, size) { _, _ in .nan }
    a.withBlock { a in b.withBlock { b in target.withBlock { $0.assign(a, times: b) } } }
    #expect(largestDifference(target, expected) <= rounding(size))
  }

  @Test("may be of any strides", arguments: [4, 32])
  func strides(size: Int) {
    var random = TestRandom(4)
    var numbers = (0..<(size * size * 6)).map { _ in random.number() }
    var right = random.matrix(size, size)
    let left = Matrix(size, size) { numbers[2 * $0 + $1 * 3 * size] }
    let expected = handProduct(left, right)
    var product = Matrix(zeros: size, size)
    var turned = Matrix(zeros: size, size)
    numbers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let a = Block(base, rows: size, columns: size, rowStride: 2, columnStride: 3 * size)
      right.withBlock { b in
        product.withBlock { $0.assign(a, times: b) }
        turned.withBlock { $0.transposed.assign(a, times: b) }
      }
    }
    #expect(largestDifference(product, expected) <= rounding(size))
    #expect(largestDifference(turned.transposed, expected) <= rounding(size))
  }

  @Test("of both kinds meet at the threshold")
  func threshold() {
    var random = TestRandom(5)
    var (a, b) = (random.matrix(24, 20), random.matrix(20, 22))
    let before = random.matrix(24, 22)
    var (loop, blas) = (before, before)
    a.withBlock { a in
      b.withBlock { b in
        loop.withBlock { $0.kernelProduct(a, b, scale: 1.5, keep: 0.25) }
        blas.withBlock { $0.blasProduct(a, b, scale: 1.5, keep: 0.25) }
      }
    }
    #expect(largestDifference(loop, blas) <= 2 * rounding(20))
    #expect(largestDifference(loop, 0.25 * before + 1.5 * handProduct(a, b)) <= 2 * rounding(20))
  }
}
