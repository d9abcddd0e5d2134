import DeepNetworks
import Plotting

/// The figures of random slabs: spectra under their envelopes, ranks and bounds against the threshold, and, of several walks,
/// ranks against what is forgotten.
struct SlabFigures {
  let run: SlabRun

  /// By the names of their files.
  var all: [(name: String, figure: Figure)] {
    let bounds = BoundFigure(drawn.map(\.bounds), title: title)
    return [("spectra", spectra)] + (bounds.map { [("bounds", $0.figure)] } ?? [])
      + (shares.count > 1 ? [("ranks", ranks)] : [])
  }

  /// As many as fit into one figure.
  private static let most = 12
  private var drawn: [SlabReport] { Array(run.reports.prefix(Self.most)) }

  private var title: String {
    let first = run.subjects[0]
    let left = run.reports.count > Self.most ? ", the first \(Self.most) of \(run.reports.count)" : ""
    return "\(first.slabs.outputs) x \(first.slabs.inputs), random slabs (\(first.lawText))\(left)"
  }

  private var spectra: Figure {
    let panels = drawn.enumerated().map { number, report in
      let i = report.staircase.indices.map { Double($0 + 1) }
      return Panel(
        report.subject.name, x: "i", y: number % 3 == 0 ? "s_i / s_1" : "", logarithmic: [.y],
        yRange: 1e-6...3, legend: .below,
        layers: [
          .line(
            x: i, y: report.staircase, label: "beta^floor((i-1)/B)", style: .dashed, width: 1.4, color: .black
          ),
          .line(
            x: i, y: report.envelope, label: "e_n, norms that were seen (C2)", style: .dotted, width: 1.8,
            color: .vermilion),
          .line(x: i, y: report.singularValues, width: 1.2, color: .blue),
          .points(x: i, y: report.singularValues, label: "s_i / s_1", color: .blue),
        ] + report.subject.thresholds.map { .horizontal(at: $0, style: .dotted, color: .gray) })
    }
    return Figure(
      title, columns: min(3, panels.count), panelSize: Size(panels.count == 1 ? 640 : 400, 420),
      panels: panels)
  }

  private var shares: [Double] { Set(run.subjects.map(\.forgetting.share)).sorted() }

  /// Ranks above the smallest threshold over x = 2 mu lambda, a line for each batch size.
  private var ranks: Figure {
    let first = run.subjects[0]
    let threshold = first.thresholds.min() ?? 0
    let batches = Set(run.subjects.map(\.slabs.batchSize)).sorted()
    let layers = batches.enumerated().flatMap { number, batch -> [Plotting.Layer] in
      let own = run.reports.filter { $0.subject.slabs.batchSize == batch && $0.subject.forgetting.share > 0 }
        .sorted { $0.subject.forgetting.share < $1.subject.forgetting.share }
      let lines = own.compactMap { report in report.bounds.lines.first { $0.threshold == threshold } }
      guard !own.isEmpty, lines.count == own.count else { return [] }
      let x = own.map(\.subject.forgetting.share)
      let rank = lines.map { Double($0.assessment.rank) }
      let color = TrainCurves.color(number, of: batches.count)
      return [
        .line(x: x, y: rank, label: "B = \(batch)", color: color), .points(x: x, y: rank, color: color),
        .line(
          x: x,
          y: lines.map { min(Double(own[0].bounds.largestRank), $0.certificate("T3.3")?.bound ?? .nan) },
          label: number == 0 ? "broken: r1 n, 2 beta^n <= eps" : nil, style: .dashed, width: 1.4, color: color
        ),
      ]
    }
    return Figure(
      title, panelSize: Size(680, 430),
      panels: [
        Panel(
          "", x: "2 mu lambda, what an update forgets",
          y: "singular values above \(readable(threshold)) |W|_2",
          logarithmic: [.x], legend: .below, layers: layers)
      ])
  }
}
