import Simulation

/// A theorem about the training of networks of any depth.
public protocol TrainingTheorem: Theorem where Engine == TrainingEngine {}

/// One that can judge any training to which it applies.
public protocol TrainingPrediction: TrainingTheorem, Prediction
where Setting == TrainingSetting, State == TrainingState<Double> {
  /// The experiments by which an engine is examined, each with the updates between two looks: they meet the theorem's
  /// assumptions.
  static var witnesses: [(setting: TrainingSetting, interval: Int)] { get }
}

extension TrainingPrediction {
  public static func examine(_ engine: TrainingEngine) -> Verdict {
    Verdict(
      all: witnesses.map { witness in
        guard let prediction = Self(for: witness.setting) else {
          preconditionFailure("\(claim.name) does not apply to its own witness")
        }
        return prediction.check(
          engine.run(witness.setting, every: witness.interval, observing: prediction.observables))
      })
  }
}

/// Every theorem of this room, in the order of the notes. A new one is a file beside this and a line here.
public let trainingTheorems: [any TrainingTheorem.Type] = [
  LossDescent.self,
  SampleGradientRank.self,
  StepRank.self,
  HeadRowSum.self,
  DataNullSpace.self,
  HomogeneousBalance.self,
  NormalizedRows.self,
  NormalizedScale.self,
  DeterminantLedger.self,
  HeavyBallRecursion.self,
  FreeDecay.self,
  UnrolledSteps.self,
  FreshLabels.self,
  NoiseDeterminant.self,
  NormLedger.self,
  StationaryNorms.self,
  AlignedLayers.self,
]

/// What double precision can tell of a training: tolerances of reason `rounding`, derived, not chosen.
enum TrainingResolution {
  /// Every step rounds a number of a given size a few times; the errors add up at worst.
  static func path(steps: Int, size: Double) -> Tolerance {
    Tolerance(16 * Double.ulpOfOne * Double(steps + 64) * size, .rounding, "16 eps (steps + 64) x size")
  }
}
