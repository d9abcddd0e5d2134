/// One key of an experiment file: its name, what may stand behind it, and what it means.
///
/// The tables of fields are the only description of the format: validation, the JSON Schema, the reference page and the
/// template are all made from them.
public struct Field: Sendable {
  public let name: String
  public let kind: FieldKind
  /// One sentence.
  public let summary: String
  /// A value as one would write it.
  public let example: String
  /// The value that stands for a missing key, as one would write it.
  public let standard: String?
  /// Whether the section is meaningless without it.
  public let isRequired: Bool

  init(
    _ name: String, _ kind: FieldKind, example: String, standard: String? = nil, required: Bool = false,
    _ summary: String
  ) {
    self.name = name
    self.kind = kind
    self.summary = summary
    self.example = example
    self.standard = standard
    isRequired = required
  }
}

/// What may stand behind a key.
public indirect enum FieldKind: Sendable {
  case text
  /// A path, relative to the experiment file.
  case path
  case number(NumberRange)
  case integer(ClosedRange<Int>)
  case boolean
  /// One of some words.
  case choice([String])
  /// A list of words: any, or some of a closed set.
  case words([String]?)
  case numbers(NumberRange)
  case section([Field])
  /// Sections under names that the author chooses, in order.
  case named([Field], noun: String)
  /// A word for each of some names.
  case wordFor(names: [String], words: [String])
  /// A list of values for each of some keys.
  case lists(of: String)
  /// A list of sections.
  case list([Field])
  /// The first kind that has the shape of what is written.
  case either([FieldKind])
}

/// The numbers that a field accepts; infinities and NaN never.
public struct NumberRange: Sendable, Equatable {
  public let lower: Double
  public let upper: Double
  public let includesLower: Bool
  public let includesUpper: Bool

  public static let any = NumberRange(
    lower: -.infinity, upper: .infinity, includesLower: false, includesUpper: false)
  public static let positive = NumberRange(
    lower: 0, upper: .infinity, includesLower: false, includesUpper: false)
  public static let nonNegative = NumberRange(
    lower: 0, upper: .infinity, includesLower: true, includesUpper: false)
  /// Strictly between -1 and 1.
  public static let correlation = NumberRange(lower: -1, upper: 1, includesLower: false, includesUpper: false)

  public func contains(_ x: Double) -> Bool {
    (includesLower ? x >= lower : x > lower) && (includesUpper ? x <= upper : x < upper)
  }

  /// The range in words, such as "a number above 0".
  public var words: String {
    switch (lower, upper) {
    case (-.infinity, .infinity): "a number"
    case (_, .infinity):
      includesLower ? "a number, \(short(lower)) or more" : "a number above \(short(lower))"
    default: "a number between \(short(lower)) and \(short(upper))"
    }
  }
}

extension FieldKind {
  /// What it accepts, in words.
  public var words: String {
    switch self {
    case .text: "text"
    case .path: "a path, relative to this file"
    case .number(let range): range.words
    case .integer(let range):
      range.upperBound == .max
        ? "a whole number, \(range.lowerBound) or more"
        : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "true or false"
    case .choice(let words):
      words.count == 1
        ? "the word \(words[0])" : words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    case .words: "a list of words: [a, b]"
    case .numbers: "a list of numbers: [1, 0.5]"
    case .section(let fields): "a section with the keys " + fields.map(\.name).joined(separator: ", ")
    case .named(_, let noun): "a section with a name for every \(noun)"
    case .wordFor(_, let words): "a section `name: word`, with the words " + words.joined(separator: ", ")
    case .lists(let noun): "a section with a list of values for every \(noun): {key: [1, 2]}"
    case .list: "a list of sections: - {key: value}"
    case .either(let kinds): kinds.map(\.words).joined(separator: "; or ")
    }
  }
}

/// A number as one would write it: 0, 0.5, 1000.
func short(_ x: Double) -> String {
  x == x.rounded() && abs(x) < 1e15 ? String(Int64(x)) : "\(x)"
}
