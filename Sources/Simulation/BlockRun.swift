/// Moves one block of trajectories through a schedule: the loop of every simulation.
///
/// A block is one trajectory, or eight in the lanes of one state. Whatever a trajectory does is a function of the seed and
/// its number; neither its lane nor its neighbours matter. Nothing is allocated between looks.
///
/// Inlinable, so that a room compiles the loop for its own kind of state.
@usableFromInline
struct BlockRun<State: TrajectoryState>: Sendable {
  @usableFromInline let dynamics: any Dynamics<State>
  @usableFromInline let schedule: Schedule
  @usableFromInline let seed: UInt64
  @usableFromInline let observables: [Observable<State>]
  @usableFromInline let handOver: HandOver<State>?
  @usableFromInline let progress: Progress

  @inlinable
  init(
    dynamics: any Dynamics<State>, schedule: Schedule, seed: UInt64, observables: [Observable<State>],
    handOver: HandOver<State>?, progress: Progress
  ) {
    self.dynamics = dynamics
    self.schedule = schedule
    self.seed = seed
    self.observables = observables
    self.handOver = handOver
    self.progress = progress
  }

  /// Runs trajectories first, first + 1, ... in as many lanes, of which the first `count` are wanted.
  ///
  /// `receive` gets every look until the last trajectory has diverged.
  @inlinable
  func run(
    first: Int, count: Int, lanes: Int, from start: (Int, inout RandomStream) -> State,
    receive: (SeenBlock) -> Void
  ) -> [Outcome] {
    let initial = initialState(first, count, lanes, start)
    return walk(first: first, count: count, from: 0, state: initial, initial: initial, receive: receive)
  }

  /// Goes on from a recorded time; of a later one than the start the look was taken already.
  @inlinable
  func walk(
    first: Int, count: Int, from begin: Int, state: State, initial: State, receive: (SeenBlock) -> Void
  ) -> [Outcome] {
    let lanes = state.lanes
    let looksBack = observables.contains { $0.looksBack }
    var state = state
    var previous = looksBack ? state : nil
    var random = RandomStream(seed: seed, trajectory: first, lanes: lanes, for: .noise)
    let move = dynamics.makeWalk(for: state)
    let timeStep = dynamics.timeStep
    var outcomes = [Outcome](repeating: .finished, count: count)
    var departed = [Bool](repeating: false, count: count)
    var moving = count
    let memo = Memo()
    var values = [Double](
      repeating: .nan, count: observables.reduce(0) { $0 + $1.components } * lanes)
    let targets = schedule.recordedSteps
    // What nobody decides anything by at once may wait until several looks can be measured together.
    var group =
      lanes == 1 && handOver == nil && !looksBack
      ? LookGroup(of: observables, at: targets, timeStep: dynamics.timeStep, initial: initial) : nil

    func look(_ number: Int, _ previous: State?) {
      if group != nil {
        group?.add(number, state) {
          receive(SeenBlock(look: $0, values: $1, lanes: 1, first: first, departed: departed))
        }
        return
      }
      memo.reset()
      let snapshot = Snapshot(
        step: targets[number], time: Double(targets[number]) * timeStep, state: state,
        previous: previous, initial: initial, memo: memo)
      measure(snapshot, outcomes, into: &values)
      values.withUnsafeBufferPointer {
        receive(SeenBlock(look: number, values: $0, lanes: lanes, first: first, departed: departed))
      }
      guard let handOver, number + 1 < targets.count else { return }
      let due = handOver.lanesDue(snapshot)
      guard due != 0 else { return }
      for lane in 0..<count
      where due >> UInt8(lane) & 1 == 1 && outcomes[lane] == .finished && !departed[lane] {
        guard let next = handOver.prepare(state.lane(lane)) else { continue }
        departed[lane] = true
        moving -= 1
        outcomes[lane] = goOn(handOver.dynamics, first + lane, number, next, initial.lane(lane), receive)
      }
    }

    if begin == 0 { look(0, nil) }
    var step = targets[begin]
    walk: for number in targets.indices.dropFirst(begin + 1) {
      while step < targets[number] && moving > 0 {
        // Whether all is finite is looked at when a multiple of 64 steps is done, and before every look.
        let stop = min(targets[number], (step / 64 + 1) * 64)
        if looksBack && stop == targets[number] {
          move(&state, step..<(stop - 1), &random)
          previous?.assign(state)
          move(&state, (stop - 1)..<stop, &random)
        } else {
          move(&state, step..<stop, &random)
        }
        progress.advance(by: (stop - step) * moving)
        step = stop
        if progress.isCancelled || !state.isFinite {
          for lane in 0..<count where outcomes[lane] == .finished && !departed[lane] {
            if progress.isCancelled || !state.isFinite(lane: lane) { outcomes[lane] = .diverged(step: step) }
          }
          if !zip(outcomes, departed).contains(where: { $0 == .finished && !$1 }) { break walk }
        }
      }
      guard moving > 0 else { break }
      look(number, previous)
    }
    group?.measure {
      receive(SeenBlock(look: $0, values: $1, lanes: 1, first: first, departed: departed))
    }
    progress.advance(by: (schedule.steps - step) * moving)
    return outcomes
  }

  /// The rest of one trajectory under another dynamics.
  @inlinable
  func goOn(
    _ dynamics: any Dynamics<State>, _ trajectory: Int, _ look: Int, _ state: State, _ initial: State,
    _ receive: (SeenBlock) -> Void
  ) -> Outcome {
    let alone = BlockRun(
      dynamics: dynamics, schedule: schedule, seed: seed, observables: observables, handOver: nil,
      progress: progress)
    return alone.walk(first: trajectory, count: 1, from: look, state: state, initial: initial) {
      receive(SeenBlock(look: $0.look, values: $0.values, lanes: 1, first: trajectory, departed: [false]))
    }[0]
  }

  @inlinable
  func initialState(
    _ first: Int, _ count: Int, _ lanes: Int, _ start: (Int, inout RandomStream) -> State
  ) -> State {
    let states = (0..<count).map { lane in
      var random = RandomStream(seed: seed, trajectory: first + lane, for: .initialization)
      random.begin(step: 0)
      return start(first + lane, &random)
    }
    // Lanes that nobody wants run beside the others, from the first one's start.
    return lanes == 1 ? states[0] : State(lanes: states + repeatElement(states[0], count: lanes - count))
  }

  @inlinable
  func measure(_ look: Snapshot<State>, _ outcomes: [Outcome], into values: inout [Double]) {
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

/// What a look at a block has shown.
@usableFromInline
struct SeenBlock {
  /// The number of the look.
  @usableFromInline let look: Int
  /// components x lanes numbers; NaN where a trajectory has diverged.
  @usableFromInline let values: UnsafeBufferPointer<Double>
  let lanes: Int
  /// The number of the first lane's trajectory.
  let first: Int
  /// For each lane that is wanted, whether its trajectory has gone on alone: this is not about it then.
  let departed: [Bool]

  @usableFromInline
  init(look: Int, values: UnsafeBufferPointer<Double>, lanes: Int, first: Int, departed: [Bool]) {
    self.look = look
    self.values = values
    self.lanes = lanes
    self.first = first
    self.departed = departed
  }
}

extension Snapshot where State: TrajectoryState {
  /// The look at one trajectory of a block.
  @inlinable
  func lane(_ lane: Int) -> Snapshot {
    Snapshot(
      step: step, time: time, state: state.lane(lane), previous: previous?.lane(lane),
      initial: initial.lane(lane))
  }
}
