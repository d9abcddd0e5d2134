import Foundation
import Laboratory
import Learning
import Testing

/// A damaged file of samples and what must be said about it.
struct DamagedSamples: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let name: String
  let change: @Sendable (inout [UInt8]) -> Void
  let message: String
  let cure: String

  init(
    _ what: String, _ name: String, _ message: String, cure: String,
    _ change: @escaping @Sendable (inout [UInt8]) -> Void
  ) {
    testDescription = what
    self.name = name
    self.change = change
    self.message = message
    self.cure = cure
  }

  static let all = [
    DamagedSamples("empty", "images-idx3-ubyte", "byte 0: not an IDX array: it is empty", cure: "its .gz") {
      $0 = []
    },
    DamagedSamples("magic", "images-idx3-ubyte", "it begins 50 00 08 03", cure: "train-images") {
      $0[0] = 0x50
    },
    DamagedSamples("type", "images-idx3-ubyte", "it begins 00 00 07 03", cure: "its .gz") { $0[2] = 7 },
    DamagedSamples("no dimensions", "images-idx3-ubyte", "it begins 00 00 08 00", cure: "its .gz") {
      $0[3] = 0
    },
    DamagedSamples(
      "short header", "images-idx3-ubyte", "byte 12: size 3 of the array should be 4 bytes, but 1",
      cure: "cut short"
    ) {
      $0 = Array($0.prefix(13))
    },
    DamagedSamples(
      "short data", "images-idx3-ubyte", "byte 4: an array of 5 x 3 x 2 numbers does not fit",
      cure: "cut short"
    ) {
      $0.removeLast(20)
    },
    DamagedSamples(
      "one byte short", "images-idx3-ubyte", "byte 16: an array of 5 x 3 x 2 numbers needs 30 bytes, but 29",
      cure: "cut short"
    ) {
      $0.removeLast()
    },
    DamagedSamples(
      "long data", "images-idx3-ubyte", "byte 46: there is more in the file than", cure: "damaged"
    ) { $0 += [1, 2] },
    DamagedSamples(
      "no samples", "images-idx3-ubyte", "byte 4: the array is empty (0 x 3 x 2)", cure: "with samples"
    ) { $0[7] = 0 },
    DamagedSamples(
      "huge", "images-idx3-ubyte", "byte 4: an array of 4278190085 x 4278190083 x", cure: "cut short"
    ) {
      ($0[4], $0[8], $0[12]) = (255, 255, 255)
    },
    DamagedSamples("another count", "images-idx3-ubyte", "5 labels of 4 images", cure: "the same part") {
      $0[7] = 4
      $0.removeLast(6)
    },
    DamagedSamples(
      "one dimension", "images-idx3-ubyte", "an array of 5 is not one of images", cure: "look like labels"
    ) {
      $0 = SampleFixtures.plainLabels
    },
    DamagedSamples(
      "label beyond the classes", "labels-idx1-ubyte", "byte 11: the label 7 is not one of 4 classes",
      cure: "correct it"
    ) {
      $0[11] = 7
    },
    DamagedSamples(
      "images for labels", "labels-idx1-ubyte", "an array of 5 x 3 x 2 is not one of labels",
      cure: "look like images"
    ) {
      $0 = SampleFixtures.plainImages
    },
    DamagedSamples(
      "compressed, cut", "images-idx3-ubyte.gz", "the compressed data end too early", cure: "cut short"
    ) {
      $0.removeLast(9)
    },
    DamagedSamples(
      "compressed, without its checksum", "images-idx3-ubyte.gz", "the compressed data end too early",
      cure: "copy it again"
    ) {
      $0.removeLast(4)
    },
    DamagedSamples(
      "compressed, another checksum", "images-idx3-ubyte.gz", "the compressed data are corrupt",
      cure: "copy it again"
    ) {
      $0[$0.count - 8] ^= 1
    },
    DamagedSamples(
      "compressed, damaged", "images-idx3-ubyte.gz", "the compressed data are corrupt", cure: "copy it again"
    ) {
      $0[12] ^= 0xFF
    },
    DamagedSamples(
      "compressed, and more", "images-idx3-ubyte.gz", "3 bytes that are not gzip follow",
      cure: "copy it again"
    ) {
      $0 += [0, 9, 9]
    },
    DamagedSamples(
      "compressed, too small for its sizes", "bomb.gz",
      "unpacked, byte 4: an array of 60000 x 28 x 28 numbers does not fit", cure: "cut short"
    ) {
      _ in
    },
    DamagedSamples(
      "compressed, far more than its sizes", "zeros.gz", "unpacked, byte 18: there is more in the file",
      cure: "damaged"
    ) {
      _ in
    },
    DamagedSamples(
      "batch, cut", "batch.bin", "6145 bytes are no whole number of images of 3073", cure: "cut short"
    ) { $0.removeLast() },
    DamagedSamples("batch, empty", "batch.bin", "0 bytes are no whole number", cure: "cut short") { $0 = [] },
    DamagedSamples("batch of CIFAR-100", "batch.bin", "3074 bytes are no whole number", cure: "CIFAR-100 has")
    {
      $0 = Array($0.prefix(3074))
    },
    DamagedSamples(
      "batch, label", "batch.bin", "byte 3073: record 2 has the label 10", cure: "binary version"
    ) { $0[3073] = 10 },
    DamagedSamples("batch, pickled", "batch.bin", "Python's pickled version", cure: "cifar-10-binary") {
      $0[0] = 0x80
    },
    DamagedSamples("batch, compressed", "batch.bin", "this is compressed", cure: "tar xzf") {
      ($0[0], $0[1]) = (0x1F, 0x8B)
    },
    DamagedSamples("table, cut", "table.csv.gz", "the compressed data end too early", cure: "copy it again") {
      $0.removeLast(9)
    },
  ]
}

