import CLanes
import Simulation
import Testing

@testable import DeepNetworks

/// The loops of networks against their definitions, and against each other in every instruction set.
@Suite("The loops of networks") struct LoopTests {
  static let names: [String] = ["portable", "avx2", "avx512"].filter { (name: String) in
    lanes_networks64_of(name) != nil
  }

  private func normals<E: NetworkElement>(_ count: Int, _ seed: UInt64, as precision: E.Type) -> [E] {
    var random = RandomStream(seed: seed, for: .data)
    return (0..<count).map { _ in E(random.normal()) }
  }

  @Test("apply and move a matrix", arguments: [(1, 1), (8, 16), (11, 37), (24, 5), (3, 100)])
  func matrix(rows: Int, columns: Int) {
    func check<E: NetworkElement>(_ precision: E.Type) {
      let w = normals(rows * columns, 1, as: E.self)
      let (x, d, b) = (
        normals(columns, 2, as: E.self), normals(rows, 3, as: E.self), normals(rows, 4, as: E.self)
      )
      var y = [E](repeating: 0, count: rows)
      E.apply(w, rows: rows, columns: columns, to: x, adding: b, rectified: true, into: &y)
      var moved = w
      var back = normals(columns, 5, as: E.self)
      let before = back
      E.descend(&moved, rows: rows, columns: columns, along: d, x, keep: 0.75, scale: -0.5, back: &back)
      // Sums of n products of numbers of order one err by n roundings at most.
      let allowed = 4 * Double(E.ulpOfOne) * Double(rows + columns)
      for r in 0..<rows {
        let sum = (0..<columns).reduce(Double(b[r])) { $0 + Double(w[r * columns + $1]) * Double(x[$1]) }
        #expect(abs(Double(y[r]) - max(0, sum)) < allowed)
        for c in 0..<columns {
          let expected = 0.75 * Double(w[r * columns + c]) - 0.5 * Double(d[r]) * Double(x[c])
          #expect(abs(Double(moved[r * columns + c]) - expected) < allowed)
        }
      }
      for c in 0..<columns {
        let sum = (0..<rows).reduce(Double(before[c])) { $0 + Double(w[$1 * columns + c]) * Double(d[$1]) }
        #expect(abs(Double(back[c]) - sum) < allowed)
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test(
    "apply and move a matrix for a batch", arguments: [(1, 1), (9, 16), (24, 37), (47, 70)],
    [1, 2, 3, 7, 16, 21, 45])
  func batch(shape: (Int, Int), count: Int) {
    func check<E: NetworkElement>(_ precision: E.Type, adding: Bool) {
      let (rows, columns) = shape
      // Rows of d and y have two numbers more than the matrix has rows.
      let stride = rows + 2
      let w = normals(rows * columns, 1, as: E.self)
      let (x, d) = (normals(count * columns, 2, as: E.self), normals(count * stride, 3, as: E.self))
      let (before, given) = (normals(count * columns, 4, as: E.self), normals(count * stride, 5, as: E.self))
      let b = normals(rows, 6, as: E.self)
      var (moved, back, y) = (w, before, given)
      var turned = [E](repeating: .nan, count: rows * count)
      E.apply(
        w, rows: rows, columns: columns, to: x, count: count, adding: adding ? b : nil, into: &y,
        stride: stride)
      E.descend(
        &moved, rows: rows, columns: columns, along: d, stride: stride, x, count: count, keep: 0.75,
        scale: -0.5, back: &back, addingBack: adding, turned: &turned)
      let allowed = 8 * Double(E.ulpOfOne) * Double(rows + columns + count)
      for (n, r) in (0..<count * stride).map({ ($0 / stride, $0 % stride) }) {
        guard r < rows else {
          #expect(y[n * stride + r] == given[n * stride + r])
          continue
        }
        let sum = (0..<columns).reduce(adding ? Double(b[r]) : 0) {
          $0 + Double(w[r * columns + $1]) * Double(x[n * columns + $1])
        }
        #expect(abs(Double(y[n * stride + r]) - sum) < allowed)
      }
      for (r, c) in (0..<rows * columns).map({ ($0 / columns, $0 % columns) }) {
        let sum = (0..<count).reduce(0.0) {
          $0 + Double(d[$1 * stride + r]) * Double(x[$1 * columns + c])
        }
        #expect(abs(Double(moved[r * columns + c]) - 0.75 * Double(w[r * columns + c]) + 0.5 * sum) < allowed)
      }
      for (n, c) in (0..<count * columns).map({ ($0 / columns, $0 % columns) }) {
        let sum = (0..<rows).reduce(adding ? Double(before[n * columns + c]) : 0) {
          $0 + Double(w[$1 * columns + c]) * Double(d[n * stride + $1])
        }
        #expect(abs(Double(back[n * columns + c]) - sum) < allowed)
      }
    }
    for adding in [false, true] {
      check(Float.self, adding: adding)
      check(Double.self, adding: adding)
    }
  }

  @Test("multiply matrices of every orientation", arguments: [false, true], [false, true])
  func products(transposingA: Bool, transposingB: Bool) {
    let (m, n, k) = (3, 4, 5)
    let (a, b, start) = (
      normals(m * k, 1, as: Double.self), normals(k * n, 2, as: Double.self),
      normals(m * n, 3, as: Double.self)
    )
    var c = start
    Double.multiply(
      a, transposingA: transposingA, b, transposingB: transposingB, into: &c, rows: m, columns: n, inner: k,
      scale: -2, keep: 0.5)
    for (i, j) in (0..<m * n).map({ ($0 / n, $0 % n) }) {
      let sum = (0..<k).reduce(0.0) {
        $0 + a[transposingA ? $1 * m + i : i * k + $1] * b[transposingB ? j * k + $1 : $1 * n + j]
      }
      #expect(abs(c[i * n + j] - (0.5 * start[i * n + j] - 2 * sum)) < 1e-14)
    }
  }

  @Test("keep what is not a number", arguments: names)
  func notANumber(name: String) throws {
    let table = try #require(lanes_networks32_of(name)).pointee
    let x: [Float] = [-1, .nan, 2, -0.0, .infinity]
    var y = [Float](repeating: 7, count: 5)
    table.rectify(x, &y, 5)
    #expect(y[0] == 0 && y[1].isNaN && y[2] == 2 && y[3] == 0 && y[4] == .infinity)
  }

  /// What products with a matrix make of random numbers, alone and in batches: the weights, and all the rest. Rows and samples
  /// enough for every size of tile, with some left over.
  private func multiplied<E: NetworkElement>(
    rectified: Int32,
    apply: (
      UnsafePointer<E>?, Int, Int, UnsafePointer<E>?, UnsafePointer<E>?, Int32, UnsafeMutablePointer<E>?
    ) -> Void,
    descend: (
      UnsafeMutablePointer<E>?, Int, Int, UnsafePointer<E>?, UnsafePointer<E>?, E, E, UnsafeMutablePointer<E>?
    ) -> Void,
    applyBatch: (
      UnsafePointer<E>?, Int, Int, UnsafePointer<E>?, Int, UnsafePointer<E>?, UnsafeMutablePointer<E>?, Int
    ) -> Void,
    descendBatch: (
      UnsafeMutablePointer<E>?, Int, Int, UnsafePointer<E>?, Int, UnsafePointer<E>?, Int, E, E,
      UnsafeMutablePointer<E>?, Int32, UnsafeMutablePointer<E>?
    ) -> Void
  ) -> (weights: [E], rest: [E]) {
    let samples = 21
    var w = normals(rows * columns, 1, as: E.self)
    let (x, d) = (normals(columns, 2, as: E.self), normals(rows, 3, as: E.self))
    var (y, back) = ([E](repeating: 0, count: rows), [E](repeating: 0, count: columns))
    apply(w, rows, columns, x, d, rectified, &y)
    descend(&w, rows, columns, d, x, 0.9, -0.1, &back)
    let many = normals(samples * columns, 5, as: E.self)
    var turned = [E](repeating: 0, count: rows * samples)
    var batch = [E](repeating: 0, count: samples * rows)
    var batchBack = [E](repeating: 0, count: samples * columns)
    applyBatch(w, rows, columns, many, samples, d, &batch, rows)
    descendBatch(&w, rows, columns, batch, rows, many, samples, 0.9, -0.001, &batchBack, 0, &turned)
    return (w, y + back + batch + batchBack)
  }

  private var rows: Int { 31 }
  private var columns: Int { 53 }

  @Test("give the same bits of floats in every instruction set", arguments: names)
  func floats(name: String) throws {
    func numbers(_ table: lanes_network32) -> [UInt32] {
      var (w, rest) = multiplied(
        rectified: 1, apply: table.apply, descend: table.descend, applyBatch: table.apply_batch,
        descendBatch: table.descend_batch)
      let e = normals(rows * columns, 4, as: Float.self)
      var out = w
      table.mask(&out, e, w, rows * columns, 1)
      table.combine(&w, 0.3, e, -0.7, out, rows * columns)
      table.rectify(out, &out, rows * columns)
      return (rest + out + w).map(\.bitPattern)
    }
    let portable = try #require(lanes_networks32_of("portable")).pointee
    #expect(numbers(try #require(lanes_networks32_of(name)).pointee) == numbers(portable))
  }

  @Test("mask and combine by their definitions, in place too")
  func elementwise() {
    let count = 37
    let (e, y) = (normals(count, 1, as: Float.self), normals(count, 2, as: Float.self))
    var (d, own) = (normals(count, 3, as: Float.self), e)
    let before = d
    Float.mask(&d, e, where: y, count: count, adding: true)
    Float.mask(&own, own, where: y, count: count, adding: false)
    var sum = e
    Float.combine(&sum, 2, sum, -1, y, count: count)
    for i in 0..<count {
      #expect(own[i] == (y[i] > 0 ? e[i] : 0) && d[i] == before[i] + own[i])
      #expect(sum[i] == 2 * e[i] - y[i])
    }
  }

  @Test("give the same bits in every instruction set", arguments: names)
  func instructionSets(name: String) throws {
    func numbers(_ table: lanes_network64) -> [UInt64] {
      var (w, rest) = multiplied(
        rectified: 0, apply: table.apply, descend: table.descend, applyBatch: table.apply_batch,
        descendBatch: table.descend_batch)
      let (x, e) = (normals(columns, 2, as: Double.self), normals(rows * columns, 4, as: Double.self))
      let zeros = [Double](repeating: 0, count: columns)
      var (mean, variance, inverse, sums, products) = (zeros, zeros, zeros, zeros, zeros)
      var (deviate, out, slope) = (w, w, w)
      table.moments(w, rows, columns, &mean, &variance)
      table.normalize(w, rows, columns, mean, variance, 1e-5, x, zeros, &inverse, &deviate, &out)
      table.sum(e, rows, columns, &sums)
      table.pair(e, deviate, rows, columns, &products)
      table.unnormalize(&slope, e, rows, columns, deviate, inverse, x, sums, products, 1)
      var scratch = zeros
      let labels = [Int64](repeating: 3, count: rows)
      let loss = table.entropy(e, labels, rows, columns, 0.1, &w, &scratch)
      table.mask(&out, w, e, rows * columns, 1)
      rest += variance + out + slope + w + [loss, table.squares(e, rows * columns)]
      return rest.map(\.bitPattern)
    }
    let portable = try #require(lanes_networks64_of("portable")).pointee
    #expect(numbers(try #require(lanes_networks64_of(name)).pointee) == numbers(portable))
  }
}
