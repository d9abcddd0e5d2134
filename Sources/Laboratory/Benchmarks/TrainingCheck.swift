import DeepNetworks
import Learning
import Matrices
import Simulation

/// Whether a timed training is right: what its head must keep, that its spectra are those of its weights, and its first steps
/// beside double precision.
struct TrainingCheck {
  let evidence: [Evidence]

  init(_ work: TrainingWorkload, _ data: TrainingData, _ timed: TrainingMeasurement) {
    // Decay is rounded to single precision once, and what it multiplies in every step.
    let unit = Double(Float.ulpOfOne) / 2
    let kept = (0..<work.steps).reduce(1.0) { product, _ in
      product * (1 - work.learningRate * work.weightDecay)
    }
    var all = [
      Evidence(
        "what is left of the head's row sums", predicted: kept, measured: timed.headKept,
        allowed: Tolerance(Double(work.steps) * unit, .rounding, "a rounding to single precision a step"))
    ]
    for (layer, square) in timed.squares.enumerated() {
      all.append(
        Evidence(
          "sum of the squared singular values of layer \(layer + 1)", predicted: square.entries,
          measured: square.spectrum,
          allowed: Tolerance(
            1e-10 * square.entries, .rounding, "roundings of double precision, times 1000 rows")))
    }
    evidence = all + Self.beginning(work, data, unit)
  }

  /// Twenty steps in single and in double precision: a step rounds each number a few times, and sums of `widths` products.
  private static func beginning(_ work: TrainingWorkload, _ data: TrainingData, _ unit: Double) -> [Evidence]
  {
    var short = work
    short.steps = min(20, work.steps)
    let single = end(of: short, data, in: Float.self)
    let double = end(of: short, data, in: Double.self)
    return zip(single, double).enumerated().map { layer, weights in
      Evidence(
        "weights of layer \(layer + 1) after \(short.steps) steps, from double precision", predicted: 0,
        measured: (weights.0 - weights.1).norm,
        allowed: Tolerance(
          4 * Double(short.steps) * unit * weights.1.norm, .rounding,
          "four roundings to single precision a step"))
    }
  }

  private static func end<Element: NetworkElement>(
    of work: TrainingWorkload, _ data: TrainingData, in precision: Element.Type
  ) -> [Matrix] {
    let setting = work.setting(on: data.samples, seed: BenchmarkData.seed)
    var state = work.start(setting, from: data.start, in: Element.self)
    var random = RandomStream(seed: BenchmarkData.seed)
    Training<Element>(setting).makeWalk(for: state)(&state, 0..<work.steps, &random)
    return state.layers.map { state[$0] }
  }
}
