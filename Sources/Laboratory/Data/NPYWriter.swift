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
    for value in values { bytes += littleEndian(value.bitPattern) }
  }
}

/// The bytes of an integer, the lowest first.
func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
