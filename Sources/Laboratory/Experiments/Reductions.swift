import LinearNetworks

/// The exact reductions that a run asks for.
struct Reductions {
  let width: Bool
  let rotation: Bool

  init(_ words: [String]) {
    width = words.contains("width")
    rotation = words.contains("rotation")
  }

  /// The setting in fewer hidden units or in the eigenbasis of X^T X: every observable keeps its law.
  func applied(to setting: Setting) -> Setting {
    width || rotation ? setting.reduced(width: width, rotation: rotation) : setting
  }
}
