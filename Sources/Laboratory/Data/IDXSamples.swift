import Learning

extension SampleFiles {
  /// Images and labels in two IDX files, plain or .gz, as MNIST and Fashion-MNIST come: pixels of one byte become
  /// numbers from 0 to 1, value / 255.
  ///
  /// - Parameter classes: how many there are; nil for one more than the largest label.
  public static func idx(
    images: DataFile, labels: DataFile, classes: Int? = nil, name: String, classNames: [String] = []
  ) throws(DiagnosticError) -> LabelledSamples {
    let pixels = try IDXFile(images)
    guard (2...4).contains(pixels.shape.count) else {
      throw images.fault(
        "an array of \(sizes(pixels.shape)) is not one of images, which has two to four dimensions",
        cure: pixels.shape.count == 1 ? "these look like labels: name the file of the images" : "name another"
      )
    }
    let answers = try IDXFile(labels)
    guard answers.shape.count == 1, answers.element.kind != .float else {
      throw labels.fault(
        "an array of \(sizes(answers.shape)) is not one of labels, which are integers in one dimension",
        cure: answers.shape.count == 3
          ? "these look like images: name the file of the labels" : "name another")
    }
    guard pixels.shape[0] == answers.shape[0] else {
      throw labels.fault(
        "\(answers.shape[0]) labels of \(pixels.shape[0]) images in \(images.path)",
        cure: "both files must be of the same part, train or t10k")
    }
    let inputs = pixels.values(scalingBytes: true)
    let width = inputs.count / pixels.shape[0]
    try checkFinite(inputs) { number in
      pixels.reader.fault(
        "sample \(number / width + 1) has a pixel that is not a finite number",
        at: pixels.start + number * pixels.element.size, cure: "leave the sample out")
    }
    let found = try Self.answers(
      answers.values(scalingBytes: false), outputs: 1, as: .labels(classes: classes)
    ) { number, message, cure in
      answers.reader.fault(message, at: answers.start + number * answers.element.size, cure: cure)
    }
    return LabelledSamples(
      name: name, inputs: inputs, inputCount: width, answers: found,
      image: image(of: Array(pixels.shape.dropFirst())), classNames: classNames)
  }
}
