import Simulation
import Testing

@Suite("Schedules and records") struct RecordTests {
  @Test("A schedule looks at the start, every interval and at the end")
  func schedule() {
    #expect(Schedule(steps: 10, every: 5).recordedSteps == [0, 5, 10])
    #expect(Schedule(steps: 11, every: 5).recordedSteps == [0, 5, 10, 11])
    #expect(Schedule(steps: 3, every: 5).recordedSteps == [0, 3])
    #expect(Schedule(steps: 0, every: 5).recordedSteps == [0])
    #expect(Schedule(steps: 2, every: 1).recordedSteps == [0, 1, 2])
  }

  @Test("A series is read by trajectory, time and component")
  func series() {
    let series = Series(
      name: "x", symbol: "x", unit: "1", trajectories: 2, times: 3, components: 2,
      values: (0..<12).map(Double.init))
    #expect(series[0, 0, 1] == 1 && series[0, 2, 0] == 4 && series[1, 0, 0] == 6 && series[1, 2, 1] == 11)
    #expect(series.path(trajectory: 1, component: 1) == [7, 9, 11])
    #expect(series.sample(time: 2, component: 0) == [4, 10])
    #expect(series.vector(trajectory: 1, time: 1) == [8, 9])
  }

  @Test("A record knows its clock and its losses")
  func record() {
    let record = Record(
      steps: [0, 10, 15], timeStep: 0.5, outcomes: [.finished, .diverged(step: 7), .finished],
      series: [
        Series(name: "a", symbol: "", unit: "1", trajectories: 3, times: 3, components: 0, values: [])
      ])
    #expect(record.times == [0, 5, 7.5])
    #expect(record.trajectories == 3 && record.divergedTrajectories == 1)
    #expect(record["a"].name == "a")
  }
}
