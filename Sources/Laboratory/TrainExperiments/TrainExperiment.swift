import DeepNetworks

/// Trainings of networks of any depth, as a file asks for them: one, or one for each combination of some values and
/// each of some seeds.
public struct TrainExperiment: Sendable {
  public let name: String
  public let title: String
  public let question: String?
  public let source: String?
  /// What the cells differ in; the names of the runs come first, as the values of an axis `run`.
  public let axes: [Axis]
  public let cells: [Cell]
  /// Cell after cell, seed after seed.
  public let runs: [Run]
  public let figures: [TrainFigurePlan]
  public let text: String
  public let resolvedText: String
  public let warnings: [String]

  public struct Axis: Sendable, Equatable {
    public let key: String
    /// As files have them: 0.01, 64-64.
    public let values: [String]
  }

  /// One combination of values.
  public struct Cell: Sendable {
    public let name: String
    /// One for each axis.
    public let values: [String]
    /// Its runs, which differ in the seed alone.
    public let runs: Range<Int>
  }

  /// One training.
  public struct Run: Sendable {
    public let name: String
    public let cell: Int
    public let subject: TrainSubject
  }

  /// What a run is called where there is only one.
  static let loneName = "training"

  public var totalSteps: Int { runs.reduce(0) { $0 + $1.subject.totalUpdates } }

  /// How many seeds each cell has.
  public var seeds: Int { cells.first?.runs.count ?? 0 }

  /// The value of a cell under the key of an axis.
  func value(of key: String, in cell: Cell) -> String? {
    axes.firstIndex { $0.key == key }.map { cell.values[$0] }
  }
}
