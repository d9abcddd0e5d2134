import DeepNetworks
import Matrices

/// The numbers of a trained perceptron in an .npz archive, in their order: what `rankfall train` keeps and what PyTorch's
/// `state_dict` of a sequence of modules has.
///
/// Which architecture it is follows from the shapes: after each matrix no vector, one (biases), four or five (a batch
/// normalisation's weight, bias, running mean and running variance, without or with biases before it).
struct KeptNumbers {
  private struct Array {
    let name: String
    /// A vector is a column.
    let matrix: Matrix
    let isVector: Bool
  }

  let file: String
  /// Inputs, then the outputs of each layer.
  let widths: [Int]
  let hasBiases: Bool
  let isNormalized: Bool
  private let arrays: [Array]

  init(contentsOf path: String) throws(DiagnosticError) {
    file = path
    arrays = try Self.arrays(of: path)
    let weights = arrays.filter { !$0.isVector }
    guard let first = weights.first, !arrays[0].isVector else {
      throw Self.fault(path, "the first array is no matrix")
    }
    for (earlier, later) in zip(weights, weights.dropFirst())
    where earlier.matrix.rows != later.matrix.columns {
      throw Self.fault(
        path,
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
      throw Self.fault(
        path, "after its matrices there are \(listed(vectors.map(String.init))) vectors, one after another")
    }
    hasBiases = last == 1
    isNormalized = hidden >= 4
  }

  private static func arrays(of path: String) throws(DiagnosticError) -> [Array] {
    let archive = try NPZArchive(contentsOf: path)
    var arrays: [Array] = []
    for name in archive.names {
      let tensor = try archive.tensor(named: name)
      let shape = tensor.shape
      // Counters of batches have no dimension.
      guard !shape.isEmpty else { continue }
      guard shape.count <= 2, !shape.contains(0) else {
        throw fault(
          path,
          "\(quoted(name)) is \(shape.map(String.init).joined(separator: " x ")), and a perceptron has matrices and vectors"
        )
      }
      guard tensor.entries.allSatisfy(\.isFinite) else {
        throw fault(path, "\(quoted(name)) has an entry that is not finite")
      }
      let columns = shape.count == 2 ? shape[1] : 1
      arrays.append(
        Array(
          name: name, matrix: Matrix(shape[0], columns) { tensor.entries[$0 * columns + $1] },
          isVector: shape.count == 1))
    }
    guard !arrays.isEmpty else { throw fault(path, "no array of the archive has numbers") }
    return arrays
  }

  /// The numbers as the state of a network; throws if they are those of another.
  func state<Element: NetworkElement>(
    of network: Network, in precision: Element.Type
  ) throws(DiagnosticError) -> TrainingState<Element> {
    var state = TrainingState<Element>(network)
    guard network.parameters.count == arrays.count else {
      throw Self.fault(file, "\(arrays.count) arrays for a network of \(network.parameters.count)")
    }
    for (parameter, array) in zip(network.parameters, arrays) {
      guard parameter.rows == array.matrix.rows, parameter.columns == array.matrix.columns else {
        throw Self.fault(
          file,
          "\(quoted(array.name)) is \(array.matrix.rows) x \(array.matrix.columns), and the network's "
            + "\(parameter.rows) x \(parameter.columns)")
      }
      state[parameter] = array.matrix
    }
    return state
  }

  private static func fault(_ file: String, _ message: String) -> DiagnosticError {
    .badContent(
      Diagnostic(
        file: file, message: message,
        suggestion: "give the weights of linear layers with rectifiers between them, in order, as "
          + "`rankfall train` keeps them: outputs x inputs, then biases, then those of a batch normalisation")
    )
  }
}
