import DeepNetworks

/// The perceptron that an archive's arrays are, by their shapes: after each matrix no vector, one (biases), four or five (a
/// batch normalisation's weight, bias, running mean and running variance, without or with biases before it).
struct KeptPerceptron {
  /// Inputs, then the outputs of each layer.
  let widths: [Int]
  let hasBiases: Bool
  let isNormalized: Bool

  init(_ numbers: KeptNumbers) throws(DiagnosticError) {
    let (file, arrays) = (numbers.file, numbers.arrays)
    if let kernel = arrays.first(where: \.isKernel) {
      throw .badContent(
        Diagnostic(
          file: file,
          message: "\(quoted(kernel.name)) is a kernel, and shapes do not say strides and borders",
          suggestion: "say --layers, such as --layers conv16k3s2p1-64"))
    }
    let weights = arrays.filter { !$0.isVector }
    guard let first = weights.first, !arrays[0].isVector else {
      throw KeptNumbers.fault(file, "the first array is no matrix")
    }
    for (earlier, later) in zip(weights, weights.dropFirst())
    where earlier.matrix.rows != later.matrix.columns {
      throw KeptNumbers.fault(
        file,
        "\(quoted(later.name)) has \(later.matrix.columns) inputs, and \(quoted(earlier.name)) before it "
          + "\(earlier.matrix.rows) outputs")
    }
    widths = [first.matrix.columns] + weights.map(\.matrix.rows)
    // How many vectors follow each matrix.
    let vectors = arrays.reduce(into: [Int]()) { counts, array in
      if array.isVector { counts[counts.count - 1] += 1 } else { counts.append(0) }
    }
    let (hidden, last) = (vectors.dropLast().first ?? vectors[0], vectors[vectors.count - 1])
    guard last <= 1, [0, 1, 4, 5].contains(hidden), hidden % 4 == last,
      vectors.dropLast().allSatisfy({ $0 == hidden })
    else {
      throw KeptNumbers.fault(
        file, "after its matrices there are \(listed(vectors.map(String.init))) vectors, one after another")
    }
    hasBiases = last == 1
    isNormalized = hidden >= 4
  }

  /// Widths of the hidden layers as `--layers` reads them.
  var layers: String {
    let hidden = widths.dropFirst().dropLast()
    return hidden.isEmpty ? "none" : hidden.map(String.init).joined(separator: "-")
  }

  /// Throws if its inputs or outputs are not those of some data.
  func check(inputs: Int, outputs: Int, of data: String, in file: String) throws(DiagnosticError) {
    guard widths[0] == inputs, widths[widths.count - 1] == outputs else {
      throw .badContent(
        Diagnostic(
          file: file,
          message:
            "the network has \(widths[0]) inputs and \(widths[widths.count - 1]) outputs, and the data "
            + "\(data) \(inputs) and \(outputs)",
          suggestion: "name the data that the network was trained on"))
    }
  }
}
