import Learning

extension SampleFiles {
  /// Samples in an .npz archive: inputs n x d, n x height x width or n x channels x height x width, and n labels or n x k
  /// targets. Numbers are taken as they are; nothing is divided by 255.
  public static func npz(
    _ file: DataFile, inputs: String = "X", answers: String = "y", as kind: AnswerKind, name: String
  ) throws(DiagnosticError) -> LabelledSamples {
    let archive = try NPZArchive(decoding: file.bytes, file: file.path)
    let x = try archive.tensor(named: inputs)
    let y = try archive.tensor(named: answers)
    guard (2...4).contains(x.shape.count), !x.entries.isEmpty else {
      throw file.fault(
        "array \(quoted(inputs)) of \(sizes(x.shape)) is not one of samples",
        cure: "save a row for each sample: a.reshape(n, -1)")
    }
    guard x.shape.count < 4 || x.shape[3] > 4 || x.shape[1] <= 4 else {
      throw file.fault(
        "array \(quoted(inputs)) of \(sizes(x.shape)) seems to have its channels last",
        cure: "put them before the pixels: a.transpose(0, 3, 1, 2)")
    }
    guard (1...2).contains(y.shape.count), !y.entries.isEmpty else {
      throw file.fault(
        "array \(quoted(answers)) of \(sizes(y.shape)) is not one of answers",
        cure: "save one or two dimensions, a row for each sample")
    }
    guard x.shape[0] == y.shape[0] else {
      throw file.fault(
        "\(x.shape[0]) samples in array \(quoted(inputs)), \(y.shape[0]) in array \(quoted(answers))",
        cure: "both need one row for each sample")
    }
    let width = x.entries.count / x.shape[0]
    let outputs = y.entries.count / y.shape[0]
    try checkFinite(x.entries) { number in
      file.fault(
        "array \(quoted(inputs)): sample \(number / width + 1), input \(number % width + 1) is not a finite number",
        cure: "remove or fill in the sample")
    }
    let found = try Self.answers(y.entries, outputs: outputs, as: kind) { number, message, cure in
      file.fault("array \(quoted(answers)), sample \(number / outputs + 1): \(message)", cure: cure)
    }
    return LabelledSamples(
      name: name, inputs: x.entries, inputCount: width, answers: found,
      image: image(of: Array(x.shape.dropFirst())))
  }
}
