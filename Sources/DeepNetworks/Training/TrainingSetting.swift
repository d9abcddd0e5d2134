import Learning
import Simulation

/// Everything that determines a training, as plain data. A `TrainingEngine` turns it into a dynamics; a theorem reads its
/// constants from it, never from the engine.
public struct TrainingSetting: Sendable {
  /// How long a training lasts. Batches of different sizes make a comparison mean one or the other.
  public enum Length: Sendable, Equatable {
    /// Passes over the data: samples / B updates each.
    case epochs(Int)
    case updates(Int)
  }

  public var network: Network
  public var samples: LabelledSamples
  /// Samples that are not trained on; nil: there are none.
  public var test: LabelledSamples?
  public var loss: TrainingLoss
  public var start: WeightStart
  public var descent: Descent
  public var order: BatchOrder
  /// B
  public var batchSize: Int
  /// Fresh noise on the targets of every step; for the loss of squares.
  public var labelNoise: LabelNoise
  /// The probability that a sample counts as one of another class, any of them, drawn anew at every use; for classes.
  public var labelFlips: Double
  /// The probability that an input is set to zero in a step; what is left grows by 1 / (1 - rate).
  public var inputDropout: Double
  public var length: Length
  /// Factors for the learning rate and the weight decay of each weight and of what belongs to it, weight by weight; empty: 1.
  public var rateFactors: [Double]
  public var decayFactors: [Double]
  public var seed: UInt64

  public init(
    _ network: Network, on samples: LabelledSamples, test: LabelledSamples? = nil,
    loss: TrainingLoss = .crossEntropy(), start: WeightStart = .he, descent: Descent,
    order: BatchOrder = .shuffled, batchSize: Int, labelNoise: LabelNoise = .none,
    labelFlips: Double = 0, inputDropout: Double = 0, length: Length, rateFactors: [Double] = [],
    decayFactors: [Double] = [], seed: UInt64 = 0
  ) {
    self.network = network
    self.samples = samples
    self.test = test
    self.loss = loss
    self.start = start
    self.descent = descent
    self.order = order
    self.batchSize = batchSize
    self.labelNoise = labelNoise
    self.labelFlips = labelFlips
    self.inputDropout = inputDropout
    self.length = length
    self.rateFactors = rateFactors
    self.decayFactors = decayFactors
    self.seed = seed
  }

  public var updatesPerEpoch: Int { samples.samples / batchSize }

  public var updates: Int {
    switch length {
    case .epochs(let epochs): epochs * updatesPerEpoch
    case .updates(let updates): updates
    }
  }

  /// The updates with a look every so many, beside the first and the last.
  public func schedule(every interval: Int) -> Schedule { Schedule(steps: updates, every: interval) }

  /// The weights of a trajectory before the first update.
  public func initialState<Element>(
    in precision: Element.Type, trajectory: Int = 0
  ) -> TrainingState<Element> {
    var random = RandomStream(seed: seed, trajectory: trajectory, for: .initialization)
    return initialState(in: precision, from: &random)
  }

  /// The same from a stream that `simulate` hands over.
  public func initialState<Element>(
    in precision: Element.Type, from random: inout RandomStream
  ) -> TrainingState<Element> {
    var state = TrainingState<Element>(network, method: descent.method)
    start.draw(&state, from: &random)
    return state
  }

  /// mu x wd summed over the updates: the training's own clock.
  public var decayTime: Double {
    (0..<updates).reduce(0) { $0 + descent.learningRate(at: $1) * descent.weightDecay }
  }
}

extension TrainingSetting {
  /// mu of a weight in a step.
  public func learningRate(of weight: Int, at step: Int) -> Double {
    descent.learningRate(at: step) * (rateFactors.isEmpty ? 1 : rateFactors[weight])
  }

  /// beta = 1 - mu x weight decay of a weight in a step, without momentum.
  public func forgetting(of weight: Int, at step: Int) -> Double {
    let decay = descent.weightDecay * (decayFactors.isEmpty ? 1 : decayFactors[weight])
    return 1 - learningRate(of: weight, at: step) * decay
  }

  /// P_t, the product of beta over the first t steps.
  public func forgettingProduct(of weight: Int, over steps: Int) -> Double {
    (0..<steps).reduce(1) { $0 * forgetting(of: weight, at: $1) }
  }
}
