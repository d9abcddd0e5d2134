/// An array of numbers in NumPy's .npy format as rows: the first index counts them, all others lie along a row.
struct NPYRows {
  /// One size or more, none of them 0.
  let shape: [Int]
  /// Row after row.
  let values: [Double]

  var width: Int { values.count / shape[0] }

  init(_ reader: ByteReader) throws(DiagnosticError) {
    let header = try NPYHeader(reader)
    shape = header.shape
    guard !shape.isEmpty else {
      throw reader.fault("a single number has no samples", cure: "save an array with a row for each sample")
    }
    guard !header.isFortranOrder || shape.count <= 2 else {
      throw reader.fault(
        "an array of \(sizes(shape)) in Fortran's order", cure: "save numpy.ascontiguousarray(a)")
    }
    try header.checkSize(of: reader)
    let stored = try Self.stored(header, reader)
    guard header.isFortranOrder, shape.count == 2 else {
      values = stored
      return
    }
    let (rows, columns) = (shape[0], shape[1])
    var turned = stored
    for i in 0..<rows {
      for j in 0..<columns { turned[i * columns + j] = stored[j * rows + i] }
    }
    values = turned
  }

  private static func stored(_ header: NPYHeader, _ reader: ByteReader) throws(DiagnosticError) -> [Double] {
    let element = header.element
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
}
