/// Which workloads to run, and how large, where that is not their own size.
public struct BenchmarkChoice: Sendable {
  /// All of them if nil.
  public var workload: String?
  public var trajectories: Int?
  public var steps: Int?
  public var threads = 1
  public var inputs: Int?
  public var outputs: Int?
  public var width: Int?
  public var repeats = 1
  /// An .npz file with X, Y and theta0; drawn from the stated seed if nil.
  public var data: String?

  public init(workload: String? = nil) { self.workload = workload }

  public var workloads: [Workload] { Workload.all.filter { workload == nil || workload == $0.name } }

  public func perform(_ workload: Workload) throws(DiagnosticError) -> Benchmark {
    var sizes = workload.standard
    sizes.trajectories = trajectories ?? sizes.trajectories
    sizes.steps = steps ?? sizes.steps
    sizes.threads = threads
    sizes.inputs = inputs ?? sizes.inputs
    sizes.outputs = outputs ?? sizes.outputs
    sizes.width = width ?? sizes.width
    switch workload.work {
    case .eigenvalues:
      guard let path = data else { return Benchmark(workload, EigenvalueWork(sizes), repeats: repeats) }
      return Benchmark(workload, try EigenvalueWork(sizes, startingFrom: path), repeats: repeats)
    case .training(var work):
      work.steps = sizes.steps
      guard let path = data else {
        return Benchmark(workload, work, sizes, on: TrainingData(drawnFor: sizes), repeats: repeats)
      }
      let given = try TrainingData(contentsOf: path)
      work.widths = given.widths
      (sizes.samples, sizes.inputs) = (given.samples.samples, given.samples.inputCount)
      return Benchmark(workload, work, sizes, on: given, repeats: repeats)
    case .network(let work):
      guard let path = data else {
        return Benchmark(workload, work, sizes, on: BenchmarkData(drawnFor: work, sizes), repeats: repeats)
      }
      let given = try BenchmarkData(contentsOf: path, &sizes)
      return Benchmark(workload, work, sizes, on: given, repeats: repeats)
    }
  }
}
