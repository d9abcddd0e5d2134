import Foundation
import Plotting
import Simulation

/// The figures of a run of points: how they fan out, how their gaps are distributed, how dense they are.
struct SpectrumFigures {
  let run: SpectrumRun
  private let points: Series

  init(_ run: SpectrumRun) {
    self.run = run
    points = run.record[run.subject.points]
  }

  /// By the names of their files.
  var all: [(name: String, figure: Figure)] {
    [("paths", paths)] + (gaps.map { [("gaps", $0)] } ?? []) + (density.map { [("density", $0)] } ?? [])
  }

  /// The first trajectory, its pieces coloured by the force between neighbours: gaps that are small against their mean.
  private var paths: Figure {
    let shades = 10
    let (times, n) = (run.record.times, points.components)
    var pieces = [[(x: Double, y: Double)]](repeating: [], count: shades)
    for look in 1..<times.count {
      let (before, after) = (coordinates(0, look - 1), coordinates(0, look))
      for i in 0..<n {
        let shade = min(shades - 1, Int(closeness(after, i) * Double(shades)))
        pieces[shade] += [(times[look - 1], before[i]), (times[look], after[i]), (times[look], .nan)]
      }
    }
    let layers = pieces.enumerated().filter { !$1.isEmpty }.map { shade, piece in
      let place = 1 - Double(shade) / Double(shades - 1)
      let label =
        shade == 0
        ? "neighbours far: little force" : shade == shades - 1 ? "neighbours near: strong force" : nil
      return Layer.line(
        x: piece.map(\.x), y: piece.map(\.y), label: label, width: 1.4, color: .shade(place))
    }
    return Figure(
      "", panelSize: Size(680, 430),
      panels: [Panel(run.subject.title, x: "time", y: run.subject.axis, legend: .below, layers: layers)])
  }

  private func coordinates(_ trajectory: Int, _ look: Int) -> [Double] {
    run.subject.coordinates(of: points.vector(trajectory: trajectory, time: look))
  }

  /// 1 where a neighbour is near, 0 where both are as far as the others' mean gap or farther.
  private func closeness(_ x: [Double], _ i: Int) -> Double {
    guard x.count > 1, x.allSatisfy(\.isFinite) else { return 0 }
    let mean = max((x[x.count - 1] - x[0]) / Double(x.count - 1), 1e-300)
    let gaps = [i > 0 ? x[i] - x[i - 1] : .infinity, i + 1 < x.count ? x[i + 1] - x[i] : .infinity]
    return max(0, 1 - (gaps.min() ?? mean) / mean)
  }

  /// The middle gap of every trajectory at the end over its mean, beside Wigner's surmise.
  private var gaps: Figure? {
    let last = points.times - 1
    let middle = points.components / 2
    guard let beta = run.subject.surmise, points.components > 1, points.trajectories >= 100 else {
      return nil
    }
    let sample = (0..<points.trajectories).map { trajectory in
      let x = coordinates(trajectory, last)
      return x[middle] - x[middle - 1]
    }.filter(\.isFinite)
    guard !sample.isEmpty else { return nil }
    let mean = sample.reduce(0, +) / Double(sample.count)
    let s = (0...120).map { Double($0) * 0.03 }
    return Figure(
      "", panelSize: Size(560, 380),
      panels: [
        Panel(
          "The gap in the middle at the end, \(sample.count) paths", x: "gap / mean", y: "density",
          layers: [
            histogram(sample.map { $0 / mean }, from: 0, to: 3.6, label: "seen"),
            .line(
              x: s, y: s.map { Self.surmise($0, beta: beta) },
              label: points.components == 2
                ? "Wigner's surmise, exact for two" : "Wigner's surmise, near the law", style: .dashed,
              color: .black),
          ])
      ])
  }

  /// a s^beta exp(-b s^2) with integral and mean 1.
  static func surmise(_ s: Double, beta: Double) -> Double {
    let root = exp(lgamma((beta + 2) / 2) - lgamma((beta + 1) / 2))
    let scale = 2 * exp((beta + 1) * log(root) - lgamma((beta + 1) / 2))
    return scale * pow(s, beta) * exp(-root * root * s * s)
  }

  /// All points at the end beside the law for many points, where the model has one.
  private var density: Figure? {
    let last = points.times - 1
    let time = run.record.times[last]
    guard let law = run.subject.density(at: time) else { return nil }
    guard points.trajectories >= 20 else { return nil }
    let sample = (0..<points.trajectories).flatMap { points.vector(trajectory: $0, time: last) }
      .filter(\.isFinite)
    guard !sample.isEmpty else { return nil }
    let x = (0...300).map {
      law.range.lowerBound + (law.range.upperBound - law.range.lowerBound) * Double($0) / 300
    }
    return Figure(
      "", panelSize: Size(560, 380),
      panels: [
        Panel(
          "Density at t = \(readable(time)), \(points.components) points, \(points.trajectories) paths",
          x: "eigenvalue", y: "density",
          layers: [
            histogram(sample, from: law.range.lowerBound, to: law.range.upperBound, label: "seen"),
            .line(x: x, y: x.map(law.value), label: law.label, style: .dashed, color: .black),
          ])
      ])
  }

  /// Forty bars as the area below a staircase.
  private func histogram(_ sample: [Double], from low: Double, to high: Double, label: String) -> Layer {
    let bars = 40
    let width = (high - low) / Double(bars)
    var counts = [Double](repeating: 0, count: bars)
    for value in sample where value >= low && value < high {
      counts[min(bars - 1, Int((value - low) / width))] += 1
    }
    let heights = counts.map { $0 / Double(sample.count) / width }
    var (x, upper): ([Double], [Double]) = ([], [])
    for (bar, height) in heights.enumerated() {
      let left = low + Double(bar) * width
      x += [left, left + width]
      upper += [height, height]
    }
    return .band(x: x, lower: upper.map { _ in 0 }, upper: upper, label: label, color: .blue)
  }
}
