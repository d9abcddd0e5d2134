import DeepNetworks
import Matrices

/// A network trained elsewhere: the arrays of an .npz archive, told apart by shape and name.
///
/// PyTorch: numpy.savez(path, **{k: v.cpu().numpy() for k, v in model.state_dict().items()}).
public struct TrainedWeights: Sendable {
  /// What an array was taken for.
  public enum Kind: String, Sendable {
    case dense = "dense weights"
    case convolution = "convolution"
    case bias
    case normalisation
    case counter
    case other = "left out"
  }

  public struct Array: Sendable {
    public let name: String
    public let shape: [Int]
    public let kind: Kind
  }

  public let file: String
  /// In the order of the archive.
  public let arrays: [Array]
  /// The dense and convolutional weights, in that order.
  public let layers: [NetworkLayer]
  /// Names of convolutions, whose uses are not one a sample.
  public let convolutions: Set<String>

  /// - Parameters:
  ///   - head: the name of the last layer; guessed where nil, none where "none".
  ///   - shortcuts: names of projections beside layers, besides those whose names say so.
  public init(contentsOf path: String, head: String? = nil, shortcuts: [String] = []) throws(DiagnosticError)
  {
    let archive = try NPZArchive(contentsOf: path)
    file = path
    var arrays: [Array] = []
    var matrices: [(name: String, matrix: Matrix, isConvolution: Bool)] = []
    for name in archive.names {
      let tensor = try archive.tensor(named: name)
      let kind = Self.kind(of: name, tensor.shape)
      arrays.append(Array(name: name, shape: tensor.shape, kind: kind))
      if let matrix = Self.matrix(of: tensor, kind, name) {
        matrices.append((name, matrix, kind == .convolution))
      }
    }
    self.arrays = arrays
    guard !matrices.isEmpty else {
      throw .badContent(
        Diagnostic(
          file: path, message: "no array of the archive is a layer's weights; it has \(Self.listing(arrays))",
          suggestion:
            "save the weights with 2 dimensions (outputs x inputs) or 4 (filters x channels x k x k)"))
    }
    let names = matrices.map(\.name)
    for name in [head].compactMap(\.self).filter({ $0 != "none" }) + shortcuts where !names.contains(name) {
      throw Self.unknown(name, names, in: path)
    }
    let last = head ?? Self.guessedHead(matrices.filter { !$0.isConvolution }.map(\.name), of: names.count)
    layers = matrices.map { entry in
      let role: NetworkLayer.Role =
        entry.name == last
        ? .head : shortcuts.contains(entry.name) || Self.isShortcut(entry.name) ? .shortcut : .hidden
      return NetworkLayer(entry.name, role, weights: entry.matrix)
    }
    convolutions = Set(matrices.filter(\.isConvolution).map(\.name))
  }

  /// The problem with a name that no layer has.
  static func unknown(_ name: String, _ names: [String], in file: String) -> DiagnosticError {
    .badContent(
      Diagnostic(
        file: file, message: "no layer is called \(quoted(name)); the layers are \(listed(names))",
        suggestion: didYouMean(name, among: names) ?? "name one of these"))
  }

  private static func listing(_ arrays: [Array]) -> String {
    listed(arrays.map { "\($0.name) (\($0.shape.map(String.init).joined(separator: " x ")))" })
  }

  private static func kind(of name: String, _ shape: [Int]) -> Kind {
    let last = name.split(whereSeparator: { $0 == "." || $0 == "/" }).last.map { $0.lowercased() } ?? ""
    let isEmpty = shape.contains(0)
    switch shape.count {
    case _ where isEmpty: return .other
    case 0: return .counter
    case 1 where last.contains("running") || last.contains("moving"): return .normalisation
    case 1 where last.contains("bias") || last == "b": return .bias
    case 1 where last.contains("weight") || last.contains("scale") || last.contains("gamma"):
      return .normalisation
    case 2: return .dense
    case 3...5: return .convolution
    default: return .other
    }
  }

  /// Outputs x inputs. Arrays called `kernel` have the outputs last: that is how Keras and Flax store them.
  private static func matrix(of tensor: NPYTensor, _ kind: Kind, _ name: String) -> Matrix? {
    guard kind == .dense || kind == .convolution else { return nil }
    let shape = tensor.shape
    if name.lowercased().hasSuffix("kernel") {
      let outputs = shape[shape.count - 1]
      return Matrix(rows: outputs, columns: tensor.entries.count / outputs, entries: tensor.entries)
    }
    return ConvolutionKernel(
      filters: shape[0], channels: shape[1], extent: Swift.Array(shape.dropFirst(2)), entries: tensor.entries
    ).filterMatrix
  }

  private static func isShortcut(_ name: String) -> Bool {
    let lower = name.lowercased()
    return ["shortcut", "downsample", "skip"].contains { lower.contains($0) }
  }

  /// The last dense weights, if there are other weights too.
  private static func guessedHead(_ dense: [String], of count: Int) -> String? {
    count > 1 ? dense.last : nil
  }
}
