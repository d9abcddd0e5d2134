import CLanes
import Simulation
import Testing

@testable import DeepNetworks

/// Products of matrices against their definition, to the bit: every number is one chain of fused multiply-adds.
@Suite("Products of matrices") struct ProductTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let rows: Int
    let columns: Int
    let inner: Int
    var testDescription: String { "\(rows) x \(inner) x \(columns)" }
  }

  /// Whole strips, strips with something over in every direction, and more than is packed at once.
  static let cases = [
    Case(rows: 1, columns: 1, inner: 1), Case(rows: 24, columns: 64, inner: 16),
    Case(rows: 13, columns: 33, inner: 257), Case(rows: 5, columns: 16, inner: 1),
    Case(rows: 290, columns: 21, inner: 300), Case(rows: 7, columns: 100, inner: 17),
  ]

  private struct Problem<E: NetworkElement> {
    let size: Case
    let a: [E]
    let b: [E]
    let c: [E]
    let turnsA: Bool
    let turnsB: Bool
    let keep: E
    let scale: E = -0.3
    /// Rows of c are one number apart, which no product may touch.
    var stride: Int { size.columns + 1 }
    var aSteps: (row: Int, column: Int) { turnsA ? (1, size.rows) : (size.inner, 1) }
    var bSteps: (row: Int, column: Int) { turnsB ? (1, size.inner) : (size.columns, 1) }

    init(_ size: Case, turnsA: Bool, turnsB: Bool, keep: E) {
      func normals(_ count: Int, _ seed: UInt64) -> [E] {
        var random = RandomStream(seed: seed, for: .data)
        return (0..<count).map { _ in E(random.normal()) }
      }
      self.size = size
      (self.turnsA, self.turnsB, self.keep) = (turnsA, turnsB, keep)
      (a, b) = (normals(size.rows * size.inner, 1), normals(size.inner * size.columns, 2))
      let count = size.rows * (size.columns + 1)
      c = keep == 0 ? Array(repeating: .nan, count: count) : normals(count, 3)
    }

    var expected: [E] {
      var result = c
      for (i, j) in (0..<size.rows * size.columns).map({ ($0 / size.columns, $0 % size.columns) }) {
        var sum = keep == 0 ? 0 : keep * c[i * stride + j]
        for k in 0..<size.inner {
          sum.addProduct(
            a[i * aSteps.row + k * aSteps.column], scale * b[k * bSteps.row + j * bSteps.column])
        }
        result[i * stride + j] = sum
      }
      return result
    }
  }

  private func problems<E: NetworkElement>(_ size: Case, as precision: E.Type) -> [Problem<E>] {
    [(false, false, 0), (false, true, 1), (true, false, 0.7), (true, true, 0.7)].map {
      Problem(size, turnsA: $0.0, turnsB: $0.1, keep: E($0.2))
    }
  }

  @Test("have the bits of the definition, in single precision", arguments: LoopTests.names, cases)
  func singles(name: String, size: Case) throws {
    let table = try #require(lanes_networks32_of(name)).pointee
    for problem in problems(size, as: Float.self) {
      var c = problem.c
      c.withUnsafeMutableBufferPointer { c in
        problem.a.withUnsafeBufferPointer { a in
          problem.b.withUnsafeBufferPointer { b in
            var product = lanes_product32(
              c: c.baseAddress, stride: problem.stride, rows: size.rows, columns: size.columns,
              inner: size.inner, a: a.baseAddress, a_row: problem.aSteps.row, a_column: problem.aSteps.column,
              b: b.baseAddress, b_row: problem.bSteps.row, b_column: problem.bSteps.column,
              keep: problem.keep, scale: problem.scale)
            table.multiply(&product)
          }
        }
      }
      #expect(c.map(\.bitPattern) == problem.expected.map(\.bitPattern))
    }
  }

  @Test("have the bits of the definition, in double precision", arguments: LoopTests.names, cases)
  func doubles(name: String, size: Case) throws {
    let table = try #require(lanes_networks64_of(name)).pointee
    for problem in problems(size, as: Double.self) {
      var c = problem.c
      c.withUnsafeMutableBufferPointer { c in
        problem.a.withUnsafeBufferPointer { a in
          problem.b.withUnsafeBufferPointer { b in
            var product = lanes_product64(
              c: c.baseAddress, stride: problem.stride, rows: size.rows, columns: size.columns,
              inner: size.inner, a: a.baseAddress, a_row: problem.aSteps.row, a_column: problem.aSteps.column,
              b: b.baseAddress, b_row: problem.bSteps.row, b_column: problem.bSteps.column,
              keep: problem.keep, scale: problem.scale)
            table.multiply(&product)
          }
        }
      }
      #expect(c.map(\.bitPattern) == problem.expected.map(\.bitPattern))
    }
  }

  /// Cut by columns and by rows, with something over.
  @Test("do not depend on who did which part", arguments: [(70, 300, 250), (300, 70, 250), (5000, 9, 130)])
  func shared(rows: Int, columns: Int, inner: Int) {
    let problem = Problem<Float>(
      Case(rows: rows, columns: columns, inner: inner), turnsA: false, turnsB: true, keep: 0)
    let start = Array(problem.b[0..<columns])
    func product(threads: Int) -> [Float] {
      lanes_crew_begin(Int32(threads))
      defer { lanes_crew_end() }
      var c = [Float](repeating: .nan, count: rows * columns)
      problem.a.withUnsafeBufferPointer { a in
        problem.b.withUnsafeBufferPointer { b in
          start.withUnsafeBufferPointer { start in
            c.withUnsafeMutableBufferPointer { c in
              guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
              var product = MatrixProduct(
                .init(a, columns: inner, transposing: false), .init(b, columns: inner, transposing: true),
                into: c, rows: rows, columns: columns, inner: inner)
              product.start = start.baseAddress
              product.run()
            }
          }
        }
      }
      return c
    }
    let alone = product(threads: 1)
    #expect(product(threads: 2) == alone && product(threads: 3) == alone)
    let (i, j) = (rows - 1, columns - 1)
    var last = start[j]
    for k in 0..<inner { last.addProduct(problem.a[i * inner + k], problem.b[j * inner + k]) }
    #expect(alone[i * columns + j] == last)
  }
}
