import Foundation
import Laboratory
import Simulation
import Testing

/// Files damaged at random, several thousand of them from stated seeds: each is read or rejected with a message that may be
/// shown. A crash ends the whole test run, so that passing is the statement; a loop without end meets the time limit.
@Suite("Files damaged at random") struct DataFuzzTests {
  struct Target: Sendable, CustomTestStringConvertible {
    let path: String
    var testDescription: String { path.split(separator: "/").last.map(String.init) ?? path }

    static let all =
      [
        "c-order.npy", "version-3.npy", "type-f4-big.npy", "stored.npz", "compressed.npz", "zip64.npz",
        "streamed.npz",
      ]
      .map { Target(path: DataFixtures.array($0)) }
      + [
        "images-idx3-ubyte", "images-idx3-ubyte.gz", "two-members.gz", "labels-idx1-ubyte.gz", "images.npz",
        "table.csv.gz", "batch.bin",
      ].map { Target(path: SampleFixtures.path($0)) }
      + ["windows.csv", "decimal-comma.csv", "wide-characters.csv", "open-quote.csv"]
      .map { Target(path: DataFixtures.malformed($0)) }
      + [Target(path: DataFixtures.experiment("longley.csv"))]
  }

  /// One to four changes: a bit, a byte, a number at its extremes, a piece that is cut out, doubled or moved.
  private func damaged(_ bytes: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    var bytes = bytes
    for _ in 0...random.index(below: 4) {
      guard !bytes.isEmpty else { return bytes }
      let place = random.index(below: bytes.count)
      let end = min(bytes.count, place + 1 + random.index(below: 16))
      switch random.index(below: 7) {
      case 0: bytes[place] ^= 1 << UInt8(random.index(below: 8))
      case 1: bytes[place] = UInt8(random.index(below: 256))
      case 2: for i in place..<end { bytes[i] = 0xFF }
      case 3: for i in place..<end { bytes[i] = 0 }
      case 4: bytes.removeSubrange(place..<end)
      case 5: bytes.insert(contentsOf: bytes[place..<end], at: random.index(below: bytes.count + 1))
      default: bytes.removeLast(random.index(below: bytes.count))
      }
    }
    return bytes
  }

  private func read(_ bytes: [UInt8], as name: String) throws(DiagnosticError) {
    switch URL(fileURLWithPath: name).pathExtension {
    case "npy": _ = try NPYFile(decoding: bytes, file: name)
    case "npz":
      _ = try NPZArchive(decoding: bytes, file: name).matrices()
      _ = try SampleFiles.npz(DataFile(path: name, bytes: bytes), as: .labels(classes: nil), name: "x")
    case "csv": _ = try CSVTable(parsing: SourceText(decoding: bytes, file: name))
    default: _ = try SampleFixtures.read(DataFile(path: name, bytes: bytes))
    }
  }

  /// Longer than any message of one problem, its line and its cure; twenty are shown.
  private static let longest = 20 * 1000

  @Test("are read, or rejected with a legible message", .timeLimit(.minutes(1)), arguments: Target.all)
  func fuzz(_ target: Target) throws {
    let bytes = try InputFile.bytes(of: target.path)
    var random = RandomStream(seed: 20_261_121, for: .data)
    var rejected = 0
    for trial in 0..<400 {
      random.begin(step: trial)
      let damaged = damaged(bytes, &random)
      guard
        let error = DataFixtures.rejection({ () throws(DiagnosticError) in
          try read(damaged, as: target.testDescription)
        })
      else { continue }
      rejected += 1
      #expect(error.exitCode == 65)
      let text = error.description
      #expect(text.count < Self.longest)
      let controls = text.unicodeScalars.filter {
        ($0.value < 32 && $0 != "\n" && $0 != "\t") || (127..<160).contains($0.value)
      }
      #expect(controls.isEmpty, "a control character reaches the terminal: \(text.debugDescription)")
      #expect(error.diagnostics.allSatisfy { !$0.message.isEmpty && $0.suggestion?.isEmpty == false })
    }
    #expect(rejected > 100, "damage is mostly seen")
  }

  @Test("that are wrong in every cell are told in part, in little memory", .timeLimit(.minutes(1)))
  func wideTable() throws {
    let cells = 20000
    let row = [String](repeating: "x", count: cells).joined(separator: ",")
    let text = (0..<cells).map { "c\($0)" }.joined(separator: ",") + "\n" + row + "\n" + row
    let error = try #require(
      DataFixtures.rejection { () throws(DiagnosticError) in
        _ = try CSVTable(parsing: SourceText(text, file: "wide.csv"))
      })
    #expect(error.diagnostics.count == 200)
    // The line has 40 kB; a longer one is left out of the problems.
    #expect(error.diagnostics[0].sourceLine == row)
    let longer = SourceText(String(repeating: "x", count: 1 << 17), file: "long.csv")
    #expect(longer.diagnostic("m", line: 1, column: 7).sourceLine == nil)
  }

  @Test("cannot put control characters or long names into a message")
  func hostileNames() throws {
    var writer = NPZWriter()
    writer.add([1], named: "\u{1B}[2J" + String(repeating: "n", count: 1000))
    let bytes = try writer.bytes(file: "x.npz")
    let error = try #require(
      DataFixtures.rejection { () throws(DiagnosticError) in
        _ = try NPZArchive(decoding: bytes, file: "x.npz").matrix(named: "X")
      })
    #expect(!error.description.unicodeScalars.contains("\u{1B}") && error.description.count < 300)
    #expect(error.diagnostics[0].message.contains(#"it has \u{1B}[2Jnnn"#), "\(error.diagnostics[0].message)")
  }

  @Test("cannot ask for a header or a shape that no array of numbers has")
  func longHeaders() throws {
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    let long = magic + [2, 0, 0, 0, 2, 0] + [UInt8](repeating: UInt8(ascii: " "), count: 1 << 17)
    let dimensions = String(repeating: "1,", count: 100)
    let header = Array("{'descr': '<f8', 'fortran_order': False, 'shape': (\(dimensions))}".utf8)
    let deep = magic + [1, 0, UInt8(header.count % 256), UInt8(header.count / 256)] + header
    for (bytes, message) in [(long, "a header of 131072 bytes"), (deep, "the array has 100 dimensions")] {
      let error = DataFixtures.rejection { () throws(DiagnosticError) in
        _ = try NPYFile(decoding: bytes, file: "x.npy")
      }
      #expect(error?.diagnostics[0].message.contains(message) == true, "\(error?.description ?? "accepted")")
    }
  }
}
