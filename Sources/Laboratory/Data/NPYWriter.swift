import Matrices

/// Writes .npy files, version 1, of little-endian doubles: byte for byte what `numpy.save` writes.
public enum NPYWriter {
  public enum Order: Sendable {
    /// Row after row.
    case c
    /// Column after column, as `Matrix` stores its entries.
    case fortran
  }

  /// A matrix as a file with two dimensions.
  public static func bytes(of matrix: Matrix, order: Order = .c) -> [UInt8] {
    var bytes = header(shape: [matrix.rows, matrix.columns], order: order)
    bytes.reserveCapacity(bytes.count + 8 * matrix.entries.count)
    switch order {
    case .fortran: append(matrix.entries, to: &bytes)
    case .c: append(matrix.transposed.entries, to: &bytes)
    }
    return bytes
  }

  /// A list of numbers as a file with one dimension.
  public static func bytes(of vector: [Double]) -> [UInt8] {
    var bytes = header(shape: [vector.count], order: .c)
    append(vector, to: &bytes)
    return bytes
  }

  /// The same of a list that lies in pieces, itself in pieces of at most half a megabyte, each made when it is asked for.
  static func pieces(of list: [ArraySlice<Double>]) -> some Sequence<[UInt8]> {
    let length = 1 << 16
    var parts = list.lazy.flatMap { part in
      stride(from: part.startIndex, to: part.endIndex, by: length).lazy.map {
        part[$0..<min($0 + length, part.endIndex)]
      }
    }.makeIterator()
    return sequence(first: header(shape: [list.reduce(0) { $0 + $1.count }], order: .c)) { _ in
      parts.next().map { bytes($0) }
    }
  }

  /// Numbers of any shape, the last index fastest.
  public static func bytes(of entries: [Double], shape: [Int]) -> [UInt8] {
    precondition(entries.count == shape.reduce(1, *), "\(entries.count) entries of shape \(shape)")
    var bytes = header(shape: shape, order: .c)
    append(entries, to: &bytes)
    return bytes
  }

  private static func header(shape: [Int], order: Order) -> [UInt8] {
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let isFortran = order == .fortran ? "True" : "False"
    var text = "{'descr': '<f8', 'fortran_order': \(isFortran), 'shape': (\(sizes)), }"
    // NumPy leaves room for the growing dimension to take 21 digits, then pads to a multiple of 64 bytes.
    let growing = order == .fortran ? shape[shape.count - 1] : shape[0]
    text += String(repeating: " ", count: max(0, 21 - String(growing).count))
    let prefix = NPYHeader.magic + [1, 0]
    let unpadded = prefix.count + 2 + text.utf8.count + 1
    text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    return prefix + littleEndian(UInt16(text.utf8.count)) + Array(text.utf8)
  }

  private static func append(_ values: [Double], to bytes: inout [UInt8]) {
    bytes += Self.bytes(values[...])
  }

  private static func bytes(_ values: ArraySlice<Double>) -> [UInt8] {
    values.map(\.bitPattern.littleEndian).withUnsafeBytes { Array($0) }
  }
}

/// The bytes of an integer, the lowest first.
func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
