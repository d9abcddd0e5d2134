import Matrices

/// Named arrays in NumPy's .npz format, a zip archive of .npy files, stored or compressed.
///
/// An array is read when it is asked for, so that one of a type which cannot be read does not hide the others.
public struct NPZArchive: Sendable {
  public let file: String
  /// The arrays, in the order of the archive.
  public let names: [String]
  private let archive: ZipArchive

  /// The archive in a file; throws with exit code 66 if it cannot be read, 65 if it is not an archive of arrays.
  public init(contentsOf path: String) throws(DiagnosticError) {
    try self.init(decoding: try InputFile.bytes(of: path), file: path)
  }

  /// The archive in some bytes; throws with exit code 65.
  public init(decoding bytes: [UInt8], file: String) throws(DiagnosticError) {
    self.file = file
    archive = try ZipArchive(ByteReader(file: file, bytes: bytes))
    names = archive.members.compactMap { $0.name.hasSuffix(".npy") ? String($0.name.dropLast(4)) : nil }
    guard !names.isEmpty else {
      throw .badContent(
        Diagnostic(
          file: file, message: "the archive holds no array (no member is called *.npy)",
          suggestion: "write it with numpy.savez(path, X=X, Y=Y)"))
    }
  }

  /// An array as a matrix; throws with exit code 65 if it is not there, and says what is, or cannot be read.
  public func matrix(named name: String) throws(DiagnosticError) -> Matrix { try array(named: name).matrix }

  /// An array with its shape, which tells a vector from a matrix with one column.
  public func array(named name: String) throws(DiagnosticError) -> NPYFile {
    try NPYFile(try reader(named: name))
  }

  /// An array of any number of dimensions; throws as `array(named:)` does.
  public func tensor(named name: String) throws(DiagnosticError) -> NPYTensor {
    try NPYTensor(try reader(named: name))
  }

  private func reader(named name: String) throws(DiagnosticError) -> ByteReader {
    guard let member = archive.members.first(where: { $0.name == name + ".npy" }) else {
      throw .badContent(
        Diagnostic(
          file: file, message: "the archive has no array \(quoted(name)); it has \(listed(names))",
          suggestion: didYouMean(name, among: names) ?? "name one of these"))
    }
    return ByteReader(file: file, part: "array \(quoted(name))", bytes: try archive.extract(member))
  }

  /// All arrays; throws at the first that cannot be read.
  public func matrices() throws(DiagnosticError) -> [String: Matrix] {
    var matrices: [String: Matrix] = [:]
    for name in names { matrices[name] = try matrix(named: name) }
    return matrices
  }
}
