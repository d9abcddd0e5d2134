/// An array in the IDX format, in which the MNIST family of data sets comes: plain or compressed by gzip.
///
/// Two zero bytes, one for the type, one for the number of dimensions; the dimensions, and then the numbers, highest byte
/// first, the last index fastest.
struct IDXFile {
  let element: NPYElement
  /// One size or more, none of them 0.
  let shape: [Int]
  let reader: ByteReader
  /// The byte of the content where the numbers begin.
  let start: Int

  private static let elements: [UInt8: String] = [
    0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8",
  ]

  init(_ file: DataFile) throws(DiagnosticError) {
    let head = try file.content(upTo: 4 + 4 * 255)
    let magic = head.bytes.prefix(4).map { $0 }
    guard magic.count == 4, magic[0] == 0, magic[1] == 0, let type = Self.elements[magic[2]],
      let element = NPYElement(type), magic[3] > 0
    else {
      let found = magic.isEmpty ? "it is empty" : "it begins \(magic.map(hexadecimal).joined(separator: " "))"
      throw head.fault(
        "not an IDX array: \(found), not 00 00 08 03 as images or 00 00 08 01 as labels do", at: 0,
        cure: "name a file such as train-images-idx3-ubyte, or its .gz")
    }
    var shape: [Int] = []
    for dimension in 0..<Int(magic[3]) {
      let size = try head.slice(4 + 4 * dimension, count: 4, of: "size \(dimension + 1) of the array")
      shape.append(size.reduce(0) { $0 << 8 | Int($1) })
    }
    start = 4 + 4 * shape.count
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw head.fault("the array is empty (\(sizes(shape)))", at: 4, cure: "name a file with samples")
    }
    guard let count = product(of: shape), count < Int(UInt32.max), file.mayHold(count * element.size) else {
      throw head.fault(
        "an array of \(sizes(shape)) numbers does not fit into this file of \(file.bytes.count) bytes", at: 4,
        cure: "the file is damaged or was cut short: write or copy it again")
    }
    let end = start + count * element.size
    let content = try file.content(upTo: end + 1)
    guard content.bytes.count >= end else {
      throw content.fault(
        "an array of \(sizes(shape)) numbers needs \(count * element.size) bytes, but "
          + "\(content.bytes.count - start) are left", at: start,
        cure: "the file was cut short: write or copy it again")
    }
    guard content.bytes.count == end else {
      throw content.fault(
        "there is more in the file than its array of \(sizes(shape))", at: end,
        cure: "the file is damaged: write or copy it again")
    }
    self.element = element
    self.shape = shape
    reader = content
  }

  /// All numbers in their order; bytes are divided by 255, as pixels are, if `scalingBytes`.
  func values(scalingBytes: Bool) -> [Double] {
    guard element.kind != .unsigned else {
      let scale = scalingBytes ? 255.0 : 1
      return reader.bytes[start...].map { Double($0) / scale }
    }
    // Every number of at most four bytes and every float is a double.
    return stride(from: start, to: reader.bytes.count, by: element.size).map {
      element.value(of: reader.bytes[$0..<$0 + element.size]) ?? .nan
    }
  }
}
