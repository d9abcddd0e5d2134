import Foundation

/// A layer reduced to what its axes can show: runs of rows of numbers, a gap between one run and the next.
struct DrawnLayer {
  let layer: Layer
  let color: Color
  /// By the kind of layer: line x y, shaded line x y z, band x lower upper, points x y low high, heat map left right bottom top z, words x y number.
  let runs: [[[Double]]]

  var isEmpty: Bool { runs.isEmpty && !layer.isReference }

  init(_ layer: Layer, color: Color, logarithmic: Set<Axis>) {
    self.layer = layer
    self.color = color
    func canShow(_ number: Double, _ axis: Axis) -> Bool {
      Self.canShow(number, logarithmic: logarithmic.contains(axis))
    }
    switch layer {
    case .line(let x, let y, _, _, _, _):
      precondition(x.count == y.count, "a line of \(x.count) x and \(y.count) y")
      let rows = x.indices.map { [x[$0], y[$0]] }
      runs = Self.split(rows) { canShow($0[0], .x) && canShow($0[1], .y) }
    case .shadedLine(let x, let y, let z, let colors, _, _):
      precondition(
        x.count == y.count && x.count == z.count, "a line of \(x.count) x, \(y.count) y and \(z.count) z")
      let rows = x.indices.map {
        [x[$0], y[$0], min(max(z[$0], colors.lowerBound), colors.upperBound)]
      }
      runs = Self.split(rows) { canShow($0[0], .x) && canShow($0[1], .y) && !$0[2].isNaN }
    case .band(let x, let lower, let upper, _, _):
      precondition(
        x.count == lower.count && x.count == upper.count,
        "a band of \(x.count) x, \(lower.count) lower and \(upper.count) upper")
      let rows = x.indices.map { [x[$0], lower[$0], upper[$0]] }
      runs = Self.split(rows) { canShow($0[0], .x) && canShow($0[1], .y) && canShow($0[2], .y) }
    case .points(let x, let y, let errors, _, _):
      precondition(
        x.count == y.count && x.count == errors?.count ?? x.count,
        "\(x.count) x, \(y.count) y and \(errors?.count ?? 0) errors of points")
      let rows = x.indices.map { index in
        let error = errors.map { $0[index].isFinite ? abs($0[index]) : 0 } ?? 0
        return [x[index], y[index], y[index] - error, y[index] + error]
      }
      runs = Self.split(rows) { canShow($0[0], .x) && canShow($0[1], .y) }
    case .heatMap(let x, let y, let z, _):
      let rows = Self.cells(x, y, z, logarithmic)
      runs = Self.split(rows) { row in
        row[0..<2].allSatisfy { canShow($0, .x) } && row[2..<4].allSatisfy { canShow($0, .y) }
          && canShow(row[4], .color)
      }
    case .words(let x, let y, let texts, _):
      precondition(
        x.count == y.count && x.count == texts.count, "\(texts.count) words at \(x.count) x and \(y.count) y")
      // The third number says which word stands there.
      let rows = x.indices.map { [x[$0], y[$0], Double($0)] }
      runs = Self.split(rows) { canShow($0[0], .x) && canShow($0[1], .y) }
    case .horizontal, .vertical:
      runs = []
    }
  }

  /// gnuplot takes numbers near the largest double for undefined; logarithms end where doubles lose their digits.
  static func canShow(_ number: Double, logarithmic: Bool) -> Bool {
    abs(number) < 1e300 && (!logarithmic || number > 1e-300)
  }

  private static func split(_ rows: [[Double]], where canShow: ([Double]) -> Bool) -> [[[Double]]] {
    rows.split { !canShow($0) }.map(Array.init)
  }

  private static func cells(
    _ x: [Double], _ y: [Double], _ z: [[Double]], _ logarithmic: Set<Axis>
  ) -> [[Double]] {
    precondition(
      z.count == y.count && z.allSatisfy { $0.count == x.count },
      "a heat map of \(x.count) x and \(y.count) y with rows of \(z.map(\.count))")
    let xEdges = cellEdges(x, logarithmic: logarithmic.contains(.x))
    let yEdges = cellEdges(y, logarithmic: logarithmic.contains(.y))
    return y.indices.flatMap { i in
      x.indices.map { j in [xEdges[j], xEdges[j + 1], yEdges[i], yEdges[i + 1], z[i][j]] }
    }
  }
}

/// Borders halfway between neighbouring centres, the outer cells as wide as their neighbours; in logarithms on a
/// logarithmic axis.
func cellEdges(_ centres: [Double], logarithmic: Bool) -> [Double] {
  let c = logarithmic ? centres.map { $0 > 0 ? log10($0) : .nan } : centres
  guard let first = c.first, let last = c.last else { return [] }
  guard c.count > 1 else {
    let edges = logarithmic ? [first - 0.25, first + 0.25] : [first - 0.5, first + 0.5]
    return logarithmic ? edges.map { pow(10, $0) } : edges
  }
  let middle = zip(c, c.dropFirst()).map { ($0 + $1) / 2 }
  let edges = [first - (middle[0] - first)] + middle + [last + (last - middle[middle.count - 1])]
  return logarithmic ? edges.map { pow(10, $0) } : edges
}
