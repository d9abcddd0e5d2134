import Foundation
import DeepNetworks
import LinearNetworks
import Matrices
import Repulsion
import Simulation
import Testing

@testable import Laboratory

/// A benchmark tells a time only for a result that theory agrees with.
@Suite("Benchmarks") struct BenchmarkTests {
  /// Small enough for a test, large enough to tell.
  private func run(_ name: String, on engine: Engine = .rankfall) throws -> Benchmark {
    let workload = try #require(Workload.named(name))
    var sizes = workload.standard
    switch name {
    case "B": (sizes.inputs, sizes.width, sizes.steps, sizes.samples) = (40, 60, 100, 200)
    case "E": break
    default: (sizes.trajectories, sizes.steps) = (256, 200)
    }
    switch workload.work {
    case .eigenvalues:
      sizes.trajectories = 512
      return Benchmark(workload, EigenvalueWork(sizes))
    case .training(var work):
      (sizes.trajectories, sizes.samples, sizes.inputs) = (1, 300, 20)
      (work.widths, work.steps) = ([20, 24, 24, 10], 200)
      return Benchmark(workload, work, sizes, on: TrainingData(drawnFor: sizes))
    case .network(let work):
      return Benchmark(workload, work, sizes, on: BenchmarkData(drawnFor: work, sizes), engine: engine)
    }
  }

  @Test("the right engine gets its time", arguments: Workload.all.map(\.name))
  func acceptance(_ name: String) throws {
    let benchmark = try run(name)
    #expect(benchmark.refusal == nil, "\(benchmark.line)")
    let words = benchmark.line.split(separator: " ").map(String.init)
    #expect(words.count == 4 && words[0] == name && words[1] == "rankfall")
    #expect(Double(words[2]) == benchmark.bestSeconds && words[3] == benchmark.metricText)
    #expect(!benchmark.metric.contains { !$0.value.isFinite })
    #expect(benchmark.bestSeconds > 0 && benchmark.memoryBefore > 1 << 20)
    #expect(benchmark.peakMemory >= benchmark.memoryBefore && benchmark.bytesPerTrajectory >= 0)
    #expect(benchmark.memoryLine.hasPrefix("\(name) memory peak_resident_bytes=\(benchmark.peakMemory);"))
  }

  /// Engines that make a workload's own steps wrong, each in another way.
  static let wrong: [(String, [String])] = [
    (
      "A",
      [
        "gradient-doubled", "gradient-ascent", "noise-doubled", "noise-amplified", "noise-absent",
        "noise-shared",
        "noise-uniform", "noise-frozen", "noise-recycled", "untied-noise", "sequential-layers",
        "step-for-root",
        "stratonovich-reading", "single-precision", "determinant-unsquared", "additive-noise",
      ]
    ),
    ("A2_1", ["gradient-doubled", "label-noise-doubled", "untied-noise", "determinant-unsquared"]),
    ("A2_32", ["gradient-doubled", "batch-summed", "label-noise-doubled", "sequential-layers"]),
    (
      "B", ["gradient-doubled", "gradient-ascent", "label-noise-doubled", "untied-noise", "single-precision"]
    ),
    ("E", ["noise-doubled", "noise-absent", "sequential-layers", "determinant-unsquared"]),
  ]

