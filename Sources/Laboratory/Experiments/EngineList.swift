import LinearNetworks

/// The engines that an experiment can name.
public enum EngineList {
  /// The right one first.
  public static var all: [Engine] { [Engine.rankfall] + Engine.wrong }

  /// The engine of a name, right or wrong.
  public static func engine(named name: String) -> Engine? { Engine.named(name) }
}
