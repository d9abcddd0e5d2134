import Matrices
import Testing

/// What a matrix gets depends on nothing but itself, to the bit.
@Suite("The bits of a lane") struct LaneBitsTests {
  private func bits(_ values: [Double]) -> [UInt64] { values.map { $0.isNaN ? 0 : $0.bitPattern } }

  private func matrices(_ kernel: Lanes.Kernel, _ shape: (Int, Int), _ random: inout TestRandom) -> [Matrix] {
    switch kernel {
    case .singularValues: return Lanes.zoo(shape.0, shape.1, &random)
    case .triangle: return Lanes.zoo(max(shape.0, shape.1), min(shape.0, shape.1), &random)
    case .eigenvalues, .diagonalization:
      return Lanes.zoo(shape.0, shape.0, &random).map { a in
        Matrix(shape.0, shape.0) { a[max($0, $1), min($0, $1)] }
      }
    }
  }

  @Test(
    "depend neither on the instruction set, nor on the lane, nor on its neighbours",
    arguments: Lanes.Kernel.allCases, [(1, 1), (2, 2), (3, 5), (7, 10), (12, 9), (6, 70)])
  func invariance(kernel: Lanes.Kernel, shape: (Int, Int)) {
    var random = TestRandom(51)
    let zoo = matrices(kernel, shape, &random)
    var broken = zoo[0]
    broken.entries[broken.entries.count - 1] = .nan
    var infinite = zoo[1]
    infinite.entries[0] = .infinity
    let crowd = zoo + [broken, infinite, broken]
    let alone = crowd.map { bits(kernel([$0], "portable")[0]) }
    for instructions in Lanes.instructionSets {
      for (i, matrix) in crowd.enumerated() {
        #expect(bits(kernel([matrix], instructions)[0]) == alone[i], "\(instructions), kind \(i) alone")
      }
      // Every matrix comes to every lane, in company that changes.
      for first in crowd.indices {
        let members = (0..<8).map { (first + $0 * (1 + first % 3)) % crowd.count }
        let found = kernel(members.map { crowd[$0] }, instructions)
        for (lane, member) in members.enumerated() {
          #expect(bits(found[lane]) == alone[member], "\(instructions), kind \(member) in lane \(lane)")
        }
      }
    }
  }

  @Test(
    "that is not finite are NaN throughout", arguments: Lanes.Kernel.allCases,
    [Double.nan, .infinity, -.infinity])
  func notFinite(kernel: Lanes.Kernel, bad: Double) {
    var random = TestRandom(52)
    var a = random.symmetric(6)
    a[3, 2] = bad
    a[2, 3] = bad
    let found = kernel([a], nil)[0]
    #expect(found.count { $0.isNaN } == found.count)
  }

  @Test("of a plain matrix are those of a lane")
  func plain() {
    var random = TestRandom(53)
    let eight = (0..<8).map { _ in random.matrix(7, 10) }
    let found = Lanes.Kernel.singularValues(eight, nil)
    for (a, values) in zip(eight, found) { #expect(a.laneSingularValues == values) }
    let symmetric = (0..<8).map { _ in random.symmetric(7) }
    let eigenvalues = Lanes.Kernel.eigenvalues(symmetric, nil)
    for (a, values) in zip(symmetric, eigenvalues) { #expect(a.symmetricEigenvalues == values) }
  }

  @Test("of neighbours in memory are untouched by a call for one lane")
  func bounds() {
    var random = TestRandom(54)
    let a = random.matrix(4, 6)
    var values = [Double](repeating: 7, count: 5)
    laneSingularValues(a.entries, rows: 4, columns: 6, lanes: 1, into: &values)
    #expect(values[4] == 7 && Array(values[..<4]) == a.laneSingularValues)
    var r = [Double](repeating: 7, count: 17)
    let tall = a.transposed
    laneTriangularFactor(tall.entries, rows: 6, columns: 4, lanes: 1, into: &r)
    #expect(r[16] == 7 && r[1] == 0)
    var eigenvalues = [Double](repeating: 7, count: 5)
    let s = random.symmetric(4)
    laneSymmetricEigenvalues(s.entries, size: 4, lanes: 1, into: &eigenvalues)
    #expect(eigenvalues[4] == 7 && Array(eigenvalues[..<4]) == s.symmetricEigenvalues)
  }
}
