import Simulation
import Testing

@Suite("A simulation") struct EnsembleTests {
  private static let state = Observable<Double>("x", symbol: "x") { [$0.state] }

  @Test("shows observables the state, the one before and the first")
  func snapshots() {
    let seen = Observable<Double>("seen", symbol: "", components: 5) {
      [Double($0.step), $0.time, $0.state, $0.previous ?? -1, $0.initial]
    }
    let record = simulate(
      LinearRecursion(shift: 1), from: { trajectory, _ in 100 * Double(trajectory) },
      over: Schedule(steps: 11, every: 5), ensemble: Ensemble(trajectories: 2),
      observing: [Self.state, seen])
    #expect(record.steps == [0, 5, 10, 11] && record.times == [0, 2.5, 5, 5.5])
    for trajectory in 0..<2 {
      let start = 100 * Double(trajectory)
      #expect(record["x"].path(trajectory: trajectory) == [start, start + 5, start + 10, start + 11])
      #expect(record["seen"].vector(trajectory: trajectory, time: 0) == [0, 0, start, -1, start])
      for (look, step) in [5.0, 10, 11].enumerated() {
        #expect(
          record["seen"].vector(trajectory: trajectory, time: look + 1)
            == [step, step / 2, start + step, start + step - 1, start])
      }
    }
    #expect(record.outcomes == [.finished, .finished])
  }

  @Test("that blows up is an outcome, with NaN from then on")
  func divergence() {
    // 2^1024 is the first power of two beyond the largest double; trajectory 1 stays at zero.
    let record = simulate(
      LinearRecursion(factor: 2), from: { trajectory, _ in trajectory == 0 ? 1 : 0 },
      over: Schedule(steps: 3000, every: 250), ensemble: Ensemble(trajectories: 2, threads: 2),
      observing: [Self.state])
    #expect(record.outcomes == [.diverged(step: 1024), .finished])
    #expect(record.divergedTrajectories == 1)
    for (look, step) in record.steps.enumerated() {
      let value = record["x"][0, look, 0]
      #expect(step <= 1000 ? value.isFinite && value > 0 : value.isNaN)
      #expect(record["x"][1, look, 0] == 0)
    }
  }

  @Test("does not look at states that are not finite")
  func noLookAtNaN() {
    let strict = Observable<Double>("strict", symbol: "") { look in
      #expect(look.state.isFinite)
      return [look.state]
    }
    let record = simulate(
      LinearRecursion(factor: 1e200), from: { _, _ in 1 }, over: Schedule(steps: 10, every: 1),
      observing: [strict])
    #expect(record.outcomes == [.diverged(step: 2)])
    #expect(record["strict"].path().map(\.isNaN) == [false, false] + [Bool](repeating: true, count: 9))
  }

  @Test("is the same to the bit for any number of threads and of trajectories", arguments: [1, 2, 3, 7])
  func reproducibility(threads: Int) {
    func run(_ trajectories: Int, _ threads: Int, seed: UInt64 = 5) -> Series {
      simulate(
        LinearRecursion(factor: 0.9, noise: 1), from: { _, random in random.normal() },
        over: Schedule(steps: 200, every: 10),
        ensemble: Ensemble(trajectories: trajectories, seed: seed, threads: threads),
        observing: [Self.state])["x"]
    }
    let many = run(50, 1)
    #expect(run(50, threads) == many)
    let few = run(5, threads)
    for trajectory in 0..<5 { #expect(few.path(trajectory: trajectory) == many.path(trajectory: trajectory)) }
    #expect(Set((0..<50).map { many[$0, 20, 0] }).count == 50, "trajectories differ")
    #expect(run(5, threads, seed: 6) != few, "seeds differ")
  }

  @Test("draws its start and its noise from streams of their own")
  func streams() {
    let record = simulate(
      LinearRecursion(noise: 1), from: { _, random in random.normal() }, over: Schedule(steps: 3, every: 1),
      ensemble: Ensemble(trajectories: 3, seed: 8), observing: [Self.state])
    for trajectory in 0..<3 {
      var initial = RandomStream(seed: 8, trajectory: trajectory, for: .initialization)
      var noise = RandomStream(seed: 8, trajectory: trajectory, for: .noise)
      var expected = [initial.normal()]
      for step in 0..<3 {
        noise.begin(step: step)
        expected.append(expected[step] + noise.normal())
      }
      #expect(record["x"].path(trajectory: trajectory) == expected)
    }
  }

  @Test("of no steps is a look at the start")
  func noSteps() {
    let record = simulate(
      LinearRecursion(), from: { _, _ in 3 }, over: Schedule(steps: 0, every: 1), observing: [Self.state],
    )
    #expect(record["x"].values == [3] && record.outcomes == [.finished])
  }
}

@Suite("Progress") struct ProgressTests {
  private static let state = Observable<Double>("x", symbol: "x") { [$0.state] }

  @Test("counts every step of every trajectory, diverged ones too", arguments: [1, 2])
  func counting(threads: Int) {
    let progress = Progress()
    _ = simulate(
      LinearRecursion(factor: 2), from: { trajectory, _ in trajectory == 0 ? 1 : 0 },
      over: Schedule(steps: 1500, every: 1500), ensemble: Ensemble(trajectories: 4, threads: threads),
      observing: [Self.state], progress: progress)
    #expect(progress.completedSteps == 4 * 1500)
  }

  @Test("can be cancelled before the start")
  func cancelledBefore() {
    let progress = Progress()
    progress.cancel()
    let record = simulate(
      LinearRecursion(shift: 1), from: { _, _ in 0 }, over: Schedule(steps: 10, every: 1),
      ensemble: Ensemble(trajectories: 3, threads: 2), observing: [Self.state],
      progress: progress)
    #expect(record.outcomes.allSatisfy { $0 != .finished })
    #expect(record["x"].values.count == 33 && record["x"].values.allSatisfy(\.isNaN))
  }

  @Test("can be cancelled on the way, at the next look or 64 steps later")
  func cancelledOnTheWay() {
    let progress = Progress()
    let canceller = Observable<Double>("x", symbol: "") {
      progress.cancel()
      return [$0.state]
    }
    let record = simulate(
      LinearRecursion(shift: 1), from: { _, _ in 0 },
      over: Schedule(steps: 1_000_000_000, every: 100_000_000),
      observing: [canceller], progress: progress)
    #expect(record.outcomes == [.diverged(step: 64)])
    #expect(record["x"][0, 0, 0] == 0 && record["x"].path().dropFirst().allSatisfy(\.isNaN))
  }
}
