import LinearNetworks
import Simulation

// Times of a run that are steps of its clock: when the noise ends, and over which steps W1 W2 is averaged.
extension SettingReader {
  /// The step from which on labels are clean.
  func noiseEnd(_ step: Double, _ schedule: Schedule, _ problems: inout Problems) -> Int? {
    guard let section = run.section("label_noise"), let end = section.number("until"),
      let value = section["until"]
    else { return nil }
    return steps(until: end, step, schedule, value.place, &problems)
  }

  /// The steps of the average: those after `from`, up to `until`.
  func averaging(_ step: Double, _ schedule: Schedule, _ problems: inout Problems) -> ClosedRange<Int>? {
    guard let section = run.section("average") else { return nil }
    let first = Int(((section.number("from") ?? 0) / step).rounded()) + 1
    var last = schedule.steps
    if let end = section.number("until"), let value = section["until"] {
      last = steps(until: end, step, schedule, value.place, &problems) ?? last
    }
    guard first <= last else {
      problems.add(
        "run \(name) ends before its average begins", at: section.place,
        cure:
          "let the average begin before \(readable(Double(schedule.steps) * step)), or the run last longer")
      return nil
    }
    return first...last
  }

  /// A time as a number of steps, at most those of the run.
  private func steps(
    until end: Double, _ step: Double, _ schedule: Schedule, _ place: Place, _ problems: inout Problems
  ) -> Int? {
    let count = (end / step).rounded()
    guard count >= 1 else {
      problems.add(
        "a time of \(short(end)) is less than one step of \(short(step))", at: place,
        cure: "change the time or the step")
      return nil
    }
    return min(schedule.steps, Int(min(count, Double(schedule.steps))))
  }
}
