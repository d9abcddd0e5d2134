/// An array of numbers of any number of dimensions in NumPy's .npy format.
public struct NPYTensor: Sendable, Equatable {
  /// As the file states it; empty for a single number.
  public let shape: [Int]
  /// The last index fastest, whatever the order in the file.
  public let entries: [Double]

  init(_ reader: ByteReader) throws(DiagnosticError) {
    let header = try NPYHeader(reader)
    shape = header.shape
    var count = 1
    for size in shape {
      let (product, isTooMuch) = count.multipliedReportingOverflow(by: size)
      count = isTooMuch ? .max : product
    }
    let size = header.element.size
    let available = reader.bytes.count - header.end
    guard count <= available / size, available == count * size else {
      throw reader.fault(
        "an array of \(shape.map(String.init).joined(separator: " x ")) numbers of \(size) bytes does not take the "
          + "\(available) bytes that are left",
        at: header.end, cure: "the file was cut short or has more than one array: write it again")
    }
    var values: [Double] = []
    values.reserveCapacity(count)
    for position in 0..<count {
      let offset = header.end + position * size
      guard let value = header.element.value(of: reader.bytes[offset..<offset + size]) else {
        throw reader.fault(
          "this integer is too large for a double to hold exactly", at: offset,
          cure: "save doubles: a.astype(float)")
      }
      values.append(value)
    }
    entries = header.isFortranOrder ? Self.reordered(values, shape) : values
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
