import Matrices
import Testing

@testable import Laboratory

@Suite("NumPy arrays")
struct DataNPYTests {
  private let counting = Matrix(2, 3) { Double(3 * $0 + $1) }

  @Test(
    "of every version hold the same numbers", arguments: ["c-order.npy", "version-2.npy", "version-3.npy"])
  func versions(_ name: String) throws {
    #expect(try NPYFile(contentsOf: DataFixtures.array(name)).matrix == counting)
  }

  @Test("may be stored column after column")
  func fortranOrder() throws {
    let array = try NPYFile(contentsOf: DataFixtures.array("fortran-order.npy"))
    #expect(array.matrix == Matrix(2, 3) { Double(3 * $0 + $1) + 0.5 })
  }

  @Test(
    "may be of any real type",
    arguments: ["f2", "f4", "f4-big", "f8-big", "i1", "i2-big", "i4", "i8", "i8-big"])
  func types(_ type: String) throws {
    let array = try NPYFile(contentsOf: DataFixtures.array("type-\(type).npy"))
    #expect(array.matrix == Matrix(rows: 2, columns: 3, entries: [-2, 1, -1, 2, 0, 100]))
  }

  @Test("may be unsigned", arguments: ["u1", "u2", "u4-big", "u8"])
  func unsignedTypes(_ type: String) throws {
    let array = try NPYFile(contentsOf: DataFixtures.array("type-\(type).npy"))
    #expect(array.matrix == Matrix(rows: 2, columns: 3, entries: [2, 1, 1, 2, 0, 100]))
  }

  @Test("of truth values are zeros and ones")
  func booleans() throws {
    let array = try NPYFile(contentsOf: DataFixtures.array("type-b1.npy"))
    #expect(array.matrix == Matrix(rows: 2, columns: 3, entries: [0, 1, 0, 1, 0, 1]))
  }

  @Test("with one dimension are columns, with none single numbers")
  func shapes() throws {
    let vector = try NPYFile(contentsOf: DataFixtures.array("vector.npy"))
    #expect(vector.matrix == Matrix(rows: 3, columns: 1, entries: [1, 2, 3]))
    #expect(vector.shape == [3])
    let scalar = try NPYFile(contentsOf: DataFixtures.array("scalar.npy"))
    #expect(scalar.matrix == Matrix(rows: 1, columns: 1, entries: [2.5]))
    #expect(scalar.shape == [])
  }

  @Test("are written byte for byte as NumPy writes them")
  func bytesOfNumPy() throws {
    #expect(NPYWriter.bytes(of: counting) == (try InputFile.bytes(of: DataFixtures.array("c-order.npy"))))
    let shifted = Matrix(2, 3) { Double(3 * $0 + $1) + 0.5 }
    #expect(
      NPYWriter.bytes(of: shifted, order: .fortran)
        == (try InputFile.bytes(of: DataFixtures.array("fortran-order.npy"))))
    #expect(NPYWriter.bytes(of: [1, 2, 3]) == (try InputFile.bytes(of: DataFixtures.array("vector.npy"))))
  }

  @Test("survive a round trip bit for bit", arguments: [NPYWriter.Order.c, .fortran])
  func roundTrip(_ order: NPYWriter.Order) throws {
    let values = [0.1, -0.0, .infinity, .leastNonzeroMagnitude, -1e308, .nan]
    let matrix = Matrix(rows: 3, columns: 2, entries: values)
    let read = try NPYFile(decoding: NPYWriter.bytes(of: matrix, order: order), file: "round.npy").matrix
    #expect(read.rows == 3 && read.columns == 2)
    #expect(read.entries.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test("may be written in pieces, however these are cut")
  func pieces() {
    let numbers = (0..<150_000).map { Double($0) / 7 }
    let cuts: [[ArraySlice<Double>]] = [
      [numbers[...]], [numbers[..<3], [], numbers[3..<100_000], numbers[100_000...]],
      [numbers.prefix(65_536)],
      [], [[]],
    ]
    for cut in cuts {
      let pieces = Array(NPYWriter.pieces(of: cut))
      #expect(pieces.flatMap(\.self) == NPYWriter.bytes(of: cut.flatMap(\.self)))
      #expect(pieces.allSatisfy { $0.count <= 1 << 19 })
    }
  }
}
