import Simulation

/// What `rankfall explain` says: of a theorem, of the keys of an experiment file, of one key, or of what `list` names.
public enum Explanation {
  /// Everything that can be asked for.
  static var topics: [String] {
    Subject.all.flatMap { $0.theorems.map(\.claim.name) } + ["fields"]
      + ExperimentFields.experiment.map(\.name) + TrainExperimentFields.all.map(\.name)
      + TrainFields.all.map(\.name) + Catalogue.lines.map(\.name)
  }

  /// The text for a topic; throws, with the nearest topic, if there is none.
  public static func text(of topic: String, _ style: TerminalStyle) throws(LaboratoryError) -> String {
    if topic == "fields" { return FieldReference.text(style) }
    if let (subject, theorem) = Subject.theorem(topic) { return text(of: theorem, in: subject, style) }
    if let text = FieldReference.text(ofKey: topic, style) { return text }
    let lines = Catalogue.lines.filter { $0.name == topic }.map { wrapped($0.text, indent: "") }
    if !lines.isEmpty { return lines.joined(separator: "\n") }
    throw .unknown(
      "nothing is called \(quoted(topic))",
      cure: didYouMean(topic, among: topics)
        ?? "`rankfall list theorems` lists the theorems (and observables, integrators, engines), "
        + "`rankfall explain fields` the keys of a file")
  }

  private static func text(
    of theorem: Subject.Theorem, in subject: Subject, _ style: TerminalStyle
  ) -> String {
    let claim = theorem.claim
    var lines = [
      style.tinted("\(claim.name) \(claim.label)", .strong), "", wrapped(claim.statement, indent: ""), "",
      wrapped(claim.formula, indent: "    "), "", "It assumes:",
    ]
    lines += claim.assumptions.map { wrapped("- " + $0, indent: "  ") }
    lines += ["", "Source: \(claim.source)"]
    lines += [
      "Applies to runs: \(theorem.judgesRuns ? "yes, by itself" : "no; it is examined on its own witness")"
    ]
    lines += ["", "Wrong engines that it must reject:"]
    lines += theorem.counterexamples.map { name in
      let summary = subject.wrongEngines.first { $0.name == name }.map { ": " + $0.summary } ?? ""
      return wrapped("- " + name + summary, indent: "  ")
    }
    if theorem.counterexamples.isEmpty { lines.append("  none") }
    lines += ["", "Derivation and numerics: Notes/\(claim.name).md"]
    return lines.joined(separator: "\n")
  }

  public static func json(of topic: String) -> JSONText? {
    guard let (subject, theorem) = Subject.theorem(topic) else { return nil }
    let claim = theorem.claim
    return .object([
      "name": .text(claim.name), "label": .text(claim.label), "subject": .text(subject.name),
      "statement": .text(claim.statement),
      "formula": .text(claim.formula), "assumptions": .array(claim.assumptions.map { .text($0) }),
      "source": .text(claim.source), "counterexamples": .array(theorem.counterexamples.map { .text($0) }),
      "note": .text("Notes/\(claim.name).md"),
    ])
  }
}

/// Text in lines of at most 100 letters, every line but the first indented two letters further.
func wrapped(_ text: String, indent: String) -> String {
  var lines = [indent]
  for word in text.split(separator: " ") {
    let last = lines[lines.count - 1]
    let isEmpty = last.allSatisfy { $0 == " " }
    if !isEmpty, last.count + word.count + 1 > 100 {
      lines.append(indent + (indent.isEmpty ? "" : "  ") + word)
    } else {
      lines[lines.count - 1] = isEmpty ? last + word : last + " " + word
    }
  }
  return lines.joined(separator: "\n")
}
