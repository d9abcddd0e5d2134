/// When a training that is followed keeps where it stands, and where it begins.
public struct TrainingCheckpoints {
  /// What an earlier training of the same plan saved last; nil begins at the beginning.
  public let start: [Double]?
  /// Asked after every look: whether it is time to save.
  let isDue: () -> Bool
  /// Gets a checkpoint whenever one is due, and when the training is cancelled.
  let save: ([Double]) -> Void

  public init(
    from start: [Double]? = nil, whenever isDue: @escaping () -> Bool, save: @escaping ([Double]) -> Void
  ) {
    self.start = start
    self.isDue = isDue
    self.save = save
  }
}

/// Where a training that is followed stands: the weights of now and of one update before a stop, and all that was seen so
/// far. As numbers it is exact in both precisions; the noise of what is to come is a function of the seed.
struct TrainingCheckpoint<Element: NetworkElement> {
  typealias State = TrainingState<Element>

  let state: State
  let previous: State?
  let path: TrainingPath<Element>

  init(state: State, previous: State?, path: TrainingPath<Element>) {
    self.state = state
    self.previous = previous
    self.path = path
  }

  /// Reads numbers by a plan, into a path that has seen nothing yet; nil if they are not of such a training.
  init?(_ numbers: [Double], of empty: TrainingPath<Element>, _ plan: TrainingPlan) {
    var numbers = CheckpointNumbers(numbers)
    var path = empty
    func state(_ list: [Double]) -> State? {
      State(plan.setting.network, method: plan.setting.descent.method, checkpoint: list)
    }
    guard let now = numbers.list().flatMap(state), now.updates <= plan.setting.updates,
      let before = numbers.list(), path.restore(&numbers), numbers.isEmpty
    else { return nil }
    var previous: State?
    if !before.isEmpty {
      guard let found = state(before) else { return nil }
      previous = found
    }
    self.init(state: now, previous: previous, path: path)
  }

  var numbers: [Double] {
    [state.checkpoint, previous?.checkpoint ?? []].flatMap { [Double($0.count)] + $0 } + path.numbers
  }
}

/// Numbers that are read one after the other; nil where there are too few, or where one is not what it should be.
struct CheckpointNumbers {
  private var rest: ArraySlice<Double>

  init(_ numbers: [Double]) { rest = numbers[...] }

  var isEmpty: Bool { rest.isEmpty }

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
}
