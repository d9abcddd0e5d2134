/// The loss of one sample; that of a batch is the mean over its samples.
public enum TrainingLoss: Sendable, Equatable {
  /// -sum_c y_c log softmax(f)_c with y = (1 - smoothing) e_label + smoothing / classes.
  case crossEntropy(smoothing: Double = 0)
  /// |f - y|^2 / 2; for classes, y is the unit vector of the label.
  case squares
  /// sum log(1 + e^(-y f)) over targets y that are 1 or -1.
  case logistic
}

extension TrainingLoss {
  /// The sum of the losses of a batch whose outputs are there; their gradients go to the deltas of the outputs if they are
  /// asked for. Relative ones may all be multiplied by one positive number: those of the logistic loss by that which makes the
  /// largest one, so that they do not vanish where all margins are large.
  func evaluate<Element>(
    _ memory: NetworkMemory<Element>, _ samples: TrainingSamples<Element>, _ targets: LossTargets<Element>,
    differentiates: Bool, isRelative: Bool = false
  ) -> Double {
    let (rows, columns) = (memory.batchSize, samples.outputCount)
    switch self {
    case .crossEntropy(let smoothing):
      return targets.labels.withUnsafeBufferPointer { labels in
        guard let labels = labels.baseAddress else { return 0 }
        return Element.entropy(
          memory.outputs, labels: labels, rows: rows, columns: columns, smoothing: smoothing,
          deltas: differentiates ? memory.outputDeltas : nil, scratch: memory.scratch)
      }
    case .squares:
      let count = rows * columns
      return targets.values.withReading {
        Element.combine(memory.outputDeltas, 1, memory.outputs, -1, $0, count: count)
        return Element.squares(memory.outputDeltas, count: count) / 2
      }
    case .logistic:
      let count = rows * columns
      return targets.values.withReading { y in
        let outputs = memory.outputs
        func margin(_ i: Int) -> Double { Double(y[i]) * Double(outputs[i]) }
        let least = (0..<count).reduce(Double.infinity) { min($0, margin($1)) }
        // log(1 + e^-m) and its derivative's size e^-(log(1 + e^m)): the largest is that of the least margin.
        let unit = isRelative ? Self.softplus(least) : 0
        var total = 0.0
        for i in 0..<count {
          let m = margin(i)
          total += Self.softplus(-m)
          if differentiates { memory.outputDeltas[i] = -y[i] * Element(exponential(unit - Self.softplus(m))) }
        }
        return total
      }
    }
  }

  /// log(1 + e^x)
  private static func softplus(_ x: Double) -> Double { max(x, 0) + logarithm(1 + exponential(-abs(x))) }
}

/// What the outputs of a batch should be, in memory that is used again.
struct LossTargets<Element: NetworkElement> {
  fileprivate(set) var labels: [Int64]
  fileprivate(set) var values: NumberBuffer<Element>

  init(batchSize: Int, outputs: Int) {
    labels = Array(repeating: 0, count: batchSize)
    values = NumberBuffer(zeros: batchSize * outputs)
  }

  /// Takes those of samples, with noise added to each target and classes moved on in their circle.
  mutating func gather(
    _ chosen: some Collection<Int>, of samples: TrainingSamples<Element>, noise: [Double] = [],
    flips: [Int] = []
  ) {
    if samples.labels.isEmpty {
      values.withWriting { rows in samples.gatherTargets(chosen, into: rows) }
    } else {
      let outputs = samples.outputCount
      for (i, sample) in chosen.enumerated() { labels[i] = samples.labels[sample] }
      for (i, flip) in flips.enumerated() { labels[i] = (labels[i] + Int64(flip)) % Int64(outputs) }
      values.withWriting { rows in
        for i in 0..<labels.count {
          for j in 0..<outputs { rows[i * outputs + j] = j == Int(labels[i]) ? 1 : 0 }
        }
      }
    }
    if !noise.isEmpty {
      values.withWriting { rows in for i in noise.indices { rows[i] += Element(noise[i]) } }
    }
  }
}
