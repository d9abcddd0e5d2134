/// The reference page of experiment files, made from the tables of fields.
public enum FieldReference {
  public static func text(_ style: TerminalStyle) -> String {
    var lines = [
      style.tinted("The keys of an experiment file", .strong), "",
      "Keys of a run can stand at the top of the file, for all runs, or in a run, where they replace the",
      "inherited value whole. Paths are relative to the file. * marks keys that must be there.", "",
    ]
    for field in ExperimentFields.experiment { lines += text(of: field, indent: "", style) }
    return lines.joined(separator: "\n")
  }

  /// A field, and the fields of its section below it.
  static func text(of field: Field, indent: String, _ style: TerminalStyle) -> [String] {
    var lines = [indent + style.tinted(field.name, .strong) + (field.isRequired ? "*" : "")]
    lines.append(wrapped(field.summary, indent: indent + "    "))
    lines.append(wrapped("Takes " + briefly(field.kind) + ".", indent: indent + "    "))
    var last = "Example: \(field.name): \(field.example)"
    if let standard = field.standard { last += "   Without it: \(standard)" }
    lines.append(wrapped(last, indent: indent + "    "))
    if field.name != "runs" {
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