@Suite("Malformed files of samples") struct SampleMalformedTests {
  @Test("are rejected with their place, their problem and the cure", arguments: DamagedSamples.all)
  func rejection(_ damage: DamagedSamples) throws {
    let file = try SampleFixtures.damaged(damage.name, damage.change)
    let error = try #require(
      DataFixtures.rejection { () throws(DiagnosticError) in _ = try SampleFixtures.read(file) })
    let first = error.diagnostics[0]
    #expect(error.exitCode == 65)
    #expect(first.message.contains(damage.message), "\(first.message)")
    #expect(first.suggestion?.contains(damage.cure) == true, "\(first.suggestion ?? "none")")
  }

  struct WrongArray: Sendable {
    let inputs: String
    let answers: String
    var kind = SampleFiles.AnswerKind.labels(classes: nil)
    let message: String

    static let all = [
      WrongArray(inputs: "none", answers: "labels", message: #"no array "none""#),
      WrongArray(
        inputs: "images", answers: "three", message: #"2 samples in array "images", 3 in array "three""#),
      WrongArray(inputs: "last", answers: "labels", message: "seems to have its channels last"),
      WrongArray(inputs: "deep", answers: "labels", message: "of 2 x 1 x 2 x 2 x 1 is not one of samples"),
      WrongArray(inputs: "vector", answers: "labels", message: "of 2 is not one of samples"),
      WrongArray(inputs: "hole", answers: "labels", message: "sample 2, input 2 is not a finite number"),
      WrongArray(inputs: "turned", answers: "halves", message: "sample 2: 0.5 is not a whole number"),
      WrongArray(inputs: "turned", answers: "negative", message: "sample 1: the label -1 is not one of"),
      WrongArray(inputs: "turned", answers: "many", message: "sample 2: the label 1000000000 is not one of"),
      WrongArray(
        inputs: "turned", answers: "labels", kind: .labels(classes: 1),
        message: "sample 1: the label 1 is not one of 1 classes"),
      WrongArray(inputs: "turned", answers: "hole", message: "sample 2: this answer is not a finite number"),
      WrongArray(inputs: "turned", answers: "images", message: "is not one of answers"),
      WrongArray(inputs: "turned", answers: "turned", message: "3 answers a sample are no class"),
    ]
  }

  @Test("in an archive are rejected by the array and the sample", arguments: WrongArray.all)
  func arrays(_ wrong: WrongArray) throws {
    let file = try SampleFixtures.file("colours.npz")
    let error = try #require(
      DataFixtures.rejection { () throws(DiagnosticError) in
        _ = try SampleFiles.npz(
          file, inputs: wrong.inputs, answers: wrong.answers, as: wrong.kind, name: "wrong")
      })
    #expect(error.exitCode == 65 && error.diagnostics[0].suggestion != nil)
    #expect(error.diagnostics[0].message.contains(wrong.message), "\(error.diagnostics[0].message)")
  }

  @Test("hold no infinite pixels")
  func infinitePixel() throws {
    let file = try SampleFixtures.damaged("floats-idx2") { ($0[16], $0[17]) = (0x7F, 0x80) }
    let error = try #require(
      DataFixtures.rejection { () throws(DiagnosticError) in
        _ = try SampleFiles.idx(
          images: file, labels: DataFile(path: "l", bytes: [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]), name: "x")
      })
    #expect(error.diagnostics[0].message.contains("byte 16: sample 1 has a pixel that is not a finite"))
  }

  @Test("in a table are rejected by row and column")
  func tables() throws {
    let table = try SampleFixtures.file("table.csv.gz")
    func problem(_ answers: [ColumnSelector], _ kind: SampleFiles.AnswerKind, _ image: ImageShape? = nil)
      -> String?
    {
      DataFixtures.rejection { () throws(DiagnosticError) in
        _ = try SampleFiles.csv(table, answers: answers, as: kind, image: image, name: "x")
      }?.diagnostics[0].message
    }
    #expect(problem(["a"], .labels(classes: nil))?.contains("row 3, a: 5.5 is not a whole number") == true)
    #expect(problem(["label"], .labels(classes: 1))?.contains("row 2, label: the label 1") == true)
    #expect(problem(["a", "b", "label"], .targets)?.contains("no column is left") == true)
    #expect(problem(["lable"], .targets)?.contains(#"no column is called "lable""#) == true)
    #expect(
      problem(["a"], .targets, ImageShape(height: 3, width: 1))?.contains("2 inputs are no image") == true)
  }

  @Test("cannot state shapes whose sizes overflow or do not fit")
  func shapes() throws {
    let file = try SampleFixtures.file("hostile-shapes.npz")
    let archive = try NPZArchive(decoding: file.bytes, file: file.path)
    for name in ["overflow", "short", "long"] {
      let error = DataFixtures.rejection { () throws(DiagnosticError) in _ = try archive.tensor(named: name) }
      #expect(error?.diagnostics[0].message.contains("does not take the") == true, "\(name)")
    }
    #expect(try archive.tensor(named: "empty").entries.isEmpty)
    #expect(try archive.tensor(named: "single").entries == [0])
    for name in ["empty", "single"] {
      let error = DataFixtures.rejection { () throws(DiagnosticError) in
        _ = try SampleFiles.npz(file, inputs: name, answers: name, as: .targets, name: "x")
      }
      #expect(error?.diagnostics[0].message.contains("is not one of samples") == true, "\(name)")
    }
  }
}
