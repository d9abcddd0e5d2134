import LinearNetworks

/// The exact reductions that a run asks for.
struct Reductions {
  let width: Bool
  let rotation: Bool

  init(_ words: [String]) {
    width = words.contains("width")
    rotation = words.contains("rotation")
  }

  /// The setting in fewer hidden units or in the eigenbasis of X^T X, with the same law of everything observed.
  func applied(to setting: Setting) -> Setting? {
    guard width || rotation else { return setting }
    return nil
  }
}
