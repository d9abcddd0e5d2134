import DeepNetworks
import Foundation
import Plotting
import Simulation

/// The figures of a training: ranks, loss and accuracy, ratios of norms, and singular values under the bound.
struct TrainFigures {
  let run: TrainRun
  private let x: [Double]
  private let unit: String

  init(_ run: TrainRun) {
    self.run = run
    let perEpoch = Double(run.subject.setting.updatesPerEpoch)
    if case .epochs = run.subject.setting.length {
      x = run.record.times.map { $0 / perEpoch }
      unit = "epochs"
    } else {
      x = run.record.times
      unit = "updates"
    }
  }

  /// By the names of their files.
  var all: [(name: String, figure: Figure)] {
    [
      ("ranks", ranks), ("loss-and-accuracy", performance), ("norm-ratios", normRatios),
      ("singular-values", singularValues), ("spectra", SpectraFigure(TrainSpectra(run)).figure),
    ] + (BoundFigure(run.layers, title: title).map { [("bounds", $0.figure)] } ?? [])
  }

  private static let cycle: [Color] = [.blue, .vermilion, .bluishGreen, .reddishPurple, .orange, .skyBlue]

  /// Layers in colours that tell a few apart, and shades where there are many.
  private func color(_ number: Int) -> Color {
    run.layers.count <= Self.cycle.count
      ? Self.cycle[number] : .shade(Double(number) / Double(run.layers.count - 1))
  }

  private func label(_ number: Int) -> String {
    LayerTitle.text(number, of: run.subject.setting.network)
  }

  /// A layer that has collapsed has no rank: its line ends.
  private var ranks: Figure {
    let (series, gone) = (run.record["spectral_ranks"], run.record["collapsed"])
    let thresholds = run.subject.plan.thresholds
    let panels = thresholds.enumerated().map { place, threshold in
      Panel(
        "singular values above \(readable(threshold)) |W|_2", x: unit, y: place == 0 ? "rank" : "",
        legend: place == thresholds.count - 1 ? .automatic : .none,
        layers: run.layers.indices.map { number in
          let path = series.path(component: number * thresholds.count + place)
          let hasCollapsed = gone.path(component: number)
          return .line(
            x: x, y: zip(path, hasCollapsed).map { $1 == 1 ? .nan : $0 }, label: label(number),
            color: color(number))
        })
    }
    return Figure(
      title, columns: min(3, panels.count), panelSize: Size(panels.count == 1 ? 620 : 400, 320),
      panels: panels)
  }

  private var title: String {
    let (subject, descent) = (run.subject, run.subject.setting.descent)
    return "\(subject.data.name), \(subject.shape), B = \(subject.setting.batchSize), mu = "
      + "\(readable(descent.learningRate)), weight decay \(readable(descent.weightDecay)), fixed \(unit)"
  }

  private var performance: Figure {
    func lines(_ what: String) -> [Plotting.Layer] {
      [("train", Color.blue), ("test", .vermilion)].filter { run.record.shows("\($0.0)_\(what)") }.map {
        .line(x: x, y: run.record["\($0.0)_\(what)"].path(), label: $0.0, color: $0.1)
      }
    }
    let losses = Panel(
      "mean loss, without decay", x: unit, y: "loss", logarithmic: [.y], layers: lines("loss"))
    let accuracy = lines("accuracy")
    let panels =
      [losses] + (accuracy.isEmpty ? [] : [Panel("accuracy", x: unit, y: "share", layers: accuracy)])
    return Figure(title, columns: 2, panelSize: Size(panels.count == 1 ? 620 : 440, 320), panels: panels)
  }

  /// |W_t|/|W_{t-1}| is 1 for weights that have settled, and beta where nothing but decay is left.
  private var normRatios: Figure {
    let series = run.record["norm_ratios"]
    let setting = run.subject.setting
    let beta = run.record.steps.map { setting.descent.forgetting(at: max(0, $0 - 1)) }
    let lines = run.layers.indices.map { number in
      Plotting.Layer.line(x: x, y: series.path(component: number), label: label(number), color: color(number))
    }
    let floor: [Plotting.Layer] =
      setting.descent.weightDecay > 0 && run.subject.request.momentum == 0
      ? [
        .line(
          x: x, y: beta, label: "decay alone, beta", style: .dashed, width: 1.4, color: .black)
      ] : []
    return Figure(
      title, panelSize: Size(680, 380),
      panels: [
        Panel(
          "norm of each layer over that of one update before", x: unit, y: "|W_t| / |W_(t-1)|",
          legend: .below, layers: lines + floor)
      ])
  }

  /// Of each layer at the start and at the end, over the largest; above them what bounds them.
  private var singularValues: Figure {
    let layers = run.training.layers
    let panels = layers.indices.map { number in
      Panel(
        label(number), x: "i", y: number % 3 == 0 ? "s_i / s_1" : "", logarithmic: [.y],
        yRange: 1e-7...3, legend: .below, layers: curves(number))
    }
    return Figure(
      title, columns: min(3, panels.count), panelSize: Size(panels.count == 1 ? 620 : 400, 360),
      panels: panels)
  }

  private func curves(_ number: Int) -> [Plotting.Layer] {
    let (layer, bounds) = (run.training.layers[number], run.layers[number])
    let i = (1...layer.largestRank).map(Double.init)
    let first = layer.start.singularValues
    var lines: [Plotting.Layer] = [
      .line(x: i, y: first.map { $0 / first[0] }, label: "at the start", width: 1.2, color: .gray)
    ]
    guard let now = bounds.spectrum.ranks else { return lines }
    lines.append(
      .line(
        x: i, y: now.singularValues.map { $0 / now.spectralNorm }, label: "at the end", width: 2.2,
        color: .blue))
    let beta = run.subject.forgetting.factor
    if beta < 1, run.subject.request.momentum == 0, layer.fullUpdateRank > 0 {
      // Singular value i + 1 is what n = i/r1 whole updates leave: the bound of theory at every threshold at once.
      let bound = i.map { 2 * pow(beta, ((($0 - 1) / Double(layer.fullUpdateRank)).rounded(.down))) }
      lines.append(
        .line(
          x: i, y: bound, label: "theory, 2 beta^floor((i-1)/r1)", style: .dashed, width: 1.4,
          color: .black))
    }
    if !run.envelopes[number].isEmpty {
      lines.append(
        .line(
          x: i, y: run.envelopes[number], label: "with the norms that were seen (C2)", style: .dotted,
          width: 1.8, color: .vermilion))
    }
    return lines
      + run.subject.plan.thresholds.map { .horizontal(at: $0, style: .dotted, color: .gray) }
  }
}
