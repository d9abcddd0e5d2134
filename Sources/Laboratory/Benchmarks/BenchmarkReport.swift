import Matrices
import Simulation

extension Benchmark {
  /// `workload implementation seconds metric`, or why no time is told.
  public var line: String {
    if let refusal {
      return
        "\(workload.name) rankfall refused \(refusal.quantity): \(readable(refusal.measured)), predicted "
        + "\(readable(refusal.predicted)), allowed \(scientific(refusal.allowed.amount))"
    }
    return "\(workload.name) rankfall \(bestSeconds) \(metricText)"
  }

  /// `workload memory peak_resident_bytes=value;...`: what the process took, and what the simulation added to that.
  public var memoryLine: String {
    let numbers = [
      ("peak_resident_bytes", "\(peakMemory)"), ("peak_before_bytes", "\(memoryBefore)"),
      ("trajectories", "\(sizes.trajectories)"),
      ("bytes_per_trajectory", "\(readable(bytesPerTrajectory))"),
    ]
    return "\(workload.name) memory " + numbers.map { "\($0)=\($1)" }.joined(separator: ";")
  }

  /// `name=value;name=value`
  public var metricText: String { metric.map { "\($0.name)=\($0.value)" }.joined(separator: ";") }

  public var json: JSONText {
    func written(_ one: Evidence) -> JSONText {
      .object([
        "quantity": .text(one.quantity), "predicted": .number(one.predicted),
        "measured": .number(one.measured),
        "deviation": .number(one.measured - one.predicted), "tolerance": .number(one.allowed.amount),
        "reason": .text(one.allowed.reason.rawValue), "basis": .text(one.allowed.basis),
      ])
    }
    let isRefused = refusal != nil
    return .object([
      "workload": .text(workload.name), "summary": .text(workload.summary),
      "implementation": .text("rankfall"),
      "refused": .boolean(isRefused), "seconds": isRefused ? .null : .number(bestSeconds),
      "repeats": isRefused ? .null : .array(seconds.map { .number($0) }),
      "nanoseconds_per_trajectory_step": isRefused ? .null : .number(nanosecondsPerStep),
      "metric": .object(metric.map { JSONText.Member(key: $0.name, value: .number($0.value)) }),
      "metric_is": .text(workload.metric), "theory_is": .text(workload.theory),
      "theory": shown.map { .number($0.predicted) } ?? .null,
      "deviation": shown.map { .number($0.measured - $0.predicted) } ?? .null,
      "tolerance": shown.map { .number($0.allowed.amount) } ?? .null,
      "checks": .array(evidence.map(written)),
      "inputs": .integer(sizes.inputs), "outputs": .integer(sizes.outputs), "width": .integer(sizes.width),
      "samples": .integer(sizes.samples), "trajectories": .integer(sizes.trajectories),
      "steps": .integer(sizes.steps), "look_every": .integer(sizes.interval),
      "threads": .integer(sizes.threads),
      "state_bytes_per_trajectory": .integer(stateBytes), "peak_resident_bytes": .integer(peakMemory),
      "peak_before_bytes": .integer(memoryBefore), "bytes_per_trajectory": .number(bytesPerTrajectory),
      "instruction_set": .text(instructionSet),
    ])
  }
}
