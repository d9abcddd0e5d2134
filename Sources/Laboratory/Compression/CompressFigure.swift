import DeepNetworks
import Plotting

/// How right a network is with the share of its numbers that is kept, and how far its weights are from those of before.
struct CompressFigure {
  let run: CompressRun

  var figure: Figure {
    let data = run.subjects[0].training
    let isOne = Set(run.subjects.map { $0.training.data.name + $0.training.shape }).count == 1
    return Figure(
      isOne ? "\(data.data.name), \(data.shape): weights cut to a low rank" : "weights cut to a low rank",
      columns: 2, panelSize: Size(470, 380), panels: [accuracy, errors])
  }

  private static let cycle: [Color] = [.blue, .vermilion, .bluishGreen, .reddishPurple, .orange, .skyBlue]
  private func color(_ number: Int) -> Color { Self.cycle[number % Self.cycle.count] }

  private var labels: [String] {
    run.subjects.count == 1 ? ["cut"] : CompressSubject.labels(of: run.subjects)
  }

  private var hasClasses: Bool { run.subjects.allSatisfy { $0.training.data.train.classes != nil } }

  /// On the test samples where there are some.
  private func height(_ standing: CompressRun.Standing?) -> Double {
    guard let score = standing.map({ $0.test ?? $0.train }) else { return .nan }
    return hasClasses ? score.accuracy : score.loss
  }

  /// The lines that have fewer numbers than the whole network, with growing share, and the whole network at the end.
  private func points(_ number: Int) -> [CompressRun.Line] {
    let lines = run.lines[number]
    return lines.dropFirst().filter { $0.share < 1 }.sorted { $0.share < $1.share } + lines.prefix(1)
  }

  private var accuracy: Panel {
    let part = run.subjects.allSatisfy { $0.training.data.test != nil } ? "test" : "train"
    let layers = run.subjects.indices.flatMap { number -> [Plotting.Layer] in
      let lines = points(number)
      let x = lines.map(\.share)
      let after = run.request.passes > 0 ? "cut, then \(run.request.passes) passes" : ""
      let name = labels[number]
      return [
        .line(x: x, y: lines.map { height($0.cut) }, label: name, color: color(number)),
        .points(x: x, y: lines.map { height($0.cut) }, color: color(number)),
      ]
        + (after.isEmpty
          ? []
          : [
            .line(
              x: x, y: lines.map { height($0.trained) },
              label: run.subjects.count == 1 ? after : "\(name), \(after)", style: .dashed,
              color: color(number))
          ])
    }
    return Panel(
      "\(part) \(hasClasses ? "accuracy" : "loss")", x: "share of the numbers kept",
      y: hasClasses ? "share right" : "loss", logarithmic: hasClasses ? [.x] : [.x, .y],
      yRange: hasClasses ? 0...1.03 : nil, legend: .below, layers: layers)
  }

  private var errors: Panel {
    Panel(
      "largest s_(r+1)/s_1 of a weight that was cut", x: "share of the numbers kept",
      y: "relative spectral error", logarithmic: [.x, .y], legend: .below,
      layers: run.subjects.indices.flatMap { number -> [Plotting.Layer] in
        let lines = points(number).dropLast()
        let (x, y) = (lines.map(\.share), lines.map { $0.layers.map(\.spectralError).max() ?? 0 })
        return [
          .line(x: x, y: y, label: labels[number], color: color(number)),
          .points(x: x, y: y, color: color(number)),
        ]
      })
  }
}
