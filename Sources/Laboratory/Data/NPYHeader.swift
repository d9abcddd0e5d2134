/// The first part of an .npy file, versions 1 to 3: what the numbers are and how they are laid out.
struct NPYHeader {
  let element: NPYElement
  let isFortranOrder: Bool
  let shape: [Int]
  /// The byte where the numbers begin.
  let end: Int

  /// NumPy's own headers of numbers stay below 1 KiB.
  private static let longest = 1 << 16

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  init(_ reader: ByteReader) throws(DiagnosticError) {
    guard reader.matches(Self.magic, at: 0) else {
      let found = reader.bytes.prefix(6).map(hexadecimal).joined(separator: " ")
      throw reader.fault(
        reader.bytes.isEmpty
          ? "empty, not an .npy array" : "not an .npy array: it begins \(found), not 93 4E 55 4D 50 59",
        cure: reader.matches([0x50, 0x4B], at: 0)
          ? "this is a zip archive: call it .npz" : "write it with numpy.save")
    }
    let version = try reader.integer(1, at: 6, of: "the version")
    guard (1...3).contains(version) else {
      throw reader.fault(
        "version \(version) of the .npy format is unknown", at: 6, cure: "versions 1, 2 and 3 can be read")
    }
    let sizeOfLength = version == 1 ? 2 : 4
    let length = try reader.length(sizeOfLength, at: 8, of: "the length of the header")
    let start = 8 + sizeOfLength
    guard length <= Self.longest else {
      throw reader.fault(
        "a header of \(length) bytes is far longer than an array of numbers needs", at: 8,
        cure: "write the file with numpy.save")
    }
    let text = String(
      decoding: try reader.slice(start, count: length, of: "the header"), as: UTF8.self)
    end = start + length

    guard case .dictionary(let fields) = PythonLiteral(text), let descr = fields["descr"],
      case .boolean(let isFortranOrder) = fields["fortran_order"], case .sequence(let sizes) = fields["shape"]
    else {
      throw reader.fault(
        "the header \(quoted(text.prefix { $0 != "\n" })) cannot be understood", at: start,
        cure: "write the file with numpy.save")
    }
    self.isFortranOrder = isFortranOrder
    element = try Self.element(descr, reader, at: start)
    shape = try Self.shape(sizes, reader, at: start)
  }

  private static func element(
    _ descr: PythonLiteral, _ reader: ByteReader, at start: Int
  ) throws(DiagnosticError) -> NPYElement {
    guard case .string(let code) = descr else {
      throw reader.fault(
        "the array holds records, not numbers", at: start, cure: "save each field as an array of its own")
    }
    if let element = NPYElement(code) { return element }
    let complaint = NPYElement.complaint(about: code)
    throw reader.fault(
      "the array holds \(complaint.name) (dtype \(quoted(code))), not real numbers", at: start,
      cure: complaint.cure)
  }

  private static func shape(
    _ sizes: [PythonLiteral], _ reader: ByteReader, at start: Int
  ) throws(DiagnosticError) -> [Int] {
    guard sizes.count <= 64 else {
      throw reader.fault(
        "the array has \(sizes.count) dimensions, and NumPy's have at most 64", at: start,
        cure: "write the file with numpy.save")
    }
    var shape: [Int] = []
    for size in sizes {
      guard case .integer(let size) = size, size >= 0 else {
        throw reader.fault(
          "the shape is not a list of sizes", at: start, cure: "write the file with numpy.save")
      }
      shape.append(size)
    }
    return shape
  }

  /// Checks that the numbers of this shape, none of whose sizes may be 0, are what follows the header.
  func checkSize(of reader: ByteReader) throws(DiagnosticError) {
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw reader.fault("the array is empty (\(sizes(shape)))", cure: "save an array with entries")
    }
    let available = reader.bytes.count - end
    guard let count = product(of: shape), count <= available / element.size else {
      throw reader.fault(
        "an array of \(sizes(shape)) numbers of \(element.size) bytes needs more than the \(available) bytes left",
        at: end, cure: "the file was cut short: write or copy it again")
    }
    guard available == count * element.size else {
      throw reader.fault(
        "\(available - count * element.size) bytes follow the array of \(sizes(shape))",
        at: end + count * element.size,
        cure: "save one array in one .npy file, several in an .npz archive")
    }
  }
}

/// A shape in words: 3 x 4.
func sizes(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " x ") }

/// The number of entries of a shape; nil beyond the largest integer.
func product(of shape: [Int]) -> Int? {
  var count = 1
  for size in shape {
    let (next, overflow) = count.multipliedReportingOverflow(by: size)
    if overflow { return nil }
    count = next
  }
  return count
}
