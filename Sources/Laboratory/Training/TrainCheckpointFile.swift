import DeepNetworks
import Foundation

/// Where a long training stands, as a list of numbers in NumPy's format; the first two say which training it is of, the third is
/// the CRC-32 of all that follow.
struct TrainCheckpointFile {
  let path: String
  private let mark: [Double]
  private static let head = 3

  init(path: String, of subject: TrainSubject) {
    self.path = path
    let hash = Fingerprint((Provenance.rankfallVersion + subject.json.written()).utf8).value
    mark = [Double(hash >> 32), Double(hash & 0xFFFF_FFFF)]
  }

  /// What was saved last; nil if nothing was, if it is damaged or of another training: then it begins at the beginning, to the
  /// same end.
  func numbers() -> [Double]? {
    guard updates != nil else { return nil }
    do {
      let entries = try NPYFile(contentsOf: path).matrix.entries
      let numbers = entries.dropFirst(Self.head)
      return Self.checksum(of: [numbers]) == entries[Self.head - 1] ? Array(numbers) : nil
    } catch {
      return nil
    }
  }

  /// How many updates it has, from its first bytes alone.
  var updates: Int? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    do {
      let reader = ByteReader(file: path, bytes: Array(try file.read(upToCount: 1024) ?? Data()))
      let header = try NPYHeader(reader)
      let first = try (0..<Self.head + 2).map { place in
        Double(bitPattern: try reader.integer(8, at: header.end + 8 * place, of: "a number"))
      }
      return Array(first.prefix(mark.count)) == mark ? Int(exactly: first[Self.head + 1]) : nil
    } catch {
      return nil
    }
  }

  /// Numbers in pieces, one after the other.
  func save(_ pieces: [ArraySlice<Double>]) throws(OutputError) {
    let head = mark + [Self.checksum(of: pieces)]
    try AtomicFile.write(NPYWriter.pieces(of: [head[...]] + pieces), to: path)
  }

  private static func checksum(of pieces: [ArraySlice<Double>]) -> Double {
    Double(
      pieces.reduce(into: UInt32(0)) { sum, piece in
        piece.withUnsafeBytes { sum = Laboratory.checksum(of: $0, after: sum) }
      })
  }

  func remove() { unlink(path) }
}
