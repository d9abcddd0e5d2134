/// A text such as `gmm:classes=4,separation=4`: a name and its parameters.
struct DataDescription {
  let name: String
  private let given: [(key: String, value: String)]

  /// Throws for a parameter that is not `key=value`, that is not known, or that comes twice.
  init(_ text: String, knowing keys: (String) -> [String]) throws(LaboratoryError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    name = parts[0]
    let known = keys(name)
    var given: [(key: String, value: String)] = []
    for word in (parts.count > 1 ? parts[1] : "").split(separator: ",") {
      let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2, !pair[1].isEmpty else {
        throw .unknown(
          "\(quoted(word)) is no parameter of \(name)", cure: "write \(known.first ?? "name")=value")
      }
      guard known.contains(pair[0]) else {
        throw .unknown(
          "\(name) has no parameter \(quoted(pair[0]))",
          cure: didYouMean(pair[0], among: known)
            ?? (known.isEmpty ? "it has none" : "it has \(listed(known))"))
      }
      guard !given.contains(where: { $0.key == pair[0] }) else {
        throw .unknown("\(name) has \(pair[0]) twice", cure: "say it once")
      }
      given.append((pair[0], pair[1]))
    }
    self.given = given
  }

  private func value(_ key: String) -> String? { given.first { $0.key == key }?.value }

  func integer(_ key: String, or standard: Int, in range: ClosedRange<Int>) throws(LaboratoryError) -> Int {
    guard let text = value(key) else { return standard }
    guard let number = Int(text), range.contains(number) else {
      throw .unknown(
        "\(name) with \(key)=\(legible(text))",
        cure: "\(key) is an integer from \(range.lowerBound) to \(range.upperBound), such as \(standard)")
    }
    return number
  }

  /// A number from 0 on, at most `most` where something ends there.
  func number(_ key: String, or standard: Double, most: Double? = nil) throws(LaboratoryError) -> Double {
    guard let text = value(key) else { return standard }
    guard let number = Double(text), number.isFinite, number >= 0, number <= most ?? .infinity else {
      throw .unknown(
        "\(name) with \(key)=\(legible(text))",
        cure: "\(key) is a number" + (most.map { " from 0 to \(readable($0))" } ?? ", 0 or more")
          + ", such as \(readable(standard))")
    }
    return number
  }

  func word(_ key: String, among words: [String]) throws(LaboratoryError) -> String {
    guard let text = value(key) else { return words[0] }
    guard words.contains(text) else {
      throw .unknown(
        "\(name) with \(key)=\(legible(text))",
        cure: didYouMean(text, among: words) ?? "\(key) is \(words.joined(separator: " or "))")
    }
    return text
  }
}
