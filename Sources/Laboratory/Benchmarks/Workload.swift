import DeepNetworks

/// A stated piece of work whose time can be put beside another program's.
public struct Workload: Sendable {
  /// The name by which it is called and printed.
  public let name: String
  public let summary: String
  /// What its result is checked against, in words.
  public let theory: String
  public let standard: WorkloadSizes
  let work: Work
  /// The printed number: the mean over trajectories of the first component of the first observable, at the end.
  public let metric: String
  /// How many trajectories are followed step by step by the check.
  let auditedTrajectories: Int

  /// Whether log det(theta theta^T) is looked at, which needs a width of at least p + k.
  public var looksAtDeterminant: Bool {
    if case .network(let work) = work { work.observables.contains("log_determinant") } else { false }
  }

  /// Whether it is one training of a network of stated layers: then it has no trajectories, inputs, outputs and width to choose.
  public var isTraining: Bool { if case .training = work { true } else { false } }

  /// What moves.
  enum Work: Sendable {
    case network(NetworkWork)
    /// The eigenvalues of the multiplicative model.
    case eigenvalues
    /// A deep network.
    case training(TrainingWorkload)
  }
}

/// How large a workload is.
public struct WorkloadSizes: Sendable, Equatable {
  public var samples = 1000
  public var inputs = 5
  public var outputs = 2
  public var width = 10
  public var trajectories = 4096
  public var steps = 2000
  /// A look every so many steps.
  public var interval = 20
  public var threads = 1

  public init() {}

  init(_ change: (inout WorkloadSizes) -> Void) { change(&self) }
}
