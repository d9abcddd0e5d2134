import Foundation

/// A JSON document as a value; keys keep their order.
public indirect enum JSONText: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  /// null where it is not finite: JSON knows no NaN.
  case number(Double)
  case text(String)
  case array([JSONText])
  case object([Member])

  /// A key with its value.
  public struct Member: Sendable, Equatable {
    let key: String
    let value: JSONText
  }

  public static func object(_ members: KeyValuePairs<String, JSONText>) -> JSONText {
    .object(Self.members(members))
  }

  /// Members to join with others.
  static func members(_ members: KeyValuePairs<String, JSONText>) -> [Member] {
    members.map { Member(key: $0.key, value: $0.value) }
  }

  static func optional(_ text: String?) -> JSONText { text.map { .text($0) } ?? .null }

  /// Indented by two spaces; short arrays of scalars in one line.
  public func written(indent: String = "") -> String {
    switch self {
    case .null: return "null"
    case .boolean(let boolean): return boolean ? "true" : "false"
    case .integer(let integer): return String(integer)
    case .number(let number): return number.isFinite ? "\(number)" : "null"
    case .text(let text): return Self.string(text)
    case .array(let items):
      if items.isEmpty { return "[]" }
      if items.allSatisfy(\.isScalar) {
        return "[" + items.map { $0.written() }.joined(separator: ", ") + "]"
      }
      let rows = items.map { indent + "  " + $0.written(indent: indent + "  ") }
      return "[\n" + rows.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      let rows = members.map {
        indent + "  " + Self.string($0.key) + ": " + $0.value.written(indent: indent + "  ")
      }
      return "{\n" + rows.joined(separator: ",\n") + "\n\(indent)}"
    }
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  /// A text in double quotes, as JSON and YAML both read it.
  static func string(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case _ where scalar.value < 32 || scalar.value == 127:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
