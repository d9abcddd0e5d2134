import ArgumentParser
import Laboratory

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Time the stated workloads, and check their results against theory.",
    discussion: """
      Prints `workload implementation seconds metric`, data only, a line a workload:
      A, A2_1, A2_32, B, C, D_1, D_16, D_128 and E, or the one that is named. The
      seconds are those of the simulation with its observables and statistics. A
      result that theory contradicts gets no time: `workload rankfall refused
      REASON`, and exit code 1.

        rankfall bench A --threads 2 --repeats 7
        rankfall bench A --trajectories 1000000 --steps 200 --memory
        rankfall bench --json
        rankfall bench A --data small.npz        X, Y and theta0 of another program
      """)

  @Argument(help: "A, A2_1, A2_32, B, C, D_1, D_16, D_128 or E; all of them otherwise.")
  var workload: String?

  @Option(parsing: .unconditional, help: "Trajectories instead of the workload's own number.")
  var trajectories: Int?

  @Option(parsing: .unconditional, help: "Steps instead of the workload's own number.")
  var steps: Int?

  @Option(parsing: .unconditional, help: "Threads; the results do not depend on it.")
  var threads = 1

  @Option(parsing: .unconditional, help: "p instead of the workload's own.")
  var inputs: Int?

  @Option(parsing: .unconditional, help: "k instead of the workload's own.")
  var outputs: Int?

  @Option(parsing: .unconditional, help: "l instead of the workload's own.")
  var width: Int?

  @Option(parsing: .unconditional, help: "How often to run each; the least time is printed.")
  var repeats = 1

  @Option(help: "An .npz file with X, Y and theta0; drawn from a stated seed otherwise.")
  var data: String?

  @Flag(help: "Print a second line: the peak of resident memory, and what a trajectory adds to it.")
  var memory = false

  @Flag(help: "Print one JSON document: checks, memory, instruction set, time a step.")
  var json = false

  func validate() throws {
    for number in [trajectories, steps, threads, inputs, outputs, width, repeats] {
      guard number ?? 1 > 0 else { throw ValidationError("every number must be 1 or more") }
    }
    for (name, number, most) in [
      ("--inputs", inputs, 100_000), ("--outputs", outputs, 100_000), ("--width", width, 1_000_000),
      ("--trajectories", trajectories, 100_000_000), ("--steps", steps, 1_000_000_000),
      ("--threads", threads, 4096),
    ] {
      if number ?? 1 > most { throw ValidationError("\(name) is at most \(most)") }
    }
    if let workload, Workload.named(workload)?.isTraining == true,
      trajectories ?? inputs ?? outputs ?? width != nil
    {
      throw ValidationError("\(workload) is one network of stated layers: only --steps can be chosen")
    }
    if data != nil, inputs ?? outputs ?? width != nil {
      throw ValidationError("the sizes are those of --data: leave --inputs, --outputs and --width out")
    }
    for work in Workload.all where workload == work.name && work.looksAtDeterminant && data == nil {
      let (p, k, l) = (
        inputs ?? work.standard.inputs, outputs ?? work.standard.outputs, width ?? work.standard.width
      )
      if l < p + k {
        throw ValidationError(
          "log det(theta theta^T) is minus infinity where --width \(l) is below \(p) + \(k)")
      }
    }
    if let workload, Workload.named(workload) == nil {
      let names = Workload.all.map(\.name)
      let hint = didYouMean(workload, among: names).map { "; " + $0 } ?? ""
      throw ValidationError(
        "no workload is called \(workload); there are \(names.joined(separator: ", "))\(hint)")
    }
  }

  func run() throws {
    try reporting {
      var choice = BenchmarkChoice()
      choice.workload = workload
      choice.trajectories = trajectories
      choice.steps = steps
      choice.threads = threads
      choice.inputs = inputs
      choice.outputs = outputs
      choice.width = width
      choice.repeats = repeats
      choice.data = data
      try Self.bench(choice, json: json, memory: memory)
    }
  }

  /// `rankfall bench NAME` without any option, which needs no parser: to build one takes longer than workload E.
  static func runsAtOnce(_ words: [String]) throws -> Bool {
    guard words.count == 2, words[0] == "bench", Workload.named(words[1]) != nil else { return false }
    try reporting { try bench(BenchmarkChoice(workload: words[1]), json: false, memory: false) }
    return true
  }

  private static func bench(_ choice: BenchmarkChoice, json: Bool, memory: Bool) throws {
    var documents: [JSONText] = []
    var isRefused = false
    for workload in choice.workloads {
      let benchmark = try choice.perform(workload)
      isRefused = isRefused || benchmark.refusal != nil
      if json { documents.append(benchmark.json) } else { print(benchmark.line) }
      if memory, !json { print(benchmark.memoryLine) }
    }
    if json { print(JSONText.array(documents).written()) }
    guard !isRefused else { throw ExitCode(1) }
  }
}
