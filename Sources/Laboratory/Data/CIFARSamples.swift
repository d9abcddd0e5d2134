import Learning

extension SampleFiles {
  /// CIFAR-10's classes, in the order of their labels.
  public static let cifar10Classes = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  /// Files of CIFAR-10's binary version, such as data_batch_1.bin to data_batch_5.bin, one after the other: 3 x 32 x 32
  /// images whose pixels become numbers from 0 to 1, value / 255.
  ///
  /// A record is the label and 1024 bytes each of red, green and blue, in each row after row.
  public static func cifar10(_ files: [DataFile], name: String = "cifar-10") throws(DiagnosticError)
    -> LabelledSamples
  {
    let shape = ImageShape(channels: 3, height: 32, width: 32)
    let record = 1 + shape.pixels
    var inputs: [Double] = []
    inputs.reserveCapacity(files.reduce(0) { $0 + $1.bytes.count / record } * shape.pixels)
    var labels: [Int] = []
    for file in files {
      try checkBatch(file, record)
      for start in stride(from: 0, to: file.bytes.count, by: record) {
        let label = Int(file.bytes[start])
        guard label < cifar10Classes.count else {
          throw ByteReader(file: file.path, bytes: file.bytes).fault(
            "record \(start / record + 1) has the label \(label), which is not one of 10 classes", at: start,
            cure: "the file is damaged, or not of CIFAR-10's binary version: copy it again")
        }
        labels.append(label)
        inputs += file.bytes[start + 1..<start + record].lazy.map { Double($0) / 255 }
      }
    }
    return LabelledSamples(
      name: name, inputs: inputs, inputCount: shape.pixels,
      answers: .labels(labels, classes: cifar10Classes.count), image: shape, classNames: cifar10Classes)
  }

  private static func checkBatch(_ file: DataFile, _ record: Int) throws(DiagnosticError) {
    guard !file.isCompressed else {
      throw file.fault("this is compressed, not a batch of images", cure: "unpack it: tar xzf \(file.path)")
    }
    guard !file.bytes.starts(with: [0x80]) else {
      throw file.fault(
        "this is Python's pickled version of CIFAR-10",
        cure: "take the binary version, cifar-10-binary.tar.gz")
    }
    guard !file.bytes.isEmpty, file.bytes.count.isMultiple(of: record) else {
      let isHundred = !file.bytes.isEmpty && file.bytes.count.isMultiple(of: record + 1)
      throw file.fault(
        "\(file.bytes.count) bytes are no whole number of images of \(record) bytes each",
        cure: isHundred
          ? "CIFAR-100 has records of \(record + 1) bytes: take CIFAR-10"
          : "the file was cut short: write or copy it again")
    }
  }
}
