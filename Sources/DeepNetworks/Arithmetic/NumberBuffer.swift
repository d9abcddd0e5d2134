/// Numbers of one precision in memory, from a multiple of 64 bytes on. A value: it is copied before it is written while anybody
/// else has it.
public struct NumberBuffer<Element: NetworkElement>: Sendable {
  private var memory: NumberMemory<Element>

  /// Zeros.
  public init(zeros count: Int) { memory = NumberMemory(count: count) }

  public init(_ numbers: some Collection<Element>) {
    memory = NumberMemory(count: numbers.count)
    for (i, number) in numbers.enumerated() { memory.base[i] = number }
  }

  public var count: Int { memory.count }

  public subscript(_ i: Int) -> Element {
    get {
      precondition(i >= 0 && i < count, "number \(i) of \(count)")
      return memory.base[i]
    }
    set {
      precondition(i >= 0 && i < count, "number \(i) of \(count)")
      own()
      memory.base[i] = newValue
    }
  }

  public var numbers: [Element] { Array(UnsafeBufferPointer(start: memory.base, count: count)) }

  /// Whether all numbers are finite, and their squares too.
  public var isFinite: Bool { withReading { Element.squares($0, count: count) }.isFinite }

  /// Lends the numbers to read.
  public func withReading<Result>(_ body: (UnsafePointer<Element>) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(memory) { try body(UnsafePointer(memory.base)) }
  }

  /// Lends the numbers to write.
  public mutating func withWriting<Result>(
    _ body: (UnsafeMutablePointer<Element>) throws -> Result
  ) rethrows -> Result {
    own()
    return try withExtendedLifetime(memory) { try body(memory.base) }
  }

  /// self = other, without allocation where nobody else has these numbers.
  public mutating func assign(_ other: NumberBuffer) {
    guard other.count == count, isKnownUniquelyReferenced(&memory) else {
      self = other
      own()
      return
    }
    memory.base.update(from: other.memory.base, count: count)
  }

  private mutating func own() {
    if !isKnownUniquelyReferenced(&memory) { memory = NumberMemory(copying: memory) }
  }
}

extension NumberBuffer: Equatable {
  public static func == (a: NumberBuffer, b: NumberBuffer) -> Bool {
    a.count == b.count && (0..<a.count).allSatisfy { a.memory.base[$0] == b.memory.base[$0] }
  }
}

/// The memory of a buffer, or scratch memory of a step.
final class NumberMemory<Element: NetworkElement>: Sendable {
  /// Written only by who owns this alone (`NumberBuffer.own`, `NetworkMemory`).
  nonisolated(unsafe) let base: UnsafeMutablePointer<Element>
  let count: Int

  init(count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Element>.stride + 64
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    base = raw.bindMemory(to: Element.self, capacity: count)
    base.initialize(repeating: 0, count: count)
    self.count = count
  }

  convenience init(copying other: NumberMemory) {
    self.init(count: other.count)
    base.update(from: other.base, count: count)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// The next count from which on numbers lie at a multiple of 64 bytes.
  static func aligned(_ count: Int) -> Int {
    let step = 64 / MemoryLayout<Element>.stride
    return (count + step - 1) / step * step
  }
}
