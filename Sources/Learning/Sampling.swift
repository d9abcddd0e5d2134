import Simulation

/// Which samples a step of descent sees.
public enum Sampling: Sendable, Equatable {
  /// All of them.
  case fullBatch
  /// B independent uniform draws.
  case withReplacement(Int)
  /// B distinct samples, a fresh uniform choice at every step.
  case withoutReplacement(Int)
  /// The samples in a random order, B at a time, shuffled anew at the start of every pass; a last short batch is
  /// left out.
  case shuffled(Int)

  public func batchSize(of samples: Int) -> Int {
    switch self {
    case .fullBatch: samples
    case .withReplacement(let size), .withoutReplacement(let size), .shuffled(let size): size
    }
  }
}

/// The samples of a step, in a buffer that is used again.
public struct Batch: Sendable {
  /// The chosen samples; empty for the full batch.
  public private(set) var indices: [Int]
  private let samples: Int
  /// Where the samples of a step were swapped with: memory that is used again.
  private var places: [Int]
  private var order: [Int]
  /// The pass whose order this is, and the stream it was shuffled for.
  private var pass = -1
  private var stream: RandomStream?

  public init(of samples: Int, by sampling: Sampling) {
    self.samples = samples
    let size = sampling.batchSize(of: samples)
    precondition(size > 0, "a batch of \(size) samples")
    switch sampling {
    case .fullBatch:
      indices = []
      order = []
    case .withReplacement:
      indices = Array(repeating: 0, count: size)
      order = []
    case .withoutReplacement, .shuffled:
      precondition(size <= samples, "\(size) distinct samples of \(samples)")
      indices = Array(repeating: 0, count: size)
      order = Array(0..<samples)
    }
    places = indices
  }

  /// Chooses the samples of the step that `random` stands at. The choice depends on seed, trajectory and step only.
  public mutating func draw(by sampling: Sampling, from random: inout RandomStream) {
    switch sampling {
    case .fullBatch: break
    case .withReplacement(let size):
      for i in 0..<size { indices[i] = random.index(below: samples) }
    case .withoutReplacement(let size):
      // The order left by earlier steps must not matter, so it is put back: at most 2B places changed.
      for i in 0..<size { places[i] = i + random.index(below: samples - i) }
      for i in 0..<size { order.swapAt(i, places[i]) }
      for i in 0..<size { indices[i] = order[i] }
      for i in 0..<size {
        order[i] = i
        order[places[i]] = places[i]
      }
    case .shuffled(let size):
      let batches = order.count / size
      let (newPass, position) = random.currentStep.quotientAndRemainder(dividingBy: batches)
      if newPass != pass || stream?.hasOrigin(of: random) != true {
        pass = newPass
        stream = random
        for i in order.indices { order[i] = i }
        var shuffling = random.forPurpose(.shuffling, step: pass)
        shuffling.shuffle(&order)
      }
      for i in 0..<size { indices[i] = order[position * size + i] }
    }
  }
}
