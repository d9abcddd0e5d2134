import CLanes
import Dispatch

/// Looks at one trajectory that wait for each other: eight spectra together cost little more than one, and what the members
/// of the crew measure of different looks needs no message between them.
///
/// What is seen is the same as that of single looks, to the bit, and is received in order.
@usableFromInline
struct LookGroup<State: TrajectoryState>: Sendable {
  private let observables: [Observable<State>]
  private let steps: [Int]
  private let timeStep: Double
  private let initial: State
  private let components: Int
  private let capacity: Int
  private let members: Int
  /// Copies of the states, in memory that is used again, of which the first `waiting` have not been measured.
  private var looks: [(number: Int, state: State)] = []
  private var waiting = 0

  /// - Parameter steps: the step of every look, by its number.
  @usableFromInline
  init(of observables: [Observable<State>], at steps: [Int], timeStep: Double, initial: State) {
    self.observables = observables
    self.steps = steps
    self.timeStep = timeStep
    self.initial = initial
    components = observables.reduce(0) { $0 + $1.components }
    members = Int(lanes_crew_members())
    // Copies of very large states are not worth their memory: at most 32 MB.
    capacity = max(1, min(Self.together * members, (4 << 20) / max(1, initial.size)))
  }

  /// How many looks are measured by one thread together.
  private static var together: Int { 8 }

  @usableFromInline
  mutating func add(
    _ number: Int, _ state: State, _ receive: (_ look: Int, _ values: UnsafeBufferPointer<Double>) -> Void
  ) {
    if waiting < looks.count {
      looks[waiting].number = number
      looks[waiting].state.assign(state)
    } else {
      looks.append((number, state))
    }
    waiting += 1
    if waiting == capacity { measure(receive) }
  }

  /// Measures all that wait.
  @usableFromInline
  mutating func measure(_ receive: (_ look: Int, _ values: UnsafeBufferPointer<Double>) -> Void) {
    guard waiting > 0 else { return }
    let values = measured()
    values.withUnsafeBufferPointer { buffer in
      for (index, look) in looks[0..<waiting].enumerated() {
        let numbers = buffer[(index * components)..<((index + 1) * components)]
        receive(look.number, UnsafeBufferPointer(rebasing: numbers))
      }
    }
    waiting = 0
  }

  /// The numbers of all looks that wait, one look after the other.
  private func measured() -> [Double] {
    let most = Self.together
    let portion = waiting < most ? most : min(most, (waiting + members - 1) / members)
    return [Double](unsafeUninitializedCapacity: waiting * components) { buffer, count in
      count = waiting * components
      guard let base = buffer.baseAddress else { return }
      // Every portion has places of its own.
      nonisolated(unsafe) let places = base
      DispatchQueue.concurrentPerform(iterations: (waiting + portion - 1) / portion) { index in
        measure(looks[(index * portion)..<min(waiting, (index + 1) * portion)], places)
      }
    }
  }

  /// Measures some looks into their places among the values of all.
  private func measure(
    _ some: ArraySlice<(number: Int, state: State)>, _ values: UnsafeMutablePointer<Double>
  ) {
    let snapshots = some.map {
      Snapshot(
        step: steps[$0.number], time: Double(steps[$0.number]) * timeStep, state: $0.state, initial: initial)
    }
    for observable in observables { observable.prepare?(snapshots) }
    var target = values + some.startIndex * components
    for snapshot in snapshots {
      for observable in observables {
        if case .block(let measure) = observable.way { measure(snapshot, target) }
        target += observable.components
      }
    }
  }
}
