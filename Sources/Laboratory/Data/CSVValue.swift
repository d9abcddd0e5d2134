/// What the text of a cell says, read as a number.
enum CSVValue: Equatable {
  case number(Double)
  /// Nothing, or one of the usual words for nothing.
  case missing
  /// NaN or an infinity, written out.
  case notFinite
  /// A decimal number beyond the largest double.
  case tooLarge
  /// A number but for a comma where the point should be, a D for the exponent or a typographic minus sign.
  case misspelt(corrected: String)
  case word

  init(_ text: String) {
    let isDecimal = text.utf8.allSatisfy { byte in
      byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte | 0x20 == UInt8(ascii: "e")
    }
    if isDecimal, let value = Double(text) {
      self = value.isFinite ? .number(value) : .tooLarge
      return
    }
    let lowercase = text.lowercased()
    if ["", "na", "n/a", "null", "none", "?", "-", "."].contains(lowercase) {
      self = .missing
    } else if ["nan", "inf", "infinity"].contains(lowercase.drop { $0 == "+" || $0 == "-" }) {
      self = .notFinite
    } else if let corrected = CSVValue.corrected(text) {
      self = .misspelt(corrected: corrected)
    } else {
      self = .word
    }
  }

  private static func corrected(_ text: String) -> String? {
    guard !text.hasPrefix(","), !text.hasSuffix(","), !(text.contains(",") && text.contains(".")) else {
      return nil
    }
    let corrected = String(
      text.map { character in
        switch character {
        case ",": "."
        case "d", "D": "e"
        case "\u{2212}": "-"
        default: character
        }
      })
    guard corrected != text, case .number = CSVValue(corrected) else { return nil }
    return corrected
  }
}

extension CSVValue {
  /// What is wrong with a cell that should have been a number, and the cure; nil for a number.
  func complaint(about text: String) -> (message: String, cure: String)? {
    switch self {
    case .number: nil
    case .missing where text.isEmpty:
      ("the cell is empty", "write a number here, or leave the whole row out")
    case .missing:
      ("\(quoted(text)) stands for a missing value", "write a number here, or leave the whole row out")
    case .notFinite: ("\(quoted(text)) is not a finite number", "leave the row out")
    case .tooLarge:
      ("\(quoted(text)) is beyond the largest double, about 1.8e308", "change the unit of the column")
    case .misspelt(let corrected):
      (
        "\(quoted(text)) is not a number\(text.contains(",") ? ": a decimal comma?" : "")",
        "write \(legible(corrected))"
      )
    case .word: ("\(quoted(text)) is not a number", "write a number such as 0.25 or 2.5e-3")
    }
  }
}
