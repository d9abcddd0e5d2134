/// The reference page of experiment files, made from the tables of fields.
public enum FieldReference {
  public static func text(_ style: TerminalStyle) -> String {
    var lines = [
      style.tinted("The keys of an experiment file", .strong), "",
      "Keys of a run can stand at the top of the file, for all runs, or in a run, where they replace the",
      "inherited value whole. Paths are relative to the file. * marks keys that must be there.", "",
    ]
    for field in ExperimentFields.experiment { lines += text(of: field, indent: "", style) }
    lines += [
      "", style.tinted("The keys of an experiment file with a section train", .strong), "",
      "It trains networks of any depth; the words of the section are the flags of `rankfall train`.", "",
    ]
    for field in TrainExperimentFields.all where !isShared(field) {
      lines += text(of: field, indent: "", style)
    }
    return lines.joined(separator: "\n")
  }

  /// Whether both kinds of file have the key, with one meaning.
  private static func isShared(_ field: Field) -> Bool {
    ExperimentFields.description.contains { $0.name == field.name }
  }

  /// What a key means, in either kind of file and in the section `train`; nil if there is none of that name.
  static func text(ofKey name: String, _ style: TerminalStyle) -> String? {
    func found(_ fields: [Field]) -> [String]? {
      fields.first { $0.name == name }.map { text(of: $0, indent: "", style) }
    }
    let linear = found(ExperimentFields.experiment)
    let shared = linear != nil && found(ExperimentFields.description) != nil
    let trained = shared ? nil : found(TrainExperimentFields.all)
    let parts: [(String, [String]?)] = [
      ("For linear networks:", linear), ("In a file with a section train:", trained),
      ("In the section train, and as a flag of `rankfall train`:", found(TrainFields.all)),
    ]
    let known = parts.compactMap { heading, lines in lines.map { (heading, $0) } }
    guard !known.isEmpty else { return nil }
    let onlyLinear = known.count == 1 && linear != nil
    return known.flatMap { onlyLinear ? $1 : [$0] + $1 }.joined(separator: "\n")
  }

  /// A field, and the fields of its section below it.
  static func text(of field: Field, indent: String, _ style: TerminalStyle) -> [String] {
    var lines = [indent + style.tinted(field.name, .strong) + (field.isRequired ? "*" : "")]
    lines.append(wrapped(field.summary, indent: indent + "    "))
    lines.append(wrapped("Takes " + briefly(field.kind) + ".", indent: indent + "    "))
    var last = "Example: \(field.name): \(field.example)"
    if let standard = field.standard { last += "   Without it: \(standard)" }
    lines.append(wrapped(last, indent: indent + "    "))
    let isInherited = if case .named = field.kind { true } else { field.name == "rehearsal" }
    if !isInherited {
      for inner in field.kind.fields { lines += text(of: inner, indent: indent + "    ", style) }
    }
    return lines
  }

  private static func briefly(_ kind: FieldKind) -> String {
    switch kind {
    case .section: "a section with these keys"
    case .named(_, let noun): "a section for every \(noun), with any keys of a run"
    case .list(let fields) where !fields.isEmpty: "a list of sections with these keys"
    case .either(let kinds): kinds.map(briefly).joined(separator: "; or ")
    default: kind.words
    }
  }
}
