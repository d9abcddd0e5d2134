import Matrices

/// Numbers that are read one after the other; nil where there are too few, or where one is not what it should be.
struct CheckpointNumbers {
  private var rest: ArraySlice<Double>

  init(_ numbers: [Double]) { rest = numbers[...] }

  var isEmpty: Bool { rest.isEmpty }

  mutating func number() -> Double? { rest.popFirst() }

  /// A whole number, 0 or more.
  mutating func count() -> Int? {
    rest.popFirst().flatMap { Int(exactly: $0) }.flatMap { $0 >= 0 ? $0 : nil }
  }

  /// A count and as many numbers.
  mutating func list() -> [Double]? {
    guard let length = count(), length <= rest.count else { return nil }
    defer { rest = rest.dropFirst(length) }
    return Array(rest.prefix(length))
  }

  /// The first numbers of an array, which stays where it is; false if there are too few.
  mutating func fill(_ array: inout [Double], first length: Int) -> Bool {
    guard length <= rest.count else { return false }
    array.replaceSubrange(0..<length, with: rest.prefix(length))
    rest = rest.dropFirst(length)
    return true
  }

  /// A list as `list` reads it.
  static func list(_ numbers: [Double]) -> [Double] { [Double(numbers.count)] + numbers }
}

extension WeightSnapshot {
  /// Everything it says, for a checkpoint.
  var numbers: [Double] {
    [Double(update), product, Double(addedRank)] + CheckpointNumbers.list(singularValues)
      + CheckpointNumbers.list(weights?.entries ?? []) + CheckpointNumbers.list(velocity?.entries ?? [])
  }

  /// A snapshot of weights rows x columns; nil if the numbers are not of one.
  init?(_ numbers: inout CheckpointNumbers, rows: Int, columns: Int) {
    guard let update = numbers.count(), let product = numbers.number(), let addedRank = numbers.count(),
      let found = numbers.list(), let weights = numbers.list(), let velocity = numbers.list(),
      [weights, velocity].allSatisfy({ $0.isEmpty || $0.count == rows * columns })
    else { return nil }
    func matrix(_ entries: [Double]) -> Matrix? {
      entries.isEmpty ? nil : Matrix(rows: rows, columns: columns, entries: entries)
    }
    self.init(
      update: update, singularValues: found, weights: matrix(weights), velocity: matrix(velocity),
      product: product, addedRank: addedRank)
  }
}
