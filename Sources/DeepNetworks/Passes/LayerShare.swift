import CLanes

/// The work of one weight matrix in a step of few samples, cut into parts of consecutive rows that a crew shares out: a part
/// reads its rows of the weights, moves them, and touches no others, so that they stay near the core that has them.
///
/// Where the cuts are follows from the sizes; sums over parts are taken in their order. So the bits do not depend on who did
/// which part.
struct LayerShare<Element: NetworkElement> {
  /// W, p x q
  let w: UnsafeMutablePointer<Element>
  let outputs: Int
  let inputs: Int
  /// Uses in the batch: the rows of what comes in and goes out.
  let uses: Int
  /// n x q
  let x: UnsafeMutablePointer<Element>
  /// n x p: what comes out, or the gradient there.
  let y: UnsafeMutablePointer<Element>
  /// p numbers to add to what comes out.
  var bias: UnsafeMutablePointer<Element>?
  /// What is in back stays, and the product is added.
  private var adds = false
  /// The gradient at the inputs, n x q, for the first part, and for the others one after another.
  var back: UnsafeMutablePointer<Element>?
  let partials: UnsafeMutablePointer<Element>
  /// Room for a few rows of y, turned.
  let turned: UnsafeMutablePointer<Element>
  var keep: Element = 1
  var scale: Element = 0
  let parts: Int

  init(
    w: UnsafeMutablePointer<Element>, outputs: Int, inputs: Int, uses: Int, x: UnsafeMutablePointer<Element>,
    y: UnsafeMutablePointer<Element>, in memory: NetworkMemory<Element>
  ) {
    self.w = w
    self.outputs = outputs
    self.inputs = inputs
    self.uses = uses
    self.x = x
    self.y = y
    partials = memory.partials
    turned = memory.turned
    parts = Self.parts(outputs: outputs, inputs: inputs, uses: uses)
  }

  /// Up to so many uses are no product of matrices: packing the weights would take longer.
  static var few: Int { 32 }

  /// How many parts a weight is cut into. A part of fewer numbers is not worth a message.
  static func parts(outputs: Int, inputs: Int, uses: Int) -> Int {
    let numbers = outputs * inputs
    guard outputs >= 64 else { return 1 }
    return min(uses == 1 ? 8 : 4, max(1, (numbers * uses) >> 15), outputs / 16)
  }

  static func at(_ context: UnsafeMutableRawPointer?) -> LayerShare? {
    context?.assumingMemoryBound(to: LayerShare.self).pointee
  }

  private func rows(of part: Int) -> Range<Int> {
    let tiles = (outputs + 15) / 16
    return min(outputs, tiles * part / parts * 16)..<min(outputs, tiles * (part + 1) / parts * 16)
  }

  /// y = x W^T + b
  mutating func apply() {
    run(Element.applyPart)
  }

  /// back (+)= y W, and W <- keep W + scale y^T x.
  mutating func descend(addingBack: Bool) {
    if let back, uses == 1, !addingBack { back.update(repeating: 0, count: inputs) }
    adds = addingBack
    run(Element.descendPart)
    guard let back else { return }
    let count = uses * inputs
    for part in 1..<max(1, parts) {
      Element.combine(back, 1, back, 1, partials + (part - 1) * count, count: count)
    }
  }

  private mutating func run(_ work: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Void) {
    let parts = parts
    withUnsafeMutablePointer(to: &self) {
      if parts == 1 { work($0, 0) } else { lanes_crew_run(Int32(parts), 0, work, $0) }
    }
  }

  func apply(part: Int) {
    let rows = rows(of: part)
    let first = rows.lowerBound
    if uses == 1 {
      Element.apply(
        w + first * inputs, rows: rows.count, columns: inputs, to: x, adding: bias.map { $0 + first },
        rectified: false, into: y + first)
    } else {
      Element.apply(
        w + first * inputs, rows: rows.count, columns: inputs, to: x, count: uses,
        adding: bias.map { $0 + first }, into: y + first, stride: outputs)
    }
  }

  func descend(part: Int) {
    let rows = rows(of: part)
    let first = rows.lowerBound
    let count = uses * inputs
    let own = back.map { part == 0 ? $0 : partials + (part - 1) * count }
    if uses == 1 {
      if part > 0 { own?.update(repeating: 0, count: count) }
      Element.descend(
        w + first * inputs, rows: rows.count, columns: inputs, along: y + first, x, keep: keep, scale: scale,
        back: own)
      return
    }
    Element.descend(
      w + first * inputs, rows: rows.count, columns: inputs, along: y + first, stride: outputs, x,
      count: uses, keep: keep, scale: scale, back: own, addingBack: adds && part == 0,
      turned: turned + first * uses)
  }
}
