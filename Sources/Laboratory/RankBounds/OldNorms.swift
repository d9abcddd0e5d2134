/// Norms that layers had earlier in training, from a table: a column `ago`, how many updates ago, and a column a layer.
///
/// Spectral or Frobenius norms: the latter are larger, and make a bound weaker but not wrong.
public struct OldNorms: Sendable {
  public let ago: [Int]
  private let columns: [String: [Double]]

  public init(contentsOf path: String, layers: [String]) throws(DiagnosticError) {
    let table = try CSVTable(contentsOf: path)
    let ago = try table.column("ago")
    guard ago.allSatisfy({ $0 >= 1 && $0 <= 1e15 && $0.rounded() == $0 }) else {
      throw .badContent(
        Diagnostic(
          file: path, message: "a number of updates in column \"ago\" is not an integer from 1 on",
          suggestion: "write how many updates before the weights of now a norm was taken"))
    }
    self.ago = ago.map { Int($0) }
    var columns: [String: [Double]] = [:]
    for (name, column) in zip(table.names, table.columns) where name != "ago" {
      guard layers.contains(name) else { throw TrainedWeights.unknown(name, layers, in: path) }
      guard column.allSatisfy({ $0 >= 0 }) else {
        throw .badContent(
          Diagnostic(
            file: path, message: "a norm of \(quoted(name)) is negative",
            suggestion: "write norms, not their logarithms"))
      }
      columns[name] = column
    }
    self.columns = columns
  }

  /// The norms of one layer by how many updates ago they were taken.
  public func norms(of layer: String) -> [(ago: Int, norm: Double)] {
    guard let column = columns[layer] else { return [] }
    return zip(ago, column).map { ($0, $1) }
  }
}
