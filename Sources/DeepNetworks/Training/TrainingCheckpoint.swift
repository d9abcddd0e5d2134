/// When a training that is followed keeps where it stands, and where it begins.
public struct TrainingCheckpoints {
  /// What an earlier training of the same plan saved last; nil begins at the beginning.
  let start: () -> [Double]?
  /// Asked after every look: whether it is time to save.
  let isDue: () -> Bool
  /// Gets a checkpoint whenever one is due, and when the training is cancelled: its numbers in pieces, which are those of the
  /// training itself and not to be kept.
  let save: ([ArraySlice<Double>]) -> Void

  public init(
    from start: @autoclosure @escaping () -> [Double]? = nil, whenever isDue: @escaping () -> Bool,
    save: @escaping ([ArraySlice<Double>]) -> Void
  ) {
    self.start = start
    self.isDue = isDue
    self.save = save
  }
}

/// Where a training that is followed stands: the weights of now and of one update before a stop, and all that was seen and
/// recorded so far. As numbers it is exact in both precisions, the updates made its second number; the noise of what is to come
/// is a function of the seed.
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

  /// Reads numbers by a plan, into a path that has seen nothing yet; nil if they are not of such a training. Then what its
  /// windows hold means nothing.
  init?(_ numbers: [Double], of empty: TrainingPath<Element>, _ plan: TrainingPlan) {
    var numbers = CheckpointNumbers(numbers)
    var path = empty
    func state(_ list: [Double]) -> State? {
      State(plan.setting.network, method: plan.setting.descent.method, checkpoint: list)
    }
    guard let now = numbers.list().flatMap(state), now.updates <= plan.setting.updates,
      let before = numbers.list(), path.restore(&numbers, after: now.updates), numbers.isEmpty
    else { return nil }
    var previous: State?
    if !before.isEmpty {
      guard let found = state(before) else { return nil }
      previous = found
    }
    self.init(state: now, previous: previous, path: path)
  }

  var pieces: [ArraySlice<Double>] {
    [state.checkpoint, previous?.checkpoint ?? []].map { CheckpointNumbers.list($0)[...] } + path.pieces
  }
}
