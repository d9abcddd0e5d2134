import DeepNetworks
import Learning
import Matrices
import Simulation

/// Whether a timed training is right: what its head must keep, that its spectra are those of its weights, and its first steps:
/// those in single precision beside double, and those in double beside plain arithmetic.
struct TrainingCheck {
  let evidence: [Evidence]

  init(
    _ work: TrainingWorkload, _ data: TrainingData, _ timed: TrainingMeasurement,
    on engine: TrainingEngine = .rankfall
  ) {
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
            16 * Double.ulpOfOne * Double(work.widths[layer] + work.widths[layer + 1]) * square.entries,
            .rounding, "16 eps (rows + columns)")))
    }
    evidence = all + Self.beginning(work, data, unit) + Self.audit(work, data, engine)
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

  /// Three steps of an engine in double precision, from the start of its own, beside plain arithmetic on the same samples.
  private static func audit(
    _ work: TrainingWorkload, _ data: TrainingData, _ engine: TrainingEngine
  ) -> [Evidence] {
    var short = work
    short.steps = min(3, work.steps)
    let setting = short.setting(on: data.samples, seed: BenchmarkData.seed)
    let layers = setting.network.weights
    let seen = Observable<TrainingState<Double>>(
      "weights", symbol: "all weights", components: layers.reduce(0) { $0 + $1.count }
    ) { look in layers.flatMap { look.state[$0].entries } }
    let record = engine.run(setting, every: short.steps, observing: [seen])
    let found = record["weights"].vector(time: record.times.count - 1)
    var plain = PlainPerceptron(setting.initialState(in: Double.self), widths: work.widths)
    let training = Training<Double>(setting)
    var (random, noise) = (RandomStream(seed: BenchmarkData.seed), training.makeNoise())
    for step in 0..<short.steps {
      random.begin(step: step)
      training.draw(&noise, from: &random)
      plain.descend(
        data.samples, noise.samples, rate: work.learningRate, weightDecay: work.weightDecay)
    }
    var first = 0
    // A sum of n products is right to n roundings; a gradient goes through every layer twice.
    let terms = Double((work.widths.max() ?? 1) + work.batchSize) * Double(2 * layers.count * short.steps)
    return layers.indices.map { layer in
      let (rows, columns) = (layers[layer].rows, layers[layer].columns)
      let own = Matrix(
        rows: rows, columns: columns, entries: Array(found[first..<first + layers[layer].count]))
      first += layers[layer].count
      let expected = plain.matrix(layer)
      return Evidence(
        "weights of layer \(layer + 1) after \(short.steps) steps, from plain arithmetic", predicted: 0,
        measured: (own - expected).norm,
        allowed: Tolerance(
          terms * Double.ulpOfOne * expected.norm, .rounding, "a rounding for each term of a sum"))
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
