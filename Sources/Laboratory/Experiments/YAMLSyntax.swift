import Yams

/// Syntax errors of YAML in the words of someone who writes experiments.
enum YAMLSyntax {
  /// Aliases can make a small file a huge document; no experiment needs more nodes than this.
  static let largestDocument = 100_000

  /// The first line that is indented by a tab.
  static func tab(in source: SourceText) -> Diagnostic? {
    var number = 1
    while let line = source.line(number) {
      let indent = line.prefix { $0 == " " || $0 == "\t" }
      if let tab = indent.firstIndex(of: "\t"), indent.endIndex < line.endIndex, line[indent.endIndex] != "#"
      {
        let column = line.distance(from: line.startIndex, to: tab) + 1
        return source.diagnostic(
          "a tab in the indentation", line: number, column: column, cure: "indent with spaces, two a level")
      }
      number += 1
    }
    return nil
  }

  static func diagnostic(of error: YamlError, in source: SourceText) -> Diagnostic {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let (message, cure) = explained(problem, context: context?.text)
      let atEnd = source.line(mark.line).map { $0.isEmpty } ?? true
      let place = atEnd ? (context?.mark ?? mark) : mark
      return Place(scalarColumn: place.column, line: place.line, in: source).diagnostic(message, cure: cure)
    case .duplicatedKeysInMapping(let keys, let context):
      let key = keys.first ?? ""
      let again = repetition(of: key, after: context.mark, in: source)
      return Place(scalarColumn: again.column, line: again.line, in: source).diagnostic(
        "the key \(quoted(key)) is here twice; the first is in line \(context.mark.line)",
        cure: "keep one of the two")
    case .reader(let problem, let offset, _, _):
      return source.diagnostic(
        problem, atByte: min(offset ?? 0, source.bytes.count), cure: "remove this character")
    default:
      return source.diagnostic("not YAML: \(error)", line: 1, column: 1)
    }
  }

  /// The second place of a key: the next line with the same key in the same column.
  private static func repetition(of key: String, after first: Mark, in source: SourceText) -> (
    line: Int, column: Int
  ) {
    var number = first.line + 1
    while let line = source.line(number) {
      let indent = line.prefix { $0 == " " || $0 == "-" }.count
      if indent == first.column - 1, line.dropFirst(indent).hasPrefix(key + ":") {
        return (number, first.column)
      }
      number += 1
    }
    return (first.line, first.column)
  }

  private static func explained(_ problem: String, context: String?) -> (message: String, cure: String) {
    switch problem {
    case let text where text.contains("mapping values are not allowed"):
      (
        "a colon where no key can stand",
        "quote text that holds a colon: title: \"GF: a test\"; check the indentation"
      )
    case let text where text.contains("found unexpected end of stream"):
      ("a quotation mark that is never closed", "close the quotation")
    case let text where text.contains("could not find expected ':'"):
      ("a line that is neither `key: value` nor a list item", "write a colon and a space after the key")
    case let text where text.contains("did not find expected key"):
      (
        "this line does not continue the section above it",
        "give the keys of one section the same indentation"
      )
    case let text where text.contains("expected ',' or"):
      (
        "a bracket or brace that is not closed, or a missing comma",
        "write [a, b] or {key: value, key: value}"
      )
    case let text where text.contains("cannot start any token"):
      ("a character that cannot begin a value", "put the text in quotation marks")
    case let text where text.contains("another document"):
      ("a second document begins here", "one file holds one experiment: remove the `---`")
    case let text where text.contains("undefined alias"):
      ("this * names an anchor that is nowhere", "write the value out, or define it before with &")
    default: ("not YAML: \(problem)", "check indentation, quotation marks and brackets near this place")
    }
  }
}
