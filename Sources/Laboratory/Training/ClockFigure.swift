import Foundation
import Plotting

/// Ranks against the training's own clock, mu weight_decay added up over the updates, a panel a layer.
///
/// Broken lines: what the singular values of the first weights alone would leave, j counted if P_t s_j(W_0) > eps s_1(W_t), as
/// in C10 with no directions learnt. With momentum rho and the decay in the gradient, mu stands for mu/(1 - rho), and P_t is the
/// power of the recursion's slower root.
struct ClockFigure {
  private let runs: [TrainSpectra]
  private let threshold: Double
  /// One a run.
  private let clocks: [TrainClock]

  /// Nil where a run has no clock: nothing is forgotten, or its rate changes.
  init?(_ runs: [TrainSpectra]) {
    let clocks = runs.compactMap(\.clock)
    guard let threshold = runs.first?.thresholds.min(), clocks.count == runs.count else { return nil }
    self.runs = runs
    self.threshold = threshold
    self.clocks = clocks
  }

  var figure: Figure {
    let layers = runs[0].layers
    let labels = RunTraits.labels(of: runs.map(\.traits))
    let panels = layers.indices.filter { !layers[$0].isHead || layers.count == 1 }.map { number in
      Panel(
        layers[number].title(number),
        x: "sum of mu wd" + (clocks.contains(where: \.countsMomentum) ? "/(1 - momentum)" : ""),
        y: number % 3 == 0 ? "singular values above \(readable(threshold)) |W|_2" : "", legend: .below,
        layers: runs.indices.flatMap { curves($0, number, labels[$0]) })
    }
    return Figure(
      SpectraFigure.title(of: runs), columns: min(3, panels.count),
      panelSize: Size(panels.count == 1 ? 620 : 400, 400 + 16 * runs.count), panels: panels)
  }

  private func curves(_ number: Int, _ layer: Int, _ label: String) -> [Plotting.Layer] {
    let (run, clock) = (runs[number], clocks[number])
    let color = SpectraFigure.color(number, of: runs.count)
    let x = run.record.steps.map { Double($0) * clock.share }
    let first = run.values(layer, at: 0)
    var (ranks, predicted): ([Double], [Double]) = ([], [])
    for (look, step) in run.record.steps.enumerated() {
      let now = run.values(layer, at: look)
      guard let largest = now.first, largest > 0, now.allSatisfy(\.isFinite) else {
        ranks.append(.nan)
        predicted.append(.nan)
        continue
      }
      ranks.append(Double(now.count { $0 > threshold * largest }))
      let left = pow(clock.factor, Double(step))
      predicted.append(Double(first.count { left * $0 > threshold * largest }))
    }
    return [
      .line(x: x, y: ranks, label: label, color: color),
      .line(
        x: x, y: predicted, label: number == 0 ? "broken: what W_0 alone would leave" : nil, style: .dashed,
        width: 1.2, color: color),
    ]
  }
}

extension TrainSpectra {
  /// The figures of one training, or of several in one, by the names of their files.
  public static func figures(
    of runs: [TrainSpectra]
  ) throws(LaboratoryError) -> [(name: String, figure: Figure)] {
    let ending = runs.count == 1 ? "" : "-of-\(runs.count)"
    let spectra = ("spectra" + ending, try SpectraFigure(runs).figure)
    return [spectra] + (ClockFigure(runs).map { [("clock" + ending, $0.figure)] } ?? [])
  }
}
