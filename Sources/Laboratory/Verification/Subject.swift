import DeepNetworks
import LinearNetworks
import Repulsion
import Simulation

/// A room's theorems and engines, seen without their types: what `verify`, `matrix`, `list` and `explain` go over.
public struct Subject: Sendable {
  /// A theorem, and its examination of an engine by name.
  public struct Theorem: Sendable {
    public let claim: Claim
    public let counterexamples: [String]
    /// Whether it can judge a run, beside its own witness.
    public let judgesRuns: Bool
    /// Nil if no engine has the name.
    let examine: @Sendable (String) -> Verdict?
  }

  public let name: String
  public let theorems: [Theorem]
  /// The wrong engines, by name and by what they do wrong.
  public let wrongEngines: [(name: String, summary: String)]
  /// Whether none of the room's theorems and engines was left out.
  public let isWhole: Bool

  /// The right engine's name, the same in every room.
  static let right = "rankfall"

  public init<Engine: ExaminedEngine>(_ name: String, of engine: Engine.Type, _ theorems: [Theorem]) {
    self.name = name
    wrongEngines = Engine.wrong.map { ($0.name, $0.summary) }
    self.theorems = theorems
    isWhole = true
  }

  /// The part of a room that has these theorems, by name or label, and these wrong engines; all of them for none.
  private init(_ whole: Subject, theorems topics: [String], engines: [String]) {
    name = whole.name
    theorems = whole.theorems.filter { theorem in
      topics.isEmpty || topics.contains { $0 == theorem.claim.name || $0 == theorem.claim.label }
    }
    wrongEngines = whole.wrongEngines.filter { engines.isEmpty || engines.contains($0.name) }
    isWhole = theorems.count == whole.theorems.count && wrongEngines.count == whole.wrongEngines.count
  }

  /// The rooms that have some of these theorems and some of these wrong engines, without the others; all of them for none.
  public static func all(theorems: [String], engines: [String]) -> [Subject] {
    all.map { Subject($0, theorems: theorems, engines: engines) }
      .filter { !$0.theorems.isEmpty && !$0.wrongEngines.isEmpty }
  }

  private static func entry<T: Simulation.Theorem>(_ theorem: T.Type) -> Theorem
  where T.Engine: ExaminedEngine {
    Theorem(
      claim: theorem.claim, counterexamples: theorem.counterexamples,
      judgesRuns: theorem is any Prediction.Type,
      examine: { name in T.Engine.named(name).map { theorem.examine($0) } })
  }

  /// Every room that has theorems. A new one is a line here.
  public static let all: [Subject] = [
    Subject("linear networks", of: Engine.self, LinearNetworks.theorems.map { entry($0) }),
    Subject("repelling points", of: RepulsionEngine.self, repulsionTheorems.map { entry($0) }),
    Subject("trained networks", of: TrainingEngine.self, trainingTheorems.map { entry($0) }),
    Subject("ranks of layers", of: RankEngine.self, rankTheorems.map { entry($0) }),
  ]

  /// The theorem of a name or label, and its room.
  static func theorem(_ topic: String) -> (subject: Subject, theorem: Theorem)? {
    for subject in all {
      if let found = subject.theorems.first(where: { $0.claim.name == topic || $0.claim.label == topic }) {
        return (subject, found)
      }
    }
    return nil
  }
}
