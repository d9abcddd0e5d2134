/// How gnuplot writes text, numbers and colours.
enum GnuplotText {
  /// A string that gnuplot takes letter by letter: single quotes know neither escapes nor command substitution.
  static func quoted(_ text: String) -> String {
    let oneLine = String(text.map { $0.isNewline || ($0.asciiValue ?? 32) < 32 ? " " : $0 })
    return "'" + oneLine.replacing("'", with: "''") + "'"
  }

  /// A word in a data block, where double quotes keep blanks together.
  static func word(_ text: String) -> String {
    "\"" + String(text.map { $0.isNewline || $0 == "\"" || ($0.asciiValue ?? 32) < 32 ? " " : $0 }) + "\""
  }

  /// The name of an output file: never a pipe, an option or a home folder.
  static func quotedFile(_ name: String) -> String {
    let isPlain = name.first.map { $0.isLetter || $0.isNumber || "._/".contains($0) } ?? false
    return quoted(isPlain ? name : "./" + name)
  }

  static func quoted(rgb: UInt32) -> String {
    let digits = String(rgb, radix: 16)
    return "'#" + String(repeating: "0", count: 6 - digits.count) + digits + "'"
  }

  /// The shortest text that reads back as the same double.
  static func number(_ value: Double) -> String { value.description }

  static func range(_ range: ClosedRange<Double>) -> String {
    "[\(number(range.lowerBound)):\(number(range.upperBound))]"
  }

  static func dash(_ style: LineStyle) -> String {
    switch style {
    case .solid: "dashtype 1"
    case .dashed: "dashtype (9,5)"
    case .dotted: "dashtype (2,4)"
    }
  }

  /// A data block; a blank line separates runs.
  static func block(_ name: String, _ runs: [[[Double]]]) -> String {
    var text = "$\(name) << EOD\n"
    for (index, run) in runs.enumerated() {
      if index > 0 { text += "\n" }
      for row in run {
        text += row.map(number).joined(separator: " ")
        text += "\n"
      }
    }
    return text + "EOD\n"
  }
}