  @Test("a wrong engine is refused a time", arguments: wrong)
  func refusal(_ name: String, _ engines: [String]) throws {
    for engine in engines {
      let benchmark = try run(name, on: try #require(Engine.named(engine)))
      #expect(benchmark.refusal != nil, "\(engine): \(benchmark.line)")
      #expect(benchmark.line.hasPrefix("\(name) rankfall refused ") || benchmark.refusal == nil)
      #expect(!benchmark.line.contains("\(benchmark.bestSeconds)"))
    }
  }

  @Test(
    "a wrong engine of eigenvalues is refused a time",
    arguments: [
      "repulsion-reversed", "repulsion-doubled", "ito-drift-missing", "noise-root-two", "noise-recycled",
      "softening-coarse", "trace-coupling-missing", "order-by-sorting", "order-by-clamping",
    ])
  func eigenvalueRefusal(_ name: String) throws {
    let workload = try #require(Workload.named("C"))
    var sizes = workload.standard
    (sizes.trajectories, sizes.steps) = (256, 200)
    let engine = try #require(RepulsionEngine.named(name))
    let benchmark = Benchmark(workload, EigenvalueWork(sizes), engine: engine)
    #expect(benchmark.refusal != nil, "\(name): \(benchmark.line)")
  }

  @Test("a training is refused a time for a wrong decay, wrong spectra and wrong steps")
  func trainingRefusal() throws {
    let workload = try #require(Workload.named("D_16"))
    guard case .training(var work) = workload.work else { return }
    var sizes = workload.standard
    (sizes.samples, sizes.inputs) = (300, 20)
    (work.widths, work.steps) = ([20, 24, 24, 10], 200)
    let data = TrainingData(drawnFor: sizes)
    let timed = measureTraining(work, on: data.samples, seed: BenchmarkData.seed)
    func isRefused(_ change: (inout TrainingWorkload) -> Void) -> Bool {
      var asked = work
      change(&asked)
      return TrainingCheck(asked, data, timed).evidence.contains { $0.strain > 1 }
    }
    #expect(!isRefused { _ in })
    // The same training would be wrong for another decay, rate or number of steps.
    #expect(isRefused { $0.weightDecay = 0.00101 })
    #expect(isRefused { $0.weightDecay = 0.0005 })
    #expect(isRefused { $0.learningRate *= 1.01 })
    #expect(isRefused { $0.steps -= 1 })
    for engine in TrainingEngine.wrong where !Self.otherMethods.contains(engine.name) {
      #expect(
        TrainingCheck(work, data, timed, on: engine).evidence.contains { !($0.strain <= 1) },
        "\(engine.name)")
    }
  }

  /// What these change is not in the workload: momentum, steps of one length, batch normalisation, noise on labels, training
  /// without decay.
  private static let otherMethods = TrainingEngine.wrong.map(\.name).filter { name in
    [
      "momentum-nesterov", "momentum-damped", "decay-other-way", "decay-unasked", "layers-step-alike",
    ].contains(name)
      || name.hasPrefix("normalization") || name.hasPrefix("label-")
  }

  @Test("elimination agrees with LAPACK")
  func elimination() {
    var random = RandomStream(seed: 5)
    let a = Matrix(6, 6) { _, _ in random.normal() }
    let b = Matrix(6, 2) { _, _ in random.normal() }
    let elimination = Elimination(a, b)
    #expect(abs(elimination.logDeterminant - a.logDeterminant.log) < 1e-12)
    #expect((a * elimination.solution - b).norm < 1e-12)
  }

  /// Every sample once, with labels of given noise, weighed by Gauss-Hermite's two-point rule: exact to third order.
  @Test("the law of a step has the second moment of the samples' gradients")
  func secondMoment() throws {
    let workload = try #require(Workload.named("A2_1"))
    var sizes = workload.standard
    sizes.samples = 30
    guard case .network(let work) = workload.work else { return }
    let data = BenchmarkData(drawnFor: work, sizes)
    let setting = work.setting(sizes, on: data)
    let state = NetworkState(theta: data.start, inputs: 5, outputs: 2)
    let law = StepLaw(setting)
    let m = law.gradient(at: state.product)
    #expect((m - data.problem.functionGradient(at: state.product)).norm < 1e-12)
    let residual = data.problem.targets - data.problem.inputs * state.product
    var sum = 0.0
    for sample in 0..<30 {
      let x = data.problem.inputs[sample..<(sample + 1), 0..<5]
      for signs in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
        let y = Matrix(1, 2) { residual[sample, $1] + 2 * ($1 == 0 ? signs.0 : signs.1) }
        sum += (x.transposed * y - m).squaredNorm / 4
      }
    }
    #expect(abs(law.noiseSquare(at: state.product, m) - sum / 30) < 1e-10 * sum)
  }

  @Test("data of another program fix the sizes, and must fit together")
  func data() throws {
    let workload = try #require(Workload.named("A"))
    guard case .network(let work) = workload.work else { return }
    let drawn = BenchmarkData(drawnFor: work, WorkloadSizes())
    let file = temporaryFolder() + ".npz"
    defer { removeFolder(file) }
    func write(_ start: Matrix) throws {
      let arrays = ["X": drawn.problem.inputs, "Y": drawn.problem.targets, "theta0": start]
      try Data(try NPZWriter.bytes(of: arrays, file: file)).write(to: URL(fileURLWithPath: file))
    }
    try write(drawn.start)
    var sizes = WorkloadSizes()
    sizes.width = 99
    let read = try BenchmarkData(contentsOf: file, &sizes)
    #expect(sizes.width == 10 && read.start == drawn.start && read.problem.inputs == drawn.problem.inputs)
    try write(drawn.start.transposed)
    #expect(throws: DiagnosticError.self) { try BenchmarkData(contentsOf: file, &sizes) }
  }
}
