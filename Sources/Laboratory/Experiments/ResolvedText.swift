import LinearNetworks

/// Names for the data files inside a run folder, with their contents.
struct InputNames {
  private(set) var contents: [String: [UInt8]] = [:]
  private var names: [String: String] = [:]

  init(_ files: [String: [UInt8]]) {
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let file = path.split(separator: "/").last.map(String.init) ?? path
      var name = "inputs/" + file
      if let taken = contents[name], taken != bytes {
        name = "inputs/" + Fingerprint(bytes).text + "-" + file
      }
      contents[name] = bytes
      names[path] = name
    }
  }

  func name(of path: String) -> String { names[path] ?? path }
}

/// An experiment written out as YAML with nothing inherited and every default in place; the same experiment gives the
/// same bytes on every machine.
struct ResolvedText {
  let text: String

  init(name: String, top: Section, runs: [(name: String, keys: Section)], inputs: InputNames) {
    var lines = ["# Composed by rankfall: nothing is inherited, every default is written out."]
    for (file, bytes) in inputs.contents.sorted(by: { $0.key < $1.key }) {
      lines.append("# \(file): \(bytes.count) bytes, FNV-1a \(Fingerprint(bytes).text)")
    }
    lines.append("name: \(YAMLText.scalar(name))")
    for key in ["title", "question", "source"] {
      if let text = top.text(key) { lines.append("\(key): \(YAMLText.scalar(text))") }
    }
    lines.append("runs:")
    for run in runs {
      lines.append("  \(run.name):")
      for field in ExperimentFields.run {
        guard let value = run.keys[field.name] else { continue }
        if case .section(let expected) = value.content, expected.entries.isEmpty { continue }
        lines.append("    \(field.name): \(YAMLText.flow(value, field.kind, inputs))")
      }
    }
    if let figures = top["figures"] {
      lines.append("figures:")
      for figure in top.list("figures") ?? [] {
        lines.append("  - \(YAMLText.flow(figure, .section(ExperimentFields.figure), inputs))")
      }
      if top.list("figures")?.isEmpty ?? true, case .list = figures.content {
        lines[lines.count - 1] = "figures: []"
      }
    }
    text = lines.joined(separator: "\n") + "\n"
  }
}

/// YAML in flow style.
enum YAMLText {
  static func flow(_ value: FieldValue, _ kind: FieldKind, _ inputs: InputNames) -> String {
    switch value.content {
    case .text(let text):
      if case .path = kind { return scalar(inputs.name(of: text)) }
      return scalar(text)
    case .number(let number): return decimal(number)
    case .integer(let integer): return String(integer)
    case .boolean(let boolean): return boolean ? "true" : "false"
    case .list(let items): return "[" + items.map { flow($0, kind, inputs) }.joined(separator: ", ") + "]"
    case .section(let section):
      let fields = kind.fields
      let sorted = section.entries.enumerated().sorted { a, b in
        let place = { (name: String) in fields.firstIndex { $0.name == name } ?? fields.count }
        return (place(a.element.name), a.offset) < (place(b.element.name), b.offset)
      }
      let pairs = sorted.map { _, entry in
        let kind = fields.first { $0.name == entry.name }?.kind ?? .text
        return "\(entry.name): \(flow(entry.value, kind, inputs))"
      }
      return "{" + pairs.joined(separator: ", ") + "}"
    }
  }

  /// A scalar that reads back as this text: plain where that is safe, else in double quotes.
  static func scalar(_ text: String) -> String {
    let plain = text.unicodeScalars.allSatisfy {
      switch $0 {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "/", ".": true
      default: false
      }
    }
    let first = text.unicodeScalars.first
    let isWord = first.map { ("a"..."z").contains($0) || ("A"..."Z").contains($0) } ?? false
    let taken = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"]
    return plain && isWord && !taken.contains(text.lowercased()) ? text : JSONText.string(text)
  }

  /// The shortest decimal that reads back as this double, without an exponent where it is between 10^-9 and 10^15.
  static func decimal(_ x: Double) -> String {
    let shortest = "\(x)"
    guard let e = shortest.firstIndex(of: "e") else {
      return shortest.hasSuffix(".0") ? String(shortest.dropLast(2)) : shortest
    }
    let exponent = Int(shortest[shortest.index(after: e)...]) ?? 0
    let mantissa = shortest[..<e]
    guard exponent < 0, exponent >= -9 else {
      let dotted = mantissa.contains(".") ? String(mantissa) : mantissa + ".0"
      return dotted + "e" + (exponent < 0 ? "\(exponent)" : "+\(exponent)")
    }
    let sign = mantissa.hasPrefix("-") ? "-" : ""
    let digits = mantissa.filter(\.isNumber)
    return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits.replacing(/0+$/, with: "")
  }
}

extension FieldKind {
  /// The keys of a section of this kind.
  var fields: [Field] {
    switch self {
    case .section(let fields), .named(let fields, _), .list(let fields): fields
    case .either(let kinds): kinds.flatMap(\.fields)
    default: []
    }
  }
}
