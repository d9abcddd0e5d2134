/// Moves one block of trajectories through a schedule: the loop of every simulation.
///
/// A block is one trajectory, or eight in the lanes of one state. Whatever a trajectory does is a function of the seed and
/// its number; neither its lane nor its neighbours matter. Nothing is allocated between looks.
struct BlockRun<D: Dynamics> {
  let dynamics: D
  let schedule: Schedule
  let seed: UInt64
  let observables: [Observable<D.State>]
  let progress: Progress

  /// The numbers of all observables at one look.
  var components: Int { observables.reduce(0) { $0 + $1.components } }

  /// Runs trajectories first, first + 1, ... in as many lanes, of which the first `count` are wanted.
  ///
  /// At every look `receive` gets the look's number and components x lanes numbers, NaN where a trajectory has diverged;
  /// it gets none after the last trajectory has.
  func run(
    first: Int, count: Int, lanes: Int, from start: (Int, inout RandomStream) -> D.State,
    receive: (Int, UnsafeBufferPointer<Double>) -> Void
  ) -> [Outcome] {
    let initial = initialState(first, count, lanes, start)
    var state = initial
    var previous = looksBack ? state : nil
    var random = RandomStream(seed: seed, trajectory: first, lanes: lanes, for: .noise)
    var noise = dynamics.makeNoise(lanes: lanes)
    var workspace = dynamics.makeWorkspace(for: state)
    var outcomes = [Outcome](repeating: .finished, count: count)
    let memo = Memo()
    var values = [Double](repeating: .nan, count: components * lanes)

    func look(_ number: Int, _ step: Int, _ state: D.State, _ previous: D.State?) {
      memo.reset()
      let snapshot = Snapshot(
        step: step, time: Double(step) * dynamics.timeStep, state: state, previous: previous,
        initial: initial, memo: memo)
      measure(snapshot, outcomes, lanes, into: &values)
      values.withUnsafeBufferPointer { receive(number, $0) }
    }

    look(0, 0, state, nil)
    var step = 0
    var reported = 0
    walk: for (number, target) in schedule.recordedSteps.enumerated().dropFirst() {
      while step < target {
        if step == target - 1 { previous?.assign(state) }
        random.begin(step: step)
        dynamics.draw(&noise, from: &random)
        dynamics.step(&state, drivenBy: noise, in: &workspace)
        step += 1
        if step == target || step % 64 == 0 {
          progress.advance(by: (step - reported) * count)
          reported = step
          for lane in 0..<count where outcomes[lane] == .finished && !state.isFinite(lane: lane) {
            outcomes[lane] = .diverged(step: step)
          }
          if progress.isCancelled {
            for lane in 0..<count where outcomes[lane] == .finished { outcomes[lane] = .diverged(step: step) }
          }
          if !outcomes.contains(.finished) { break walk }
        }
      }
      look(number, step, state, previous)
    }
    progress.advance(by: (schedule.steps - reported) * count)
    return outcomes
  }

  /// Whether an observable may ask for the state before.
  private var looksBack: Bool {
    observables.contains {
      if case .single = $0.way { return true }
      return false
    }
  }

  private func initialState(
    _ first: Int, _ count: Int, _ lanes: Int, _ start: (Int, inout RandomStream) -> D.State
  ) -> D.State {
    let states = (0..<count).map { lane in
      var random = RandomStream(seed: seed, trajectory: first + lane, for: .initialization)
      random.begin(step: 0)
      return start(first + lane, &random)
    }
    // Lanes that nobody wants run beside the others, from the first one's start.
    return lanes == 1 ? states[0] : D.State(lanes: states + repeatElement(states[0], count: lanes - count))
  }

  private func measure(
    _ look: Snapshot<D.State>, _ outcomes: [Outcome], _ lanes: Int, into values: inout [Double]
  ) {
    values.withUnsafeMutableBufferPointer { buffer in
      guard var target = buffer.baseAddress else { return }
      for observable in observables {
        switch observable.way {
        case .block(let measure): measure(look, target)
        case .single:
          for lane in outcomes.indices where outcomes[lane] == .finished {
            let numbers = observable.measure(lanes == 1 ? look : look.lane(lane))
            for (i, number) in numbers.enumerated() { target[i * lanes + lane] = number }
          }
        }
        target += observable.components * lanes
      }
      for lane in outcomes.indices where outcomes[lane] != .finished {
        for i in stride(from: lane, to: buffer.count, by: lanes) { buffer[i] = .nan }
      }
    }
  }
}

extension Snapshot where State: TrajectoryState {
  /// The look at one trajectory of a block.
  fileprivate func lane(_ lane: Int) -> Snapshot {
    Snapshot(
      step: step, time: time, state: state.lane(lane), previous: previous?.lane(lane),
      initial: initial.lane(lane))
  }
}
