/// What tells a trained network apart from others, name by name, in an order that all share.
struct RunTraits: Sendable {
  /// A value that speaks for itself has no name.
  let members: [(name: String, value: String)]
  /// What it is called where nothing else tells it apart.
  let fallback: String

  /// A name for each of some networks, of what they do not have in common.
  static func labels(of traits: [RunTraits]) -> [String] {
    guard let first = traits.first, Set(traits.map { $0.members.map(\.name) }).count == 1 else {
      return traits.map(\.fallback)
    }
    let different = first.members.indices.filter { place in
      Set(traits.map { $0.members[place].value }).count > 1
    }
    guard !different.isEmpty else { return traits.map(\.fallback) }
    return traits.map { own in
      different.map { place in
        let member = own.members[place]
        return member.name.isEmpty ? member.value : "\(member.name) \(member.value)"
      }.joined(separator: ", ")
    }
  }
}
