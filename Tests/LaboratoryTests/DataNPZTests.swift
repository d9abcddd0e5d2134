import Laboratory
import Matrices
import Testing

@Suite("NumPy archives")
struct DataNPZTests {
  private let counting = Matrix(2, 3) { Double(3 * $0 + $1) }

  @Test("may be stored, compressed, streamed or zip64")
  func forms() throws {
    let stored = try NPZArchive(contentsOf: DataFixtures.array("stored.npz"))
    #expect(stored.names == ["X", "y", "eta"])
    let eta = Matrix(rows: 1, columns: 1, entries: [0.1])
    let y = Matrix(rows: 2, columns: 1, entries: [1, 2])
    #expect(try stored.matrices() == ["X": counting, "y": y, "eta": eta])
    let compressed = try NPZArchive(contentsOf: DataFixtures.array("compressed.npz")).matrices()
    #expect(compressed == ["X": Matrix(100, 3) { Double(3 * ($0 % 2) + $1) }, "y": y])
    for name in ["streamed.npz", "zip64.npz"] {
      #expect(try NPZArchive(contentsOf: DataFixtures.array(name)).matrices() == ["X": counting])
    }
  }

  @Test("say which arrays they hold when one is missing")
  func missingArray() throws {
    let path = DataFixtures.experiment("gaussian-p5-k2-l10.npz")
    let archive = try NPZArchive(contentsOf: path)
    let error = try #require(
      DataFixtures.rejection { () throws(DiagnosticError) in _ = try archive.matrix(named: "theta") })
    #expect(error.exitCode == 65)
    #expect(
      error.description == """
        \(path): error: the archive has no array "theta"; it has X, Y, beta, theta0
          cure: did you mean "theta0"?
        """)
  }

  @Test("survive a round trip, in a known order")
  func roundTrip() throws {
    var writer = NPZWriter()
    writer.add(counting, named: "weights", order: .fortran)
    writer.add([0, 0.5, 1], named: "zeit")
    writer.add(Matrix.identity(2), named: "\u{3B8}")
    let archive = try NPZArchive(decoding: try writer.bytes(file: "out.npz"), file: "out.npz")
    #expect(archive.names == ["weights", "zeit", "\u{3B8}"])
    #expect(try archive.matrix(named: "weights") == counting)
    #expect(try archive.array(named: "zeit").shape == [3])
    #expect(try archive.matrix(named: "\u{3B8}") == Matrix.identity(2))
  }

  @Test("of the same matrices have the same bytes, sorted by name")
  func determinism() throws {
    let matrices = Dictionary(uniqueKeysWithValues: (0..<20).map { ("m\($0)", Matrix.identity($0 + 1)) })
    let bytes = try NPZWriter.bytes(of: matrices, file: "out.npz")
    #expect(try NPZWriter.bytes(of: matrices, file: "out.npz") == bytes)
    #expect(try NPZArchive(decoding: bytes, file: "out.npz").names == matrices.keys.sorted())
    // Each member says 1980-01-01, 00:00.
    #expect(Array(bytes[10..<14]) == [0, 0, 0x21, 0])
  }
}
