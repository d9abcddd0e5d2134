/// What a run or an experiment may be called: its name is that of a folder.
enum RunName {
  static let cure = "use letters, digits, `-`, `_` and `.`, beginning with a letter or a digit, 80 at most"

  /// Why a name cannot be that of a folder; nil if it can.
  static func problem(_ name: String) -> String? {
    if name.isEmpty { return "it is empty" }
    if name.utf8.count > 80 { return "it is longer than 80 letters" }
    func isPlain(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9": true
      default: false
      }
    }
    if let first = name.unicodeScalars.first, !isPlain(first) {
      return "it begins with \(quoted(String(Character(first))))"
    }
    if let wrong = name.unicodeScalars.first(where: { !isPlain($0) && !"-_.".unicodeScalars.contains($0) }) {
      return "it contains \(quoted(String(Character(wrong))))"
    }
    if ["figures", "inputs"].contains(name.lowercased()) {
      return "a run folder has a folder of that name already"
    }
    return nil
  }

  /// The nearest valid name to any text.
  static func sanitised(_ text: String) -> String {
    let letters = text.unicodeScalars.map { scalar -> Character in
      let character = Character(scalar)
      return problem("a\(character)") == nil ? character : "-"
    }
    let trimmed = String(String(letters).drop { problem(String($0)) != nil }.prefix(80))
    return problem(trimmed) == nil ? trimmed : "experiment"
  }
}
