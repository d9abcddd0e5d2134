import DeepNetworks
import Learning
import Matrices

/// What the training workloads compute on: samples of classes and the first weights.
struct TrainingData: Sendable {
  let samples: LabelledSamples
  /// Weights (outputs x inputs) and biases; nil: drawn by the training, after He.
  let start: [(weight: Matrix, bias: Matrix)]?
  let widths: [Int]

  /// A mixture of Gaussians, 3 apart, one for each class.
  init(drawnFor sizes: WorkloadSizes) {
    samples = GaussianMixture(
      inputs: sizes.inputs, classes: sizes.outputs, separation: 3, seed: BenchmarkData.seed
    ).draw(0..<sizes.samples)
    start = nil
    widths = []
  }

  /// X, y, w0, b0, w1, ... of an .npz archive.
  init(contentsOf path: String) throws(DiagnosticError) {
    let archive = try NPZArchive(contentsOf: path)
    let (x, y) = (try archive.matrix(named: "X"), try archive.matrix(named: "y"))
    var layers: [(weight: Matrix, bias: Matrix)] = []
    while archive.names.contains("w\(layers.count)") {
      layers.append(
        (
          try archive.matrix(named: "w\(layers.count)"), try archive.matrix(named: "b\(layers.count)")
        ))
    }
    let labels = y.entries.map { Int(exactly: $0) ?? -1 }
    let widths = [x.columns] + layers.map(\.weight.rows)
    let fits = zip(layers, widths).allSatisfy {
      $0.weight.columns == $1 && $0.bias.entries.count == $0.weight.rows && $0.weight.isFinite
    }
    guard let classes = layers.last?.weight.rows, fits, y.entries.count == x.rows, x.isFinite,
      labels.allSatisfy({ (0..<classes).contains($0) })
    else {
      throw .badContent(
        Diagnostic(
          file: path, message: "X, y and the layers w0, b0, w1, ... do not fit together",
          suggestion:
            "X is n x d, y n labels, w0 a matrix of as many columns as X, w1 of as many as w0 has rows"))
    }
    samples = LabelledSamples(
      name: path, inputs: x.transposed.entries, inputCount: x.columns,
      answers: .labels(labels, classes: classes))
    start = layers.map { ($0.weight, $0.bias.rows == 1 ? $0.bias.transposed : $0.bias) }
    self.widths = widths
  }
}
