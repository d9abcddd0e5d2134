import Foundation
import Laboratory
import Learning
import Testing

@Suite("Files of samples") struct SampleFileTests {
  @Test(
    "in the IDX format are read, plain or compressed in one part or several",
    arguments: ["images-idx3-ubyte", "images-idx3-ubyte.gz", "two-members.gz"])
  func images(name: String) throws {
    for labels in ["labels-idx1-ubyte", "labels-idx1-ubyte.gz"] {
      let samples = try SampleFiles.idx(
        images: SampleFixtures.file(name), labels: SampleFixtures.file(labels), name: "five")
      #expect(samples.samples == 5 && samples.image == ImageShape(height: 3, width: 2))
      #expect(samples.inputs == (0..<30).map { Double(8 * $0) / 255 })
      #expect(samples.labels == [3, 0, 1, 3, 2] && samples.classes == 4 && samples.name == "five")
    }
  }

  @Test("in the IDX format may hold floats and wide integers, the highest byte first")
  func types() throws {
    let samples = try SampleFiles.idx(
      images: SampleFixtures.file("floats-idx2"), labels: SampleFixtures.file("labels-int"), classes: 7,
      name: "floats")
    #expect(samples.inputs == [1.5, -2, 0.25, 3] && samples.image == nil)
    #expect(samples.labels == [1, 0] && samples.classes == 7)
  }

  @Test("of CIFAR-10 are read in the order of the files, red before green before blue")
  func cifar() throws {
    let batch = try SampleFixtures.file("batch.bin")
    let samples = try SampleFiles.cifar10([batch, batch])
    #expect(samples.samples == 4 && samples.labels == [9, 0, 9, 0])
    #expect(samples.image == ImageShape(channels: 3, height: 32, width: 32))
    #expect(samples.classNames[9] == "truck")
    let planes: [Double] = [20.0 / 255, 40.0 / 255, 1]
    let second = (0..<3072).map { planes[$0 / 1024] }
    #expect(Array(samples.row(1)) == second)
  }

  @Test("of NumPy may have rows, images or channels of images")
  func archives() throws {
    let images = try SampleFixtures.file("images.npz")
    let grey = try SampleFiles.npz(images, as: .labels(classes: nil), name: "grey")
    #expect(grey.inputs == (0..<30).map { Double(8 * $0) }, "as they are, not divided by 255")
    #expect(grey.image == ImageShape(height: 3, width: 2) && grey.labels == [3, 0, 1, 3, 2])
    let measured = try SampleFiles.npz(images, answers: "Y", as: .targets, name: "measured")
    #expect(measured.targets == (0..<10).map { Double($0) / 4 } && measured.outputCount == 2)
    let colours = try SampleFixtures.file("colours.npz")
    let planes = try SampleFiles.npz(
      colours, inputs: "images", answers: "labels", as: .labels(classes: 2), name: "planes")
    #expect(planes.image == ImageShape(channels: 3, height: 2, width: 2))
    #expect(planes.inputs == (0..<24).map(Double.init))
    let turned = try SampleFiles.npz(
      colours, inputs: "turned", answers: "vector", as: .targets, name: "turned")
    #expect(turned.inputs == [0, 1, 2, 3, 4, 5] && turned.image == nil, "Fortran's order")
    let fortran = try SampleFiles.npz(
      colours, inputs: "fortran", answers: "vector", as: .targets, name: "fortran")
    #expect(fortran.inputs == planes.inputs && fortran.image == planes.image)
  }

  @Test("in tables have their answers in the last column, or where it is said")
  func tables() throws {
    let table = try SampleFixtures.file("table.csv.gz")
    let last = try SampleFiles.csv(table, as: .labels(classes: 2), name: "last")
    #expect(last.inputs == [1, 2, 3, 4, 5.5, 6] && last.labels == [0, 1, 0])
    let chosen = try SampleFiles.csv(
      table, inputs: ["b"], answers: ["label", 1], as: .targets, name: "chosen")
    #expect(chosen.inputs == [2, 4, 6] && chosen.targets == [0, 1, 1, 3, 0, 5.5])
    let image = try SampleFiles.csv(
      table, as: .labels(classes: nil), image: ImageShape(height: 1, width: 2), name: "image")
    #expect(image.image == ImageShape(height: 1, width: 2))
  }

  @Test("that are known are found in a folder, compressed or not")
  func known() throws {
    let folder = temporaryFolder()
    defer { removeFolder(folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (from, to) in [
      ("images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz"), ("labels-idx1-ubyte", "t10k-labels-idx1-ubyte"),
      ("batch.bin", "test_batch.bin"),
    ] {
      try FileManager.default.copyItem(atPath: SampleFixtures.path(from), toPath: folder + "/" + to)
    }
    let samples = try KnownData.fashionMNIST.samples(.test, in: folder)
    #expect(samples.samples == 5 && samples.classes == 10 && samples.classNames[9] == "ankle boot")
    #expect(try KnownData.mnist.samples(.test, in: folder).classNames[9] == "9")
    #expect(try KnownData.cifar10.samples(.test, in: folder).samples == 2)
  }

  @Test("that are known and not there: where people have them", arguments: KnownData.allCases)
  func missing(data: KnownData) throws {
    let error = try #require(
      DataFixtures.rejection { () throws(DiagnosticError) in
        _ = try data.samples(.train, in: "nowhere")
      })
    #expect(error.exitCode == 66)
    let words: [KnownData: String] = [
      .mnist: "root/MNIST/raw", .fashionMNIST: "/usr/share/datasets/fashion-mnist",
      .cifar10: "cifar-10-batches-bin",
    ]
    #expect(error.diagnostics[0].suggestion?.contains(words[data] ?? "?") == true)
    #expect(error.diagnostics[0].message.contains("is not in this folder"))
  }

  /// Zalando's files where Debian's package has put them; without it there is nothing to see. The mean and deviation of all
  /// pixels, 0.2860 and 0.3530, are the constants that PyTorch users write into `Normalize`.
  @Test(
    "of Fashion-MNIST, if they are on this machine",
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist")))
  func fashion() throws {
    let test = try KnownData.fashionMNIST.samples(.test)
    #expect(test.samples == 10000 && test.classCounts == [Int](repeating: 1000, count: 10))
    let whole = InputStandardisation(fitting: test, per: .whole)
    // The constants are those of the training part; the test part's differ by a few thousandths.
    #expect(abs(whole.means[0] - 0.2860) < 5e-3 && abs(whole.deviations[0] - 0.3530) < 5e-3)
  }
}
