import Simulation

/// A theorem about points that repel each other.
public protocol RepulsionTheorem: Theorem where Engine == RepulsionEngine {}

/// One that can judge any run to which it applies, from the points alone.
public protocol RepulsionPrediction: RepulsionTheorem, Prediction
where Setting == RepulsionSetting, State == OrderedPoints {
  /// The experiments by which an engine is examined: each meets the theorem's assumptions.
  static var witnesses: [RepulsionSetting] { get }
}

extension RepulsionPrediction {
  public static func examine(_ engine: RepulsionEngine) -> Verdict {
    Verdict(
      all: witnesses.map { setting in
        guard let prediction = Self(for: setting) else {
          preconditionFailure("\(claim.name) does not apply to its own witness")
        }
        let record = engine.run(setting, observing: prediction.observables)
        // Witnesses are mild: an engine that leaves the range of doubles there is wrong. A user's setting may do it itself.
        if let diverged = divergence(record) { return Verdict([diverged]) }
        return prediction.check(record)
      })
  }
}

/// Every theorem of this room, in the order of the notes. A new one is a file beside this and a line here.
public let repulsionTheorems: [any RepulsionTheorem.Type] = [
  OrderKeeping.self,
  PowerSums.self,
  CharacteristicPolynomial.self,
  WignerSurmise.self,
  BartlettDeterminant.self,
  MultiplicativeTrace.self,
  MultiplicativeDeterminant.self,
  MatrixEigenvalues.self,
]

/// Why an ensemble that lost trajectories on its way has no means: those that are left are a choice. Nil if none was lost.
func silence(of record: Record) -> Verdict? {
  let lost = record.divergedTrajectories
  guard lost > 0 else { return nil }
  return .undecided(
    because: "\(lost) of \(record.trajectories) trajectories ended early, at numbers that are not finite")
}

/// The judgement of a trajectory that did not get to its end, before anything else is compared.
func divergence(_ record: Record) -> Evidence? {
  record.divergedTrajectories == 0
    ? nil
    : Evidence(
      "diverged trajectories", predicted: 0, measured: Double(record.divergedTrajectories),
      allowed: Tolerance(0, .rounding, "every trajectory must get to its end"))
}
