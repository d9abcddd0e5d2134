import Learning

extension SampleFiles {
  /// The most bytes that a compressed table may unpack to.
  static let largestTable = 1 << 30

  /// Samples in a table, plain or .gz: a row each, with the answers in one or several columns.
  ///
  /// - Parameters:
  ///   - inputs: the columns of the inputs; nil for all that are no answers.
  ///   - answers: the columns of the answers; nil for the last one.
  public static func csv(
    _ file: DataFile, inputs: [ColumnSelector]? = nil, answers: [ColumnSelector]? = nil, as kind: AnswerKind,
    image: ImageShape? = nil, name: String
  ) throws(DiagnosticError) -> LabelledSamples {
    let content = try file.content(upTo: largestTable + 1)
    guard content.bytes.count <= largestTable else {
      throw file.fault("the table is larger than 1 GiB", cure: "save the numbers as an .npz archive")
    }
    let table = try CSVTable(parsing: try SourceText(decoding: content.bytes, file: file.path))
    var answerColumns: [Int] = []
    for selector in answers ?? [.number(table.names.count)] {
      answerColumns.append(try table.index(of: selector))
    }
    var inputColumns = table.names.indices.filter { !answerColumns.contains($0) }
    if let inputs {
      inputColumns = []
      for selector in inputs { inputColumns.append(try table.index(of: selector)) }
    }
    guard !inputColumns.isEmpty else {
      throw file.fault("no column is left for the inputs", cure: "add one, or name other answers")
    }
    guard image.map({ $0.pixels == inputColumns.count }) ?? true else {
      throw file.fault(
        "\(inputColumns.count) inputs are no image of \(image.map(\.description) ?? "")",
        cure: "correct the shape or the columns")
    }
    let found = try Self.answers(
      rows(of: table, answerColumns), outputs: answerColumns.count, as: kind
    ) { number, message, cure in
      let row = number / answerColumns.count + 1
      return file.fault(
        "row \(row), \(table.names[answerColumns[number % answerColumns.count]]): \(message)", cure: cure)
    }
    return LabelledSamples(
      name: name, inputs: rows(of: table, inputColumns), inputCount: inputColumns.count, answers: found,
      image: image)
  }

  private static func rows(of table: CSVTable, _ columns: [Int]) -> [Double] {
    (0..<table.rowCount).flatMap { row in columns.map { table.columns[$0][row] } }
  }
}
