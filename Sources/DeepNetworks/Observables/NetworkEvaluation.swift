import Learning
import Matrices

/// What a network does on a set of samples, with what its batch normalisation remembers.
public struct NetworkEvaluation<Element: NetworkElement>: Sendable {
  private let network: Network
  private let samples: TrainingSamples<Element>
  private let loss: TrainingLoss

  /// Samples that are looked at together: memory, not meaning.
  private static var chunk: Int { 256 }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public init(_ network: Network, _ samples: LabelledSamples, _ loss: TrainingLoss) {
    self.network = network
    self.samples = TrainingSamples(samples, for: network)
    self.loss = loss
  }

  /// The mean loss, and the share of samples whose largest output is that of their class; NaN for targets.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func measure(_ state: TrainingState<Element>) -> (loss: Double, accuracy: Double) {
    var (total, right) = (0.0, 0)
    go(through: state) { memory, chosen in
      var targets = LossTargets<Element>(batchSize: chosen.count, outputs: samples.outputCount)
      targets.gather(chosen, of: samples)
      total += loss.evaluate(memory, samples, targets, differentiates: false)
      guard !samples.labels.isEmpty else { return }
      for (row, sample) in chosen.enumerated() {
        let scores = memory.outputs + row * samples.outputCount
        let best = (0..<samples.outputCount).reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
        if Int64(best) == samples.labels[sample] { right += 1 }
      }
    }
    let count = Double(samples.samples)
    return (total / count, samples.labels.isEmpty ? .nan : Double(right) / count)
  }

  /// The outputs, n x k.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func outputs(of state: TrainingState<Element>) -> Matrix {
    var outputs = Matrix(zeros: samples.samples, samples.outputCount)
    go(through: state) { memory, chosen in
      for (row, sample) in chosen.enumerated() {
        for j in 0..<samples.outputCount {
          outputs[sample, j] = Double(memory.outputs[row * samples.outputCount + j])
        }
      }
    }
    return outputs
  }

  /// Runs the network on all samples, some at a time.
  private func go(
    through state: TrainingState<Element>, _ body: (NetworkMemory<Element>, Range<Int>) -> Void
  ) {
    var point = state
    point.weights.withWriting { weights in
      var memory: NetworkMemory<Element>?
      for first in stride(from: 0, to: samples.samples, by: Self.chunk) {
        let chosen = first..<min(first + Self.chunk, samples.samples)
        let own =
          memory.flatMap { $0.batchSize == chosen.count ? $0 : nil }
          ?? NetworkMemory(network, batchSize: chosen.count)
        memory = own
        samples.gather(chosen, into: own.values[0])
        ForwardPass(memory: own, weights: weights, mode: .evaluating).run()
        body(own, chosen)
      }
    }
  }
}
