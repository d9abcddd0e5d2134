/// Reads YAML by the tables of fields: every unknown key, wrong type and number out of range becomes a problem, and what
/// is right is kept.
struct FieldReader {
  var problems = Problems()

  /// A section with the keys of a table. Required keys are asked for only where `isComplete`: a run inherits.
  mutating func section(_ node: YAMLNode, _ fields: [Field], isComplete: Bool, of name: String) -> Section? {
    guard let pairs = pairs(node, of: name) else { return nil }
    var section = Section(at: node.place)
    for pair in pairs {
      guard let field = fields.first(where: { $0.name == pair.key }) else {
        problems.add(
          "unknown key \(quoted(pair.key)) in \(name)", at: pair.keyPlace,
          cure: didYouMean(pair.key, among: fields.map(\.name))
            ?? "the keys here are \(fields.map(\.name).joined(separator: ", "))")
        continue
      }
      if let value = value(pair.value, field.kind, of: field.name, key: pair.keyPlace) {
        section.set(Section.Entry(name: pair.key, keyPlace: pair.keyPlace, value: value))
      } else {
        section.invalid.insert(pair.key)
      }
    }
    if isComplete { requireKeys(of: fields, in: section, name) }
    return section
  }

  mutating func requireKeys(of fields: [Field], in section: Section, _ name: String) {
    for field in fields where field.isRequired && !section.mentions(field.name) {
      problems.add(
        "\(name) has no \(field.name)", at: section.place, cure: "add `\(field.name): \(field.example)`")
    }
  }

  private mutating func pairs(_ node: YAMLNode, of name: String) -> [YAMLNode.Pair]? {
    switch node.content {
    case .mapping(let pairs): return pairs
    default:
      problems.add(
        "\(name) must be a section of keys, not \(node.kind)", at: node.place,
        cure: "write `key: value` below it, indented, or {key: value}")
      return nil
    }
  }

  mutating func value(_ node: YAMLNode, _ kind: FieldKind, of name: String, key: Place) -> FieldValue? {
    if node.isEmpty {
      problems.add("\(name) has no value", at: key, cure: "write \(kind.words)")
      return nil
    }
    switch kind {
    case .section(let fields):
      return section(node, fields, isComplete: true, of: name).map { wrap(.section($0), node) }
    case .named(let fields, let noun): return named(node, fields, noun: noun, of: name)
    case .wordFor(let names, let words): return wordFor(node, names, words, of: name)
    case .list(let fields):
      return list(node, of: name) { reader, item in
        reader.section(item, fields, isComplete: true, of: "an item of \(name)").map { .section($0) }
      }
    case .words(let allowed):
      return list(node, of: name) { reader, item in reader.word(item, allowed, of: name) }
    case .numbers(let range):
      return list(node, of: name) { reader, item in reader.scalar(item, .number(range), of: name) }
    case .either(let kinds): return either(node, kinds, of: name, key: key)
    default: return scalar(node, kind, of: name).map { wrap($0, node) }
    }
  }

  private func wrap(_ content: FieldValue.Content, _ node: YAMLNode) -> FieldValue {
    FieldValue(content: content, place: node.place)
  }

  private mutating func scalar(_ node: YAMLNode, _ kind: FieldKind, of name: String) -> FieldValue.Content? {
    guard case .scalar(let text, let isQuoted) = node.content else {
      problems.add(
        "\(name) must be \(kind.words), not \(node.kind)", at: node.place, cure: "write \(kind.words)")
      return nil
    }
    do {
      switch kind {
      case .number(let range): return .number(try ScalarReader.number(text, isQuoted: isQuoted, in: range))
      case .integer(let range): return .integer(try ScalarReader.integer(text, isQuoted: isQuoted, in: range))
      case .boolean: return .boolean(try ScalarReader.boolean(text, isQuoted: isQuoted))
      case .choice(let words): return .text(try ScalarReader.choice(text, among: words))
      default: return .text(text)
      }
    } catch {
      problems.add("\(name): \(error.message)", at: node.place, cure: error.cure)
      return nil
    }
  }

  private mutating func word(_ node: YAMLNode, _ allowed: [String]?, of name: String) -> FieldValue.Content? {
    scalar(node, allowed.map { .choice($0) } ?? .text, of: name)
  }

  private mutating func list(
    _ node: YAMLNode, of name: String, _ read: (inout FieldReader, YAMLNode) -> FieldValue.Content?
  ) -> FieldValue? {
    guard case .sequence(let items) = node.content else {
      problems.add(
        "\(name) must be a list, not \(node.kind)", at: node.place, cure: "write it in brackets: [a, b]")
      return nil
    }
    var values: [FieldValue] = []
    for item in items {
      if let content = read(&self, item) { values.append(wrap(content, item)) }
    }
    return values.count == items.count ? wrap(.list(values), node) : nil
  }

  private mutating func named(
    _ node: YAMLNode, _ fields: [Field], noun: String, of name: String
  ) -> FieldValue? {
    guard let pairs = pairs(node, of: name) else { return nil }
    var section = Section(at: node.place)
    for pair in pairs {
      if let reason = RunName.problem(pair.key) {
        problems.add(
          "\(quoted(pair.key)) cannot name a \(noun): \(reason)", at: pair.keyPlace, cure: RunName.cure)
      } else if let read = self.section(
        emptied(pair.value), fields, isComplete: false, of: "\(noun) \(pair.key)")
      {
        section.set(
          Section.Entry(name: pair.key, keyPlace: pair.keyPlace, value: wrap(.section(read), pair.value)))
      }
    }
    if pairs.isEmpty {
      problems.add("there is no \(noun) in \(name)", at: node.place, cure: "write `a-name: {key: value}`")
    }
    return wrap(.section(section), node)
  }

  /// `name:` without anything is a section without keys.
  private func emptied(_ node: YAMLNode) -> YAMLNode {
    node.isEmpty ? YAMLNode(content: .mapping([]), place: node.place) : node
  }

  private mutating func wordFor(
    _ node: YAMLNode, _ names: [String], _ words: [String], of name: String
  ) -> FieldValue? {
    section(
      node, names.map { Field($0, .choice(words), example: words.first ?? "", "") }, isComplete: false,
      of: name
    ).map { wrap(.section($0), node) }
  }

  private mutating func either(_ node: YAMLNode, _ kinds: [FieldKind], of name: String, key: Place)
    -> FieldValue?
  {
    let fitting = kinds.filter { $0.fits(node) }
    guard let last = fitting.last else {
      let words = FieldKind.either(kinds).words
      problems.add("\(name) must be \(words), not \(node.kind)", at: node.place, cure: "write \(words)")
      return nil
    }
    for kind in fitting.dropLast() {
      var attempt = FieldReader()
      if let value = attempt.value(node, kind, of: name, key: key) { return value }
      if case .scalar(let text, _) = node.content, text.first?.isLetter != true {
        return value(node, kind, of: name, key: key)
      }
    }
    return value(node, last, of: name, key: key)
  }
}

extension FieldKind {
  /// Whether a node has the shape of this kind.
  fileprivate func fits(_ node: YAMLNode) -> Bool {
    switch (self, node.content) {
    case (.section, .mapping), (.named, .mapping), (.wordFor, .mapping): true
    case (.list, .sequence), (.words, .sequence), (.numbers, .sequence): true
    case (.section, _), (.named, _), (.wordFor, _), (.list, _), (.words, _), (.numbers, _): false
    case (_, .scalar): true
    default: false
    }
  }
}
