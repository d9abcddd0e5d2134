/// A validated value of an experiment file, with its place.
public struct FieldValue: Sendable {
  public indirect enum Content: Sendable {
    case text(String)
    case number(Double)
    case integer(Int)
    case boolean(Bool)
    case list([FieldValue])
    case section(Section)
  }

  public let content: Content
  public let place: Place
}

/// Validated keys with their values, in the order of the file.
public struct Section: Sendable {
  public struct Entry: Sendable {
    public let name: String
    public let keyPlace: Place
    public let value: FieldValue
  }

  public let place: Place
  public private(set) var entries: [Entry] = []
  /// Keys that were written, but wrongly: they are not missing.
  public internal(set) var invalid: Set<String> = []

  init(at place: Place) { self.place = place }

  public subscript(_ name: String) -> FieldValue? { entry(name)?.value }
  func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }
  /// Whether the key was written, rightly or wrongly.
  func mentions(_ name: String) -> Bool { entry(name) != nil || invalid.contains(name) }

  mutating func set(_ entry: Entry) {
    if let index = entries.firstIndex(where: { $0.name == entry.name }) {
      entries[index] = entry
    } else {
      entries.append(entry)
    }
  }

  mutating func set(_ name: String, to content: FieldValue.Content) {
    let place = entry(name)?.value.place ?? self.place
    set(Entry(name: name, keyPlace: place, value: FieldValue(content: content, place: place)))
  }

  mutating func remove(_ name: String) {
    entries.removeAll { $0.name == name }
    invalid.remove(name)
  }

  func text(_ name: String) -> String? {
    if case .text(let text) = self[name]?.content { text } else { nil }
  }

  func number(_ name: String) -> Double? {
    if case .number(let number) = self[name]?.content { number } else { nil }
  }

  func integer(_ name: String) -> Int? {
    if case .integer(let integer) = self[name]?.content { integer } else { nil }
  }

  func boolean(_ name: String) -> Bool {
    if case .boolean(let boolean) = self[name]?.content { boolean } else { false }
  }

  func section(_ name: String) -> Section? {
    if case .section(let section) = self[name]?.content { section } else { nil }
  }

  func list(_ name: String) -> [FieldValue]? {
    if case .list(let list) = self[name]?.content { list } else { nil }
  }

  /// The texts of a list.
  func words(_ name: String) -> [String]? {
    list(name)?.compactMap { if case .text(let word) = $0.content { word } else { nil } }
  }

  /// The numbers of a list.
  func numbers(_ name: String) -> [Double]? {
    list(name)?.compactMap { if case .number(let number) = $0.content { number } else { nil } }
  }
}
