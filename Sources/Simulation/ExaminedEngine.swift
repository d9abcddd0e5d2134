/// What a theorem can examine, of whatever wing: the right engine has a name, and so have the wrong ones.
public protocol ExaminedEngine: Sendable {
  var name: String { get }
  /// What it does, or what it does wrong, in a few words.
  var summary: String { get }
  /// The right one.
  static var rankfall: Self { get }
  /// Right ones with one part made wrong: some theorem must reject each.
  static var wrong: [Self] { get }
}

extension ExaminedEngine {
  /// The engine of a name, right or wrong.
  public static func named(_ name: String) -> Self? { ([rankfall] + wrong).first { $0.name == name } }
}
