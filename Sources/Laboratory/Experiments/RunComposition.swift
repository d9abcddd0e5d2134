import LinearNetworks

/// Composes the keys of one run: its own over those at the top of the file, then what the algorithm needs and nothing
/// that it does not use, every default written out.
struct RunComposition {
  let name: String
  /// Where the run begins: its name.
  let place: Place
  let own: Section
  let top: Section

  /// Keys that say the same thing in two ways: one of a run's own replaces both inherited ones.
  static let alternatives = [["duration", "steps"], ["looks", "look_every"]]

  /// The composed keys; nil if the algorithm is not known.
  func compose(_ problems: inout Problems) -> Section? {
    for section in [top, own] { refuseBoth(in: section, &problems) }
    var merged = inherited()
    guard let name = merged.text("algorithm"), let algorithm = AlgorithmName(rawValue: name) else {
      return nil
    }
    for entry in own.entries where !uses(entry.name, algorithm, merged) {
      problems.add(
        "\(algorithm.rawValue) has no use for \(entry.name)", at: entry.keyPlace,
        cure: "remove it" + (hint(entry.name, algorithm).map { ", or " + $0 } ?? ""))
    }
    complete(&merged, algorithm)
    return merged
  }

  private func refuseBoth(in section: Section, _ problems: inout Problems) {
    for pair in Self.alternatives {
      let both = section.entries.filter { pair.contains($0.name) }
      guard both.count == 2, let second = both.last else { continue }
      problems.add(
        "\(pair[0]) and \(pair[1]) say the same thing", at: second.keyPlace, cure: "keep one of the two")
    }
  }

  private func inherited() -> Section {
    var merged = Section(at: place)
    merged.invalid = top.invalid.union(own.invalid)
    let replaced = Self.alternatives.filter { $0.contains(where: own.mentions) }.flatMap(\.self)
    for field in ExperimentFields.run {
      if let entry = own.entry(field.name) {
        merged.set(entry)
        merged.invalid.remove(field.name)
      } else if let entry = top.entry(field.name), !own.invalid.contains(field.name),
        !replaced.contains(field.name)
      {
        merged.set(entry)
      }
    }
    return merged
  }

  /// Whether an algorithm has a use for a key.
  private func uses(_ key: String, _ algorithm: AlgorithmName, _ merged: Section) -> Bool {
    switch key {
    case "integrator": algorithm == .gradientFlow || algorithm == .stochasticGradientFlow
    case "time_step": algorithm.isFlow
    case "reading": algorithm == .stochasticGradientFlow
    case "label_noise": algorithm != .gradientFlow
    case "batch": algorithm != .gradientFlow
    case "sampling": algorithm == .descent && merged.integer("batch") != nil
    default: true
    }
  }

  private func hint(_ key: String, _ algorithm: AlgorithmName) -> String? {
    switch key {
    case "sampling" where algorithm == .descent: "add `batch: 32`; the full batch is not sampled"
    case "integrator" where algorithm == .untiedGradientFlow:
      "leave the choice to it: it takes euler-maruyama"
    case "integrator", "time_step": "choose a flow; descent steps by its learning_rate"
    case "label_noise": "choose `algorithm: stochastic-gradient-flow`"
    default: nil
    }
  }

  private func complete(_ merged: inout Section, _ algorithm: AlgorithmName) {
    for entry in merged.entries where !uses(entry.name, algorithm, merged) { merged.remove(entry.name) }
    if !merged.mentions("integrator") {
      if algorithm == .gradientFlow { merged.set("integrator", to: .text("commutator-free-4")) }
      if algorithm == .stochasticGradientFlow { merged.set("integrator", to: .text("sh2")) }
    }
    for field in ExperimentFields.run
    where !merged.mentions(field.name) && uses(field.name, algorithm, merged) {
      if field.name == "looks", merged.mentions("look_every") { continue }
      if let value = standard(of: field, at: merged.place) { merged.set(field.name, to: value.content) }
    }
    for field in ExperimentFields.run {
      if case .section(let section)? = merged[field.name]?.content {
        merged.set(field.name, to: .section(completed(section, field.kind.fields)))
      }
    }
  }

  /// A section with its own defaults written out, as far as they mean something beside what it says.
  private func completed(_ section: Section, _ fields: [Field]) -> Section {
    var section = section
    for field in fields {
      if case .section(let inner)? = section[field.name]?.content {
        section.set(field.name, to: .section(completed(inner, field.kind.fields)))
      }
      let isOfFile = ["standardise", "intercept", "array"].contains(field.name)
      if section.mentions(field.name) || isOfFile && !section.mentions("file") { continue }
      if let value = standard(of: field, at: section.place) { section.set(field.name, to: value.content) }
    }
    return section
  }

  /// The standard value of a field, read by the table like any other.
  private func standard(of field: Field, at place: Place) -> FieldValue? {
    guard let text = field.standard else { return nil }
    do {
      let node = try YAMLNode(parsing: SourceText(text, file: "the standard of \(field.name)"))
      var reader = FieldReader()
      return reader.value(node, field.kind, of: field.name, key: place)
    } catch {
      return nil
    }
  }
}
