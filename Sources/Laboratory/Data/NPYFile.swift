import Matrices

/// An array of numbers in NumPy's .npy format, versions 1 to 3, as a matrix.
///
/// Floats of 2, 4 and 8 bytes, integers and booleans, in either byte and either storage order. A vector of n
/// numbers is read as an n x 1 matrix and a single number as 1 x 1. NaN and infinities pass: `Matrix.isFinite`
/// tells.
public struct NPYFile: Sendable, Equatable {
  public let matrix: Matrix
  /// The shape as the file states it, with no, one or two sizes.
  public let shape: [Int]

  /// The array in a file; throws with exit code 66 if it cannot be read, 65 if it is not such an array.
  public init(contentsOf path: String) throws(DiagnosticError) {
    try self.init(decoding: try InputFile.bytes(of: path), file: path)
  }

  /// The array in some bytes; throws with exit code 65.
  public init(decoding bytes: [UInt8], file: String) throws(DiagnosticError) {
    try self.init(ByteReader(file: file, bytes: bytes))
  }

  init(_ reader: ByteReader) throws(DiagnosticError) {
    let header = try NPYHeader(reader)
    shape = header.shape
    guard shape.count <= 2 else {
      throw reader.fault(
        "the array has \(shape.count) dimensions (\(sizes(shape))), not one or two",
        cure: "save a matrix with a row for each sample: a.reshape(len(a), -1)")
    }
    let rows = shape.first ?? 1
    let columns = shape.count == 2 ? shape[1] : 1
    try header.checkSize(of: reader)
    matrix = try Self.matrix(rows, columns, header, reader)
  }

  private static func matrix(
    _ rows: Int, _ columns: Int, _ header: NPYHeader, _ reader: ByteReader
  ) throws(DiagnosticError) -> Matrix {
    var matrix = Matrix(zeros: rows, columns)
    var offset = header.end
    for position in 0..<rows * columns {
      let bytes = reader.bytes[offset..<offset + header.element.size]
      guard let value = header.element.value(of: bytes) else {
        throw reader.fault(
          "this integer is too large for a double to hold exactly", at: offset,
          cure: "save doubles: a.astype(float)")
      }
      if header.isFortranOrder {
        matrix.entries[position] = value
      } else {
        matrix[position / columns, position % columns] = value
      }
      offset += header.element.size
    }
    return matrix
  }
}
