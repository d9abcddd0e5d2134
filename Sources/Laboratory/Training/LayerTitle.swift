import DeepNetworks

/// What a layer is called in figures: its number, its kind unless it is linear, its matrix, and its part.
enum LayerTitle {
  static func text(
    _ number: Int, kind: String?, rows: Int, columns: Int, role: NetworkLayer.Role
  ) -> String {
    let own = kind.map { $0 == LayerKind.linear.label ? "" : ", " + $0 } ?? ""
    return "layer \(number + 1)\(own), \(rows) x \(columns)" + (role == .hidden ? "" : ", \(role.rawValue)")
  }

  static func text(_ number: Int, of network: Network) -> String {
    let weight = network.weights[number]
    return text(
      number, kind: weight.layerKind?.label, rows: weight.rows, columns: weight.columns,
      role: network.role(of: number))
  }
}
