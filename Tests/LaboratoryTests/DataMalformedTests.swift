import Foundation
import Laboratory
import Testing

/// A file that must be rejected, and what must be said about it first.
struct MalformedFile: Sendable, CustomTestStringConvertible {
  let name: String
  let line: Int?
  let column: Int?
  let message: String
  let cure: String

  /// A binary file has no lines.
  init(_ name: String, _ message: String, cure: String) { self.init(name, nil, nil, message, cure: cure) }

  init(_ name: String, _ line: Int?, _ column: Int?, _ message: String, cure: String) {
    self.name = name
    self.line = line
    self.column = column
    self.message = message
    self.cure = cure
  }

  var testDescription: String { name }

  static let tables = [
    MalformedFile("after-quote.csv", 2, 4, "text after a closing quote", cure: "is doubled"),
    MalformedFile("blank-line.csv", 3, 1, "a blank line between two rows", cure: "delete it"),
    MalformedFile("comment-after-row.csv", 2, 5, "expected 2 cells, got 4", cure: "a line of its own"),
    MalformedFile("decimal-comma.csv", 3, 1, #""3,5" is not a number: a decimal comma?"#, cure: "write 3.5"),
    MalformedFile("decimal-comma-spaces.txt", 1, 1, #""1,5" is not a number: a decimal"#, cure: "write 1.5"),
    MalformedFile("decimal-comma-everywhere.csv", 2, 5, "expected 2 cells, got 4", cure: "write points"),
    MalformedFile("duplicate-names.csv", 1, 5, #"columns 1 and 3 are both called "x""#, cure: "rename one"),
    MalformedFile("empty.csv", 1, 1, "the file is empty", cure: "one row of numbers a sample"),
    MalformedFile("empty-cell.csv", 2, 3, "the cell is empty", cure: "leave the whole row out"),
    MalformedFile("fortran-exponent.dat", 1, 1, #""1.0D+03" is not a number"#, cure: "write 1.0e+03"),
    MalformedFile("header-only.csv", 2, 1, "a header and no rows", cure: "add a row"),
    MalformedFile("infinity.csv", 2, 3, #""-inf" is not a finite number"#, cure: "leave the row out"),
    MalformedFile("latin1.csv", 1, 4, "byte 0xF6 is not UTF-8 text", cure: "iconv -f LATIN1"),
    MalformedFile(
      "missing-value.csv", 2, 3, #""NA" stands for a missing value"#, cure: "leave the whole row"),
    MalformedFile("nan.csv", 2, 3, #""NaN" is not a finite number"#, cure: "leave the row out"),
    MalformedFile("not-a-number.csv", 4, 1, #""1.O" is not a number"#, cure: "0.25 or 2.5e-3"),
    MalformedFile("number-in-header.csv", 1, 5, "the number 3 stands in a header", cure: "in quotes"),
    MalformedFile("only-comments.csv", 1, 1, "comments and blank lines only", cure: "one row of numbers"),
    MalformedFile("open-quote.csv", 2, 3, "this quote is never closed", cure: "close it"),
    MalformedFile("ragged-long.csv", 3, 5, "expected 2 cells, got 3", cure: "as many cells as the header"),
    MalformedFile("ragged-short.csv", 3, 3, "expected 3 cells, got 2", cure: "as many cells as the header"),
    MalformedFile("renamed-array.csv", 1, 1, "a NumPy .npy file, not a text file", cure: "rename this one"),
    MalformedFile("too-large.csv", 3, 1, #""1e400" is beyond the largest double"#, cure: "change the unit"),
    MalformedFile("trailing-delimiter.csv", 2, 5, "expected 2 cells, got 3", cure: "delete the delimiter"),
    MalformedFile("unicode-minus.csv", 2, 1, "\"\u{2212}1\" is not a number", cure: "write -1"),
    MalformedFile("unnamed-column.csv", 1, 1, "column 1 has no name", cure: "name it"),
    MalformedFile("utf16.csv", 1, 1, "UTF-16, not UTF-8", cure: "iconv -f UTF-16"),
    MalformedFile("wide-characters.csv", 3, 5, "\"\u{F6}\" is not a number", cure: "0.25 or 2.5e-3"),
    MalformedFile("windows.csv", 3, 3, #""four" is not a number"#, cure: "0.25 or 2.5e-3"),
    MalformedFile("word-in-first-row.csv", 1, 5, #""oops" is not a number"#, cure: "0.25 or 2.5e-3"),
    MalformedFile("zero-byte.csv", 2, 3, "a zero byte", cure: "saved as UTF-8"),
  ]

  static let arrays = [
    MalformedFile("archive.npy", "begins 50 4B 03 04 72 65, not 93 4E 55", cure: "call it .npz"),
    MalformedFile("complex.npy", #"complex numbers (dtype "<c16")"#, cure: "a.real, a.imag"),
    MalformedFile("empty.npy", "empty, not an .npy array", cure: "numpy.save"),
    MalformedFile(
      "extra-data.npy", "byte 176: 5 bytes follow the array of 2 x 3", cure: "several in an .npz"),
    MalformedFile("header.npy", "byte 10: the header \"{'descr': '<f8'", cure: "numpy.save"),
    MalformedFile("huge-shape.npy", "byte 128: an array of 4611686018427387904 x 4", cure: "cut short"),
    MalformedFile("large-integer.npy", "byte 136: this integer is too large", cure: "a.astype(float)"),
    MalformedFile("negative-shape.npy", "byte 10: the shape is not", cure: "numpy.save"),
    MalformedFile("no-entries.npy", "the array is empty (0 x 3)", cure: "with entries"),
    MalformedFile(
      "objects.npy", #"byte 10: the array holds Python objects (dtype "|O")"#, cure: "a.astype(float)"),
    MalformedFile("records.npy", "byte 10: the array holds records", cure: "each field"),
    MalformedFile(
      "short-data.npy", "byte 128: an array of 2 x 3 numbers of 8 bytes needs", cure: "cut short"),
    MalformedFile("short-header.npy", "byte 10: the header should be 118 bytes, but 50", cure: "cut short"),
    MalformedFile("text.npy", "not an .npy array: it begins 31 2C 32", cure: "numpy.save"),
    MalformedFile("texts.npy", #"the array holds texts (dtype "<U1")"#, cure: "a.astype(float)"),
    MalformedFile("three-dimensions.npy", "3 dimensions (2 x 1 x 2)", cure: "a.reshape(len(a), -1)"),
    MalformedFile("version.npy", "byte 6: version 9", cure: "versions 1, 2 and 3"),
  ]

  static let archives = [
    MalformedFile("array.npz", "not a zip archive", cure: "call it .npy"),
    MalformedFile("bomb.npz", "X.npy, byte 35: the compressed data are corrupt", cure: "damaged"),
    MalformedFile("bzip2.npz", "X.npy, byte 8: compression method 12", cure: "numpy.savez_compressed"),
    MalformedFile("checksum.npz", "X.npy, byte 35: the checksum (CRC-32)", cure: "damaged"),
    MalformedFile("cut-short.npz", "byte 212: the archive has no directory", cure: "cut short"),
    MalformedFile("deflate.npz", "X.npy, byte 35: the compressed data are corrupt", cure: "damaged"),
    MalformedFile("directory.npz", "byte 230: the directory is said to have 1", cure: "damaged"),
    MalformedFile("encrypted.npz", "X.npy: the member is encrypted", cure: "without a password"),
    MalformedFile("member-header.npz", "X.npy, byte 0: the member has no header", cure: "damaged"),
    MalformedFile("no-array.npz", "the archive holds no array", cure: "numpy.savez(path"),
    MalformedFile("no-members.npz", "the archive holds no array", cure: "numpy.savez(path"),
    MalformedFile("not-an-array-inside.npz", #"array "X": not an .npy array"#, cure: "numpy.save"),
    MalformedFile("objects-inside.npz", #"array "labels", byte 10: the array holds Python"#, cure: "astype"),
    MalformedFile("text.npz", "not a zip archive", cure: "numpy.savez"),
    MalformedFile("twins.npz", #"byte 409: two members are called "X.npy""#, cure: "damaged"),
  ]

  static let all = tables + arrays + archives
}

@Suite("Malformed data")
struct DataMalformedTests {
  @Test("is rejected with its place, its problem and the cure", arguments: MalformedFile.all)
  func rejection(_ file: MalformedFile) throws {
    let path = DataFixtures.malformed(file.name)
    let error = try #require(DataFixtures.rejection(of: path))
    let first = try #require(error.diagnostics.first)
    #expect(error.exitCode == 65)
    #expect(first.file == path)
    #expect(first.line == file.line)
    #expect(first.column == file.column)
    #expect(first.message.contains(file.message), "\(first.message)")
    #expect(first.suggestion?.contains(file.cure) == true, "\(first.suggestion ?? "none")")
  }

  @Test("stands in the table above, file by file")
  func everyFixtureIsTested() throws {
    let present = try FileManager.default.contentsOfDirectory(atPath: DataFixtures.malformed(""))
      .filter { ["csv", "txt", "dat", "npy", "npz"].contains(URL(fileURLWithPath: $0).pathExtension) }
    #expect(Set(present) == Set(MalformedFile.all.map(\.name)))
  }

  @Test("is reported in full: every wrong cell at once")
  func allProblems() throws {
    let error = try #require(DataFixtures.rejection(of: DataFixtures.malformed("decimal-comma-spaces.txt")))
    #expect(error.diagnostics.map(\.line) == [1, 1, 2, 2])
    #expect(error.diagnostics.map(\.column) == [1, 5, 1, 5])
  }

  @Test("that is not there at all has its own exit code, and the neighbour's name")
  func missingFile() throws {
    for name in ["header.csv", "header.npy.", "cut-shrot.npz"] {
      let error = try #require(DataFixtures.rejection(of: DataFixtures.malformed(name)))
      #expect(error.exitCode == 66)
      #expect(error.diagnostics[0].message == "there is no such file")
    }
    let misspelt = try #require(DataFixtures.rejection(of: DataFixtures.malformed("cut-shrot.npz")))
    #expect(misspelt.diagnostics[0].suggestion == #"did you mean "cut-short.npz"?"#)
    let folder = try #require(DataFixtures.rejection(of: DataFixtures.malformed("")))
    #expect(folder.exitCode == 66)
    #expect(folder.diagnostics[0].message.contains("folder"))
    let lost = try #require(DataFixtures.rejection(of: DataFixtures.malformed("nowhere/x.npy")))
    #expect(lost.diagnostics[0].suggestion?.contains("is not there either") == true)
  }

  /// Every prefix of a good archive or array is rejected; every damaged byte is read or rejected, and never traps.
  @Test(
    "of any kind ends in an error, not in a crash",
    arguments: ["stored.npz", "compressed.npz", "zip64.npz", "c-order.npy", "version-3.npy", "type-f2.npy"])
  func damage(_ name: String) throws {
    let bytes = try InputFile.bytes(of: DataFixtures.array(name))
    for count in bytes.indices {
      #expect(rejection(of: Array(bytes[..<count]), name) != nil, "the first \(count) bytes")
    }
    for damaged in damages(to: bytes) { _ = rejection(of: damaged, name) }
  }

  @Test("in a table ends in an error with a place, not in a crash")
  func damagedTable() throws {
    let bytes = Array(try InputFile.bytes(of: DataFixtures.experiment("longley.csv")).suffix(400))
    for damaged in damages(to: bytes) {
      let error = DataFixtures.rejection { () throws(DiagnosticError) in
        _ = try CSVTable(parsing: SourceText(decoding: damaged, file: "longley.csv"))
      }
      for problem in error?.diagnostics ?? [] {
        #expect(problem.line != nil && problem.column != nil && problem.suggestion != nil)
      }
    }
  }

  private func damages(to bytes: [UInt8]) -> [[UInt8]] {
    bytes.indices.flatMap { position in
      ([0x01, 0x04, 0x10, 0x80, 0xFF] as [UInt8]).map { mask in
        var damaged = bytes
        damaged[position] ^= mask
        return damaged
      }
    }
  }

  private func rejection(of bytes: [UInt8], _ name: String) -> DiagnosticError? {
    DataFixtures.rejection { () throws(DiagnosticError) in
      if name.hasSuffix(".npz") {
        _ = try NPZArchive(decoding: bytes, file: name).matrices()
      } else {
        _ = try NPYFile(decoding: bytes, file: name)
      }
    }
  }
}
