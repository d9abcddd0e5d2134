import Foundation
import Plotting

/// All figures of an experiment, drawn into a folder as `<observable>.svg` with its gnuplot script.
public struct FigureGallery: Sendable {
  /// The figures by the names of their files, without an extension.
  public let figures: [(name: String, figure: Figure)]

  public init(_ figures: [(name: String, figure: Figure)]) { self.figures = figures }

  public init(of experiment: Experiment, _ results: [RunResult]) {
    var used: [String: Int] = [:]
    figures = experiment.figures.compactMap { plan in
      let drawn =
        plan.against.isEmpty
        ? RunFigure(plan, of: results)?.figure : SweepFigure(plan, of: results)?.figure
      guard let drawn else { return nil }
      let count = (used[plan.observable] ?? 0) + 1
      used[plan.observable] = count
      return (plan.observable + (count > 1 ? "-\(count)" : ""), drawn)
    }
  }

  /// Draws every figure in every format; returns the paths in that order.
  @discardableResult
  public func render(into folder: String, as formats: [FigureFormat]) throws -> [String] {
    guard !figures.isEmpty else { return [] }
    try PendingFolder.create(folder)
    let gnuplot = try Gnuplot()
    var paths: [String] = []
    for (name, figure) in figures {
      for format in formats {
        let path = (folder as NSString).appendingPathComponent("\(name).\(format.rawValue)")
        try gnuplot.render(figure, to: path, as: format)
        paths.append(path)
      }
    }
    return paths
  }
}
