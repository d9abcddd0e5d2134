/// Moves one block of trajectories through a schedule: the loop of every simulation.
///
/// A block is one trajectory, or eight in the lanes of one state. Whatever a trajectory does is a function of the seed and
/// its number; neither its lane nor its neighbours matter. Nothing is allocated between looks.
struct BlockRun<D: Dynamics> {
  let dynamics: D
  let schedule: Schedule
  let seed: UInt64
  let observables: [Observable<D.State>]
  let handOver: HandOver<D.State>?
  let progress: Progress
  /// The numbers of all observables at one look.
  let components: Int
  /// Whether an observable may ask for the state before.
  private let looksBack: Bool

  init(
    dynamics: D, schedule: Schedule, seed: UInt64, observables: [Observable<D.State>],
    handOver: HandOver<D.State>?, progress: Progress
  ) {
    self.dynamics = dynamics
    self.schedule = schedule
    self.seed = seed
    self.observables = observables
    self.handOver = handOver
    self.progress = progress
    components = observables.reduce(0) { $0 + $1.components }
    looksBack = observables.contains {
      if case .single = $0.way { return true }
      return false
    }
  }

  /// What a look at a block has shown.
  struct Seen {
    /// The number of the look.
    let look: Int
    /// components x lanes numbers; NaN where a trajectory has diverged.
    let values: UnsafeBufferPointer<Double>
    let lanes: Int
    /// The number of the first lane's trajectory.
    let first: Int
    /// For each lane that is wanted, whether its trajectory has gone on alone: this is not about it then.
    let departed: [Bool]
  }

  /// Runs trajectories first, first + 1, ... in as many lanes, of which the first `count` are wanted.
  ///
  /// `receive` gets every look until the last trajectory has diverged.
  func run(
    first: Int, count: Int, lanes: Int, from start: (Int, inout RandomStream) -> D.State,
    receive: (Seen) -> Void
  ) -> [Outcome] {
    let initial = initialState(first, count, lanes, start)
    return walk(first: first, count: count, from: 0, state: initial, initial: initial, receive: receive)
  }

  /// Goes on from a recorded time; of a later one than the start the look was taken already.
  func walk(
    first: Int, count: Int, from begin: Int, state: D.State, initial: D.State, receive: (Seen) -> Void
  ) -> [Outcome] {
    let lanes = state.lanes
    var state = state
    var previous = looksBack ? state : nil
    var random = RandomStream(seed: seed, trajectory: first, lanes: lanes, for: .noise)
    var noise = dynamics.makeNoise(lanes: lanes)
    var workspace = dynamics.makeWorkspace(for: state)
    var outcomes = [Outcome](repeating: .finished, count: count)
    var departed = [Bool](repeating: false, count: count)
    var moving = count
    let memo = Memo()
    var values = [Double](repeating: .nan, count: components * lanes)
    let targets = schedule.recordedSteps

    func look(_ number: Int, _ state: D.State, _ previous: D.State?) {
      memo.reset()
      let snapshot = Snapshot(
        step: targets[number], time: Double(targets[number]) * dynamics.timeStep, state: state,
        previous: previous, initial: initial, memo: memo)
      measure(snapshot, outcomes, into: &values)
      values.withUnsafeBufferPointer {
        receive(Seen(look: number, values: $0, lanes: lanes, first: first, departed: departed))
      }
      guard let handOver, number + 1 < targets.count else { return }
      for lane in 0..<count where outcomes[lane] == .finished && !departed[lane] {
        guard handOver.isDue(snapshot, lane), let next = handOver.prepare(state.lane(lane)) else { continue }
        departed[lane] = true
        moving -= 1
        outcomes[lane] = goOn(handOver.dynamics, first + lane, number, next, initial.lane(lane), receive)
      }
    }

    if begin == 0 { look(0, state, nil) }
    var step = targets[begin]
    var reported = step
    walk: for number in targets.indices.dropFirst(begin + 1) {
      while step < targets[number] && moving > 0 {
        var next = min(targets[number], (step / 64 + 1) * 64)
        if looksBack && step == targets[number] - 1 {
          previous?.assign(state)
        } else if looksBack && next == targets[number] {
          next -= 1
        }
        dynamics.advance(&state, over: step..<next, drivenBy: &noise, from: &random, in: &workspace)
        step = next
        if step == targets[number] || step % 64 == 0 {
          progress.advance(by: (step - reported) * moving)
          reported = step
          if progress.isCancelled || !state.isFinite {
            for lane in 0..<count where outcomes[lane] == .finished && !departed[lane] {
              if progress.isCancelled || !state.isFinite(lane: lane) {
                outcomes[lane] = .diverged(step: step)
              }
            }
            if !zip(outcomes, departed).contains(where: { $0 == .finished && !$1 }) { break walk }
          }
        }
      }
      guard moving > 0 else { break }
      look(number, state, previous)
    }
    progress.advance(by: (schedule.steps - reported) * moving)
    return outcomes
  }

  /// The rest of one trajectory under another dynamics.
  private func goOn(
    _ dynamics: some Dynamics<D.State>, _ trajectory: Int, _ look: Int, _ state: D.State,
    _ initial: D.State, _ receive: (Seen) -> Void
  ) -> Outcome {
    let alone = BlockRun<_>(
      dynamics: dynamics, schedule: schedule, seed: seed, observables: observables, handOver: nil,
      progress: progress)
    return alone.walk(first: trajectory, count: 1, from: look, state: state, initial: initial) {
      receive(Seen(look: $0.look, values: $0.values, lanes: 1, first: trajectory, departed: [false]))
    }[0]
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

  private func measure(_ look: Snapshot<D.State>, _ outcomes: [Outcome], into values: inout [Double]) {
    let lanes = look.state.lanes
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
