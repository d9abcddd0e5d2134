import DeepNetworks
import Matrices

/// The numbers of a trained network in an .npz archive, in their order: what `rankfall train` keeps and what PyTorch's
/// `state_dict` of a sequence of modules has.
///
/// Matrices are outputs x inputs, kernels filters x channels x k x k, and a row of one is a row of the filter matrix.
struct KeptNumbers {
  struct Array {
    let name: String
    let shape: [Int]
    /// A vector is a column, a kernel its filter matrix.
    let matrix: Matrix

    var isVector: Bool { shape.count == 1 }
    var isKernel: Bool { shape.count == 4 }
    fileprivate var sizes: String { shape.map(String.init).joined(separator: " x ") }
  }

  let file: String
  let arrays: [Array]

  init(contentsOf path: String) throws(DiagnosticError) {
    file = path
    arrays = try Self.arrays(of: path)
  }

  private static func arrays(of path: String) throws(DiagnosticError) -> [Array] {
    let archive = try NPZArchive(contentsOf: path)
    var arrays: [Array] = []
    for name in archive.names {
      let tensor = try archive.tensor(named: name)
      let shape = tensor.shape
      // Counters of batches have no dimension.
      guard !shape.isEmpty else { continue }
      guard [1, 2, 4].contains(shape.count), !shape.contains(0) else {
        throw fault(
          path,
          "\(quoted(name)) is \(shape.map(String.init).joined(separator: " x ")), and a network has vectors, matrices and kernels"
        )
      }
      guard tensor.entries.allSatisfy(\.isFinite) else {
        throw fault(path, "\(quoted(name)) has an entry that is not finite")
      }
      let columns = shape.dropFirst().reduce(1, *)
      arrays.append(
        Array(
          name: name, shape: shape,
          matrix: Matrix(shape[0], columns) { tensor.entries[$0 * columns + $1] }))
    }
    guard !arrays.isEmpty else { throw fault(path, "no array of the archive has numbers") }
    return arrays
  }

  /// What keeps the numbers from being those of a network; nil if they are.
  func mismatch(with network: Network) -> String? {
    for (parameter, array) in zip(network.parameters, arrays) {
      let shapes = Self.shapes(of: parameter)
      guard shapes.contains(array.shape) else {
        return "\(quoted(array.name)) is \(array.sizes), and the network's \(parameter.name) "
          + shapes[0].map(String.init).joined(separator: " x ")
      }
    }
    guard network.parameters.count == arrays.count else {
      return "\(arrays.count) arrays for a network of \(network.parameters.count)"
    }
    return nil
  }

  /// How a parameter may be kept: as it usually is, then as it also may be. A layer position by position is a matrix, or a
  /// convolution of one pixel.
  private static func shapes(of parameter: NetworkParameter) -> [[Int]] {
    let (rows, columns) = (parameter.rows, parameter.columns)
    return switch parameter.layerKind {
    case .convolution(let kernel, _, _)?:
      [[rows, columns / (kernel * kernel), kernel, kernel], [rows, columns]]
    case .positionwise?: [[rows, columns], [rows, columns, 1, 1]]
    case .linear?, .query?, .key?, .value?: [[rows, columns]]
    case nil: [[rows]]
    }
  }

  /// The numbers as the state of a network; throws if they are those of another.
  func state<Element: NetworkElement>(
    of network: Network, in precision: Element.Type
  ) throws(DiagnosticError) -> TrainingState<Element> {
    if let mismatch = mismatch(with: network) { throw Self.fault(file, mismatch) }
    var state = TrainingState<Element>(network)
    for (parameter, array) in zip(network.parameters, arrays) { state[parameter] = array.matrix }
    return state
  }

  static func fault(_ file: String, _ message: String) -> DiagnosticError {
    .badContent(
      Diagnostic(
        file: file, message: message,
        suggestion:
          "give the layers' numbers in order, as `rankfall train` keeps them: outputs x inputs or filters x "
          + "channels x k x k, then biases, then those of a batch normalisation; --layers says which layers"))
  }
}
