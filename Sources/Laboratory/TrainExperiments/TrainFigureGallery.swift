import Foundation
import Plotting

/// The figures of an experiment on trainings, from what was recorded.
struct TrainFigureGallery {
  let results: TrainResults

  private var experiment: TrainExperiment { results.experiment }

  /// By the names of their files.
  var figures: [(name: String, figure: Figure)] {
    var used: [String: Int] = [:]
    return experiment.figures.compactMap { plan in
      let cells = experiment.cells.filter { cell in
        plan.only.allSatisfy { experiment.value(of: $0.key, in: cell) == $0.value }
      }
      guard !cells.isEmpty else { return nil }
      let figure: Figure =
        switch plan.against.count {
        case 1 where plan.split != nil:
          TrainLayerLines(plan: plan, split: plan.split ?? .layer, results: results, cells: cells).figure
        case 0 where plan.quantity == .singularValues:
          TrainSpectrumCurves(plan: plan, results: results, cells: cells).figure
        case 0: TrainCurves(plan: plan, results: results, cells: cells).figure
        case 1: TrainLines(plan: plan, results: results, cells: cells).figure
        default: TrainMap(plan: plan, results: results, cells: cells).figure
        }
      let split = plan.split.map { "-by-" + $0.rawValue } ?? ""
      let kind = plan.against.isEmpty ? "-over-\(plan.isOverClock ? "clock" : "training")" : split
      let name = plan.quantity.rawValue.replacing("_", with: "-") + kind
      let count = (used[name] ?? 0) + 1
      used[name] = count
      return (name + (count > 1 ? "-\(count)" : ""), figure)
    }
  }
}

/// Cells that share a panel or a line: those that agree in the axes which the figure does not spread out.
struct TrainGroup {
  /// `batch = 4, lr = 0.1`; empty where there is one group.
  let label: String
  let cells: [TrainExperiment.Cell]

  static func groups(
    of cells: [TrainExperiment.Cell], _ experiment: TrainExperiment, besides spread: [String]
  ) -> [TrainGroup] {
    let keys = experiment.axes.map(\.key).filter { key in
      !spread.contains(key) && Set(cells.compactMap { experiment.value(of: key, in: $0) }).count > 1
    }
    var groups: [(label: String, cells: [TrainExperiment.Cell])] = []
    for cell in cells {
      let values = keys.compactMap { key in experiment.value(of: key, in: cell).map { (key, $0) } }
      let label = values.map { $0 == "run" ? $1 : "\($0) = \($1)" }.joined(separator: ", ")
      if let index = groups.firstIndex(where: { $0.label == label }) {
        groups[index].cells.append(cell)
      } else {
        groups.append((label, [cell]))
      }
    }
    return groups.map { TrainGroup(label: $0.label, cells: $0.cells) }
  }
}
