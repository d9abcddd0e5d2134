import DeepNetworks
import Foundation

/// Where a long training stands, as a list of numbers in NumPy's format; the first two say which training it is of.
struct TrainCheckpointFile {
  let path: String
  private let mark: [Double]

  init(path: String, of subject: TrainSubject) {
    self.path = path
    let hash = Fingerprint((Provenance.rankfallVersion + subject.json.written()).utf8).value
    mark = [Double(hash >> 32), Double(hash & 0xFFFF_FFFF)]
  }

  /// What was saved last; nil if nothing was, or if it is of another training: then it begins at the beginning, to the same
  /// end.
  func numbers() -> [Double]? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      let entries = try NPYFile(contentsOf: path).matrix.entries
      return Array(entries.prefix(2)) == mark ? Array(entries.dropFirst(2)) : nil
    } catch {
      return nil
    }
  }

  func save(_ numbers: [Double]) throws(OutputError) {
    try AtomicFile.write(NPYWriter.bytes(of: mark + numbers), to: path)
  }

  func remove() { unlink(path) }
}
