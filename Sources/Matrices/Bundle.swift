/// Matrices of one shape, one for each trajectory of a block of trajectories that move together.
///
/// Entry (i, j) is `lanes` consecutive numbers, one a trajectory; entries are stored by columns from a multiple of 64
/// bytes on, so that eight lanes are one register of the widest vector units. One lane is a plain matrix.
public struct Bundle: Sendable {
  public let rows: Int
  public let columns: Int
  public let lanes: Int
  @usableFromInline var memory: AlignedMemory

  /// Zero matrices.
  public init(zeros rows: Int, _ columns: Int, lanes: Int = 1) {
    precondition(lanes == 1 || lanes == 8, "\(lanes) lanes instead of 1 or 8")
    self.rows = rows
    self.columns = columns
    self.lanes = lanes
    memory = AlignedMemory(count: rows * columns * lanes)
  }

  /// The same matrix in every lane.
  public init(_ matrix: Matrix, lanes: Int = 1) {
    self.init(zeros: matrix.rows, matrix.columns, lanes: lanes)
    spread(matrix)
  }

  /// A matrix a lane; eight of them, or one.
  public init(_ matrices: [Matrix]) {
    precondition(!matrices.isEmpty, "no matrices to bundle")
    self.init(zeros: matrices[0].rows, matrices[0].columns, lanes: matrices.count)
    for (lane, matrix) in matrices.enumerated() { setLane(lane, to: matrix) }
  }

  /// How many numbers there are: rows x columns x lanes.
  public var count: Int { memory.count }

  /// A window on all of it to write through. Valid while somebody else holds this bundle: in a function that was lent it,
  /// or `inout`. A bundle of one's own lends its window by `withBlock`.
  @inlinable
  public var block: Block {
    mutating get {
      if !isKnownUniquelyReferenced(&memory) { memory = AlignedMemory(copying: memory) }
      return window
    }
  }

  /// The same to read from.
  @inlinable
  public var reading: Block { window }

  /// Lends a window to write through.
  @inlinable
  public mutating func withBlock<Result>(_ body: (Block) throws -> Result) rethrows -> Result {
    let window = block
    return try withExtendedLifetime(memory) { try body(window) }
  }

  /// Lends a window to read from.
  @inlinable
  public func withReading<Result>(_ body: (Block) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(memory) { try body(window) }
  }

  @inlinable
  var window: Block {
    Block(memory.base, rows: rows, columns: columns, columnStride: rows, lanes: lanes)
  }

  /// The matrix of one lane.
  public func lane(_ lane: Int) -> Matrix {
    var matrix = Matrix(zeros: rows, columns)
    for i in matrix.entries.indices { matrix.entries[i] = memory.base[i * lanes + lane] }
    return matrix
  }

  public mutating func setLane(_ lane: Int, to matrix: Matrix) {
    precondition(
      matrix.rows == rows && matrix.columns == columns,
      "a \(matrix.rows) x \(matrix.columns) matrix in a bundle of \(rows) x \(columns) ones")
    let base = block.base
    for i in matrix.entries.indices { base[i * lanes + lane] = matrix.entries[i] }
  }

  /// The matrix of a bundle of one.
  public var matrix: Matrix {
    get {
      precondition(lanes == 1, "a bundle of \(lanes) matrices is not one matrix")
      return lane(0)
    }
    set {
      if newValue.rows != rows || newValue.columns != columns { self = Bundle(newValue) }
      setLane(0, to: newValue)
    }
  }

  /// Writes one matrix into every lane.
  public mutating func spread(_ matrix: Matrix) {
    precondition(
      matrix.rows == rows && matrix.columns == columns,
      "a \(matrix.rows) x \(matrix.columns) matrix in a bundle of \(rows) x \(columns) ones")
    let base = block.base
    for i in matrix.entries.indices {
      for lane in 0..<lanes { base[i * lanes + lane] = matrix.entries[i] }
    }
  }

  /// self = other, without allocation.
  public mutating func assign(_ other: Bundle) {
    precondition(other.count == count && other.rows == rows, "bundles of different shapes")
    block.base.update(from: other.memory.base, count: count)
  }

  /// self = 0
  public mutating func setZero() { block.base.update(repeating: 0, count: count) }

  /// Whether every number of a lane is finite.
  public func isFinite(lane: Int) -> Bool {
    var sum = 0.0
    for i in stride(from: lane, to: count, by: lanes) { sum += memory.base[i] * 0 }
    return sum == 0
  }

  /// Whether every number is finite.
  public var isFinite: Bool {
    // A sum of zeros is zero; zero times anything that is not finite is not. Eight sums, for eight at a time.
    var sums = SIMD8<Double>()
    var i = 0
    while i + 8 <= count {
      let numbers = UnsafeRawPointer(memory.base + i).loadUnaligned(as: SIMD8<Double>.self)
      sums += numbers * 0
      i += 8
    }
    var sum = sums.sum()
    while i < count {
      sum += memory.base[i] * 0
      i += 1
    }
    return sum == 0
  }
}

/// Numbers in memory from a multiple of 64 bytes on.
@usableFromInline
final class AlignedMemory: Sendable {
  /// Copied before it is written while anybody else has it (`Bundle.block`).
  @usableFromInline nonisolated(unsafe) let base: UnsafeMutablePointer<Double>
  let count: Int

  init(count: Int) {
    // A cache line more than needed: the neighbour that a core fetches ahead is nobody else's.
    let bytes = max(count, 1) * MemoryLayout<Double>.stride + 64
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    base = raw.bindMemory(to: Double.self, capacity: count)
    base.initialize(repeating: 0, count: count)
    self.count = count
  }

  @usableFromInline
  convenience init(copying other: AlignedMemory) {
    self.init(count: other.count)
    base.update(from: other.base, count: count)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }
}
