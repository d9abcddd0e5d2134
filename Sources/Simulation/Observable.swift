/// One look at a trajectory, or at a block of them: the state at a recorded time, and where it came from.
public struct Snapshot<State: Sendable> {
  /// Steps taken so far.
  public let step: Int
  /// step x timeStep
  public let time: Double
  public let state: State
  /// The state one step earlier; nil at the start, and in looks at several lanes.
  public let previous: State?
  /// The state at the start of this trajectory.
  public let initial: State
  /// What observables have worked out at this look.
  public let memo: Memo

  public init(
    step: Int, time: Double, state: State, previous: State? = nil, initial: State, memo: Memo = Memo()
  ) {
    self.step = step
    self.time = time
    self.state = state
    self.previous = previous
    self.initial = initial
    self.memo = memo
  }
}

/// Numbers that several observables need, worked out once a look. One run owns it; it is never shared.
public final class Memo {
  private var entries: [(key: Int, isFresh: Bool, values: [Double])] = []

  public init() {}

  /// Forgets every value, and keeps the memory.
  @usableFromInline
  func reset() {
    for i in entries.indices { entries[i].isFresh = false }
  }

  /// Whether the numbers under a key have been worked out at this look.
  public func holds(_ key: Int) -> Bool { entries.contains { $0.key == key && $0.isFresh } }

  /// The numbers under a key: computed at the first call of a look.
  public func once<Result>(
    _ key: Int, count: Int, compute: (UnsafeMutablePointer<Double>) -> Void,
    _ body: (UnsafePointer<Double>) -> Result
  ) -> Result {
    let index: Int
    if let found = entries.firstIndex(where: { $0.key == key }) {
      index = found
    } else {
      index = entries.count
      entries.append((key, false, [Double](repeating: 0, count: count)))
    }
    precondition(
      entries[index].values.count == count, "key \(key) has \(entries[index].values.count) numbers")
    if !entries[index].isFresh {
      entries[index].values.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { compute(base) }
      }
      entries[index].isFresh = true
    }
    return entries[index].values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("key \(key) has no numbers") }
      return body(base)
    }
  }
}

/// Something to see of a state: numbers with a name, a symbol and a unit.
public struct Observable<State: Sendable>: Sendable {
  /// The name under which the series is stored: words joined by underscores.
  public let name: String
  /// What stands on an axis, such as "log det {/Symbol q}{/Symbol q}^T" in words: plain text.
  public let symbol: String
  public let unit: String
  /// How many numbers it has.
  public let components: Int
  @usableFromInline let way: Way
  /// Works out what several looks at one trajectory have in common, into their memos, before they are measured.
  let prepare: (@Sendable ([Snapshot<State>]) -> Void)?

  /// How it is measured: one trajectory at a time, or all lanes of a block at once.
  @usableFromInline
  enum Way: Sendable {
    case single(@Sendable (Snapshot<State>) -> [Double])
    case block(@Sendable (Snapshot<State>, UnsafeMutablePointer<Double>) -> Void)
  }

  /// An observable of one trajectory. In an ensemble it is measured lane by lane.
  public init(
    _ name: String, symbol: String, unit: String = "1", components: Int = 1,
    measure: @escaping @Sendable (Snapshot<State>) -> [Double]
  ) {
    self.init(name, symbol, unit, components, .single(measure))
  }

  /// An observable of a block: writes `components` entries of as many numbers as the state has lanes. It sees neither
  /// the state before, nor lanes that are finite only.
  ///
  /// - Parameter prepare: works out what several looks at one trajectory need, into their memos: what costs less for
  ///   several together. A look that was not prepared must give the same numbers.
  public init(
    _ name: String, symbol: String, unit: String = "1", components: Int = 1,
    preparing prepare: (@Sendable ([Snapshot<State>]) -> Void)? = nil,
    inLanes measure: @escaping @Sendable (Snapshot<State>, UnsafeMutablePointer<Double>) -> Void
  ) {
    self.init(name, symbol, unit, components, .block(measure), prepare)
  }

  private init(
    _ name: String, _ symbol: String, _ unit: String, _ components: Int, _ way: Way,
    _ prepare: (@Sendable ([Snapshot<State>]) -> Void)? = nil
  ) {
    self.prepare = prepare
    self.name = name
    self.symbol = symbol
    self.unit = unit
    self.components = components
    self.way = way
  }

  /// The same observable, measured in another way.
  public func measuring(_ measure: @escaping @Sendable (Snapshot<State>) -> [Double]) -> Observable {
    Observable(name, symbol, unit, components, .single(measure))
  }

  /// Whether it may ask for the state before.
  @usableFromInline var looksBack: Bool { if case .single = way { true } else { false } }

  /// The numbers of a single trajectory.
  public func measure(_ look: Snapshot<State>) -> [Double] {
    switch way {
    case .single(let measure):
      let measured = measure(look)
      precondition(
        measured.count == components, "\(name) gave \(measured.count) numbers instead of \(components)")
      return measured
    case .block(let measure):
      return [Double](unsafeUninitializedCapacity: components) { buffer, count in
        if let base = buffer.baseAddress { measure(look, base) }
        count = components
      }
    }
  }
}
