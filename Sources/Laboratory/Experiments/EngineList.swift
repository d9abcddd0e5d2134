import LinearNetworks

/// The engines that an experiment can name.
public enum EngineList {
  public static var all: [Engine] { [Engine.rankfall] }

  /// The engine of a name, right or wrong.
  public static func engine(named name: String) -> Engine? { all.first { $0.name == name } }
}
