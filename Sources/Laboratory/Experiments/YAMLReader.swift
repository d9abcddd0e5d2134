import Yams

extension YAMLNode {
  /// The single document of a text; throws its first syntax error, with exit code 65.
  public init(parsing source: SourceText) throws(DiagnosticError) {
    if let problem = YAMLSyntax.tab(in: source) { throw .badContent(problem) }
    let root: Node?
    do {
      root = try Yams.compose(yaml: source.text)
    } catch let error as YamlError {
      throw .badContent(YAMLSyntax.diagnostic(of: error, in: source))
    } catch {
      throw .badContent(Diagnostic(file: source.file, line: 1, column: 1, message: "\(error)"))
    }
    guard let root else {
      throw .badContent(
        source.diagnostic(
          "the file is empty", line: 1, column: 1, cure: "`rankfall new NAME` writes a commented template"))
    }
    var budget = YAMLSyntax.largestDocument
    self = try YAMLNode(root, in: source, near: (1, 1), budget: &budget)
  }

  private init(
    _ node: Node, in source: SourceText, near: (line: Int, column: Int), budget: inout Int
  ) throws(DiagnosticError) {
    let mark = node.mark.map { ($0.line, $0.column) } ?? near
    let place = Place(scalarColumn: mark.1, line: mark.0, in: source)
    budget -= 1
    guard budget > 0 else {
      throw .badContent(
        place.diagnostic("the document is too large", cure: "write aliases out, or split the file"))
    }
    switch node {
    case .scalar(let scalar):
      let isQuoted = scalar.style != .plain && scalar.style != .any
      self.init(content: .scalar(scalar.string, quoted: isQuoted), place: place)
    case .sequence(let sequence):
      var items: [YAMLNode] = []
      for item in sequence { items.append(try YAMLNode(item, in: source, near: mark, budget: &budget)) }
      self.init(content: .sequence(items), place: place)
    case .mapping(let mapping):
      var pairs: [Pair] = []
      for (key, value) in mapping {
        let read = try YAMLNode(key, in: source, near: mark, budget: &budget)
        guard case .scalar(let name, _) = read.content else {
          throw .badContent(read.place.diagnostic("a key must be a word, not \(read.kind)"))
        }
        let under = try YAMLNode(value, in: source, near: mark, budget: &budget)
        pairs.append(Pair(key: name, keyPlace: read.place, value: under))
      }
      self.init(content: .mapping(pairs), place: place)
    case .alias:
      throw .badContent(place.diagnostic("an alias that leads nowhere", cure: "write the value out"))
    }
  }
}

extension Place {
  /// A place whose column counts Unicode scalars, as libYAML does; columns here count characters.
  init(scalarColumn: Int, line: Int, in source: SourceText) {
    let scalars = source.line(line)?.unicodeScalars.prefix(max(0, scalarColumn - 1))
    let column = scalars.map { String(String.UnicodeScalarView($0)).count + 1 } ?? scalarColumn
    self.init(source: source, line: line, column: column)
  }
}
