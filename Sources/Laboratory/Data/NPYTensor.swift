/// An array of numbers of any number of dimensions in NumPy's .npy format.
public struct NPYTensor: Sendable, Equatable {
  /// As the file states it; empty for a single number.
  public let shape: [Int]
  /// The last index fastest, whatever the order in the file.
  public let entries: [Double]

  init(_ reader: ByteReader) throws(DiagnosticError) {
    let header = try NPYHeader(reader)
    shape = header.shape
    let size = header.element.size
    let available = reader.bytes.count - header.end
    guard let count = product(of: shape), count <= available / size, available == count * size else {
      throw reader.fault(
        "an array of \(sizes(shape)) numbers of \(size) bytes does not take the \(available) bytes that are left",
        at: header.end, cure: "the file was cut short or has more than one array: write it again")
    }
    let values = try Self.stored(header, reader)
    entries = header.isFortranOrder ? Self.reordered(values, shape) : values
  }

  /// The numbers in the order of the file.
  private static func stored(_ header: NPYHeader, _ reader: ByteReader) throws(DiagnosticError) -> [Double] {
    let element = header.element
    // Images, of which there may be many.
    if element.size == 1, element.kind == .unsigned { return reader.bytes[header.end...].map(Double.init) }
    var values: [Double] = []
    values.reserveCapacity((reader.bytes.count - header.end) / element.size)
    for offset in stride(from: header.end, to: reader.bytes.count, by: element.size) {
      guard let value = element.value(of: reader.bytes[offset..<offset + element.size]) else {
        throw reader.fault(
          "this integer is too large for a double to hold exactly", at: offset,
          cure: "save doubles: a.astype(float)")
      }
      values.append(value)
    }
    return values
  }

  /// From first index fastest to last index fastest.
  private static func reordered(_ values: [Double], _ shape: [Int]) -> [Double] {
    var strides: [Int] = []
    var stride = 1
    for size in shape {
      strides.append(stride)
      stride *= size
    }
    var index = [Int](repeating: 0, count: shape.count)
    return values.indices.map { _ in
      defer {
        var axis = shape.count - 1
        while axis >= 0 {
          index[axis] += 1
          if index[axis] < shape[axis] { break }
          index[axis] = 0
          axis -= 1
        }
      }
      return values[zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }]
    }
  }
}
