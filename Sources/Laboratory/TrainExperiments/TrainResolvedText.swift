import Foundation

/// An experiment on trainings written out as YAML with every default in place. The data's content is in it, so that its
/// fingerprint changes with the files it reads.
struct TrainResolvedText {
  let text: String
  private static let noInputs = InputNames([:])

  init(name: String, top: Section, _ composition: TrainComposition) {
    var lines = ["# Composed by rankfall: every default is written out."]
    var contents: [String] = []
    for run in composition.runs {
      let data = run.subject.data
      let line = "# \(data.name), \(data.train.samples) samples to train: content \(data.contentText)"
      if !contents.contains(line) { contents.append(line) }
    }
    lines += contents
    lines.append("name: \(YAMLText.scalar(name))")
    for key in ["title", "question", "source"] {
      if let text = top.text(key) { lines.append("\(key): \(YAMLText.scalar(text))") }
    }
    lines.append("train:")
    lines += Self.words(composition.parts.train?.value, replaced: composition, hasDefaults: true)
      .map { "  " + $0 }
    if composition.axes.first?.key == "run" {
      lines.append("runs:")
      for run in composition.parts.named {
        let own = YAMLNode(content: .mapping(run.own), place: top.place)
        let words = Self.words(own, replaced: composition, hasDefaults: false)
        lines.append("  \(run.name ?? ""): {" + words.joined(separator: ", ") + "}")
      }
    }
    let swept = composition.axes.filter { $0.key != "run" }
    if !swept.isEmpty {
      let lists = swept.map { "\($0.key): [\($0.values.map(Self.value).joined(separator: ", "))]" }
      lines.append("sweep: {" + lists.joined(separator: ", ") + "}")
    }
    lines.append("seeds: \(composition.parts.seeds)")
    if let figures = top.list("figures") {
      lines.append(figures.isEmpty ? "figures: []" : "figures:")
      for figure in figures {
        lines.append("  - \(YAMLText.flow(figure, .section(TrainFigureFields.all), Self.noInputs))")
      }
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// A number stays a number.
  private static func value(_ label: String) -> String {
    Double(label) != nil || label == "true" || label == "false" ? label : YAMLText.scalar(label)
  }

  /// `key: value` of what a section says, and of what stands for the rest.
  private static func words(
    _ node: YAMLNode?, replaced composition: TrainComposition, hasDefaults: Bool
  ) -> [String] {
    guard case .mapping(var said)? = node?.content else { return [] }
    let shorter = Set(composition.parts.rehearsal.map(\.key))
    let gone = TrainFields.alternatives.filter { !shorter.isDisjoint(with: $0) }.flatMap(\.self)
    said.removeAll { shorter.contains($0.key) || gone.contains($0.key) }
    if hasDefaults { said += composition.parts.rehearsal }
    var reader = FieldReader()
    let place = node?.place
    return TrainFields.all.compactMap { field in
      if let pair = said.first(where: { $0.key == field.name }) {
        return reader.value(pair.value, field.kind, of: field.name, key: pair.keyPlace).map {
          let isPath = field.name == "data"
          if case .text(let text) = $0.content, isPath {
            return "\(field.name): \(YAMLText.scalar(absolute(composition.path(text), from: text)))"
          }
          return "\(field.name): \(YAMLText.flow($0, field.kind, noInputs))"
        }
      }
      guard hasDefaults, place != nil, let standard = field.standard else { return nil }
      return "\(field.name): \(standard)"
    }
  }

  /// A path as it is found from anywhere; a name stays a name.
  private static func absolute(_ path: String, from text: String) -> String {
    let name = text.split(separator: ":").first.map(String.init) ?? text
    guard !DataSource.names.contains(name) else { return text }
    return URL(fileURLWithPath: path).standardizedFileURL.path
  }
}
