import CLanes

/// Random numbers of the next steps of a stream in eight lanes, drawn four steps at a time: the rounds of one number take
/// their time in turn, those of different steps take it together. They are the same numbers as step by step.
///
/// It draws ahead when two steps in a row have asked for as many numbers from the same pair on.
struct DrawnAhead<Number: BitwiseCopyable & Sendable>: Sendable {
  /// With more numbers a step there is nothing to gain.
  static var most: Int { 32 }
  private static var steps: UInt64 { 4 }

  /// Entry i of lane l in step s is number ((s - firstStep) count + i) 8 + l.
  private var numbers: [Number] = []
  private var firstStep = UInt64.max
  private var firstPair = UInt64.max
  private var count = 0
  /// What else the numbers depend on: a deviation, a bound.
  private var parameter = 0.0
  /// The step after the last one that asked.
  private var expected = UInt64.max

  /// Writes the `wanted` numbers of the step at `place` from pair `first` on; false if they are not drawn ahead.
  ///
  /// - Parameter fill: draws the numbers of four steps.
  mutating func take(
    _ wanted: Int, from first: UInt64, _ parameter: Double, at place: inout lanes_stream,
    into out: UnsafeMutablePointer<Number>,
    fill: (inout lanes_stream, UnsafeMutablePointer<Number>) -> Void
  ) -> Bool {
    guard place.lanes == 8 && wanted > 0 && wanted <= Self.most else { return false }
    let step = place.step
    let goesOn =
      step == expected && first == firstPair && wanted == count && parameter == self.parameter
    expected = step + 1
    guard goesOn else {
      firstStep = .max
      firstPair = first
      count = wanted
      self.parameter = parameter
      return false
    }
    let size = wanted * 8
    if step < firstStep || step - firstStep >= Self.steps {
      let room = size * Int(Self.steps)
      if numbers.count != room {
        numbers = [Number](unsafeUninitializedCapacity: room) { buffer, filled in
          guard let base = buffer.baseAddress else { return }
          fill(&place, base)
          filled = room
        }
      } else {
        numbers.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          fill(&place, base)
        }
      }
      firstStep = step
    }
    numbers.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      out.update(from: base + Int(step - firstStep) * size, count: size)
    }
    return true
  }
}
