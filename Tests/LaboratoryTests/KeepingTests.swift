import Foundation
import LinearNetworks
import Plotting
import Simulation
import Testing

@testable import Laboratory

/// Runs of which statistics are kept, from the experiment file to the folder and back.
@Suite("Runs that keep statistics") struct KeepingTests {
  private func experiment(_ keep: String, _ overrides: [String] = []) throws -> Experiment {
    try ExperimentFixtures.experiment(small: ["keep=\(keep)", "trajectories=300"] + overrides)
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  /// The folder of a run, as long as the body lives.
  private func withRun(
    _ keep: String, threads: Int = 1, _ overrides: [String] = [], _ body: (RunFolder) throws -> Void
  ) throws {
    let output = temporaryFolder()
    defer { removeFolder(output) }
    let runner = ExperimentRunner(output: output, threads: threads)
    try body(try runner.run(try experiment(keep, overrides)).folder)
  }

  /// The variables of a file with their dimensions.
  private func variables(_ path: String) throws -> [NetCDFInput.Variable] {
    try NetCDFError.turn.withLock { _ throws(NetCDFError) in
      let file = try NetCDFInput(opening: path)
      defer { file.close() }
      return try file.variables()
    }
  }

  private func attribute(_ name: String, of variable: String, in path: String) throws -> String {
    try NetCDFError.turn.withLock { _ throws(NetCDFError) in
      let file = try NetCDFInput(opening: path)
      defer { file.close() }
      return try file.text(name, of: try file.variable(variable))
    }
  }

  @Test("one thread and two write the same bytes", arguments: ["statistics", "quantiles"])
  func threads(keep: String) throws {
    try withRun(keep, threads: 1) { first in
      try withRun(keep, threads: 2) { second in
        for file in ["quiet/observables.nc", "noisy/observables.nc", "verdicts.json"] {
          let (one, two) = (try bytes(first.file(file)), try bytes(second.file(file)))
          #expect(one == two, "\(file)")
        }
      }
    }
  }

  @Test("are laid out by time and mode, without a trajectory, in the words of the CF conventions")
  func layout() throws {
    try withRun("quantiles") { folder in
      let path = folder.file("noisy/observables.nc")
      let shapes = try variables(path).map { ([$0.name] + $0.dimensions.map(\.name)).joined(separator: " ") }
      #expect(!shapes.contains { $0.contains(" trajectory") })
      for shape in ["time time", "step time", "trajectories", "finite_trajectories time", "complete"] {
        #expect(shapes.contains(shape), "\(shape)")
      }
      for statistic in [
        "mean", "standard_deviation", "standard_error", "minimum", "maximum", "q05", "q50", "q95", "ci95_low",
        "ci95_high",
      ] {
        #expect(shapes.contains("log_determinant_\(statistic) time"))
        #expect(shapes.contains("W1_singular_values_\(statistic) time mode_3"))
      }
      for (statistic, method) in [
        ("mean", "mean"), ("standard_deviation", "standard_deviation"), ("minimum", "minimum"),
        ("maximum", "maximum"), ("q50", "median"),
      ] {
        let name = "log_determinant_\(statistic)"
        let methods = try attribute("cell_methods", of: name, in: path)
        let unit = try attribute("units", of: name, in: path)
        let title = try attribute("long_name", of: name, in: path)
        #expect(methods == "realization: \(method)" && unit == "1")
        #expect(title.hasPrefix("log det(theta theta^T): "))
      }
      let levels = try NetCDFError.turn.withLock { _ throws(NetCDFError) in
        let file = try NetCDFInput(opening: path)
        defer { file.close() }
        return try file.number("quantile_level", of: try file.variable("loss_q95"))
      }
      #expect(levels == 0.95)
    }
    try withRun("statistics") { folder in
      let names = try variables(folder.file("noisy/observables.nc")).map(\.name)
      #expect(names.contains("loss_mean") && !names.contains("loss_q50"))
    }
  }

  @Test("are read back as they were, with the theory's curves", arguments: ["statistics", "quantiles"])
  func readBack(keep: String) throws {
    let fresh = try experiment(keep).perform(threads: 1)
    try withRun(keep) { folder in
      let (loaded, results) = try folder.load()
      #expect(loaded.runs.allSatisfy { $0.setting.ensemble.keeping.rawValue == keep })
      for (kept, computed) in zip(results, fresh) {
        #expect(kept.record.summaries == computed.record.summaries)
        #expect(kept.record.summaries.map(\.symbol) == computed.record.summaries.map(\.symbol))
        #expect(
          kept.record.summaries.map { $0.quantiles.map(\.level) }
            == computed.record.summaries.map { $0.quantiles.map(\.level) })
        #expect(kept.record.finite == computed.record.finite && kept.record.trajectories == 300)
        #expect(kept.record.steps == computed.record.steps && kept.record.times == computed.record.times)
        #expect(kept.record.series.isEmpty && kept.record.outcomes.isEmpty)
        #expect(kept.verdicts == computed.verdicts)
        #expect(kept.curves.map(\.values) == computed.curves.map(\.values))
      }
      #expect(
        FigureGallery(of: loaded, results).figures.map(\.name) == ["log_determinant", "W1_singular_values"])
    }
  }

  @Test("have the statistics of the trajectories that another run keeps")
  func agreement() throws {
    try withRun("quantiles") { statistics in
      try withRun("trajectories") { trajectories in
        let (a, b) = (try statistics.load().results[1].record, try trajectories.load().results[1].record)
        for summary in a.summaries {
          let whole = EnsembleSummary(b[summary.name])
          #expect(summary.minima == whole.minima && summary.maxima == whole.maxima)
          let size = b[summary.name].values.reduce(0) { max($0, abs($1)) }
          for (x, y) in zip(summary.means, whole.means) {
            #expect(abs(x - y) <= 304 * Double.ulpOfOne * size, "\(summary.name)")
          }
          for (x, y) in zip(summary.quantiles, whole.quantiles) {
            #expect(zip(x.values, y.values).allSatisfy { abs($0 - $1) <= 1e-12 * size }, "\(summary.name)")
          }
        }
      }
    }
  }

  @Test("say in run.json, in `check` and in warnings what is kept, what it takes and what is not judged")
  func words() throws {
    let experiment = try experiment("statistics")
    let lines = RunSummary.unjudged(experiment)
    #expect(lines.count == 2 && lines[0].contains("run quiet keeps statistics only"))
    #expect(lines[0].contains("balancedness-conservation"))
    #expect(RunSummary.written(experiment, TerminalStyle(hasColor: false)).hasSuffix(lines[1]))
    let whole = try self.experiment("trajectories")
    #expect(RunSummary.unjudged(whole).isEmpty)
    try withRun("statistics") { folder in
      let json = try JSONSerialization.jsonObject(with: try bytes(folder.file("run.json")))
      let runs = try #require((json as? [String: Any])?["runs"] as? [[String: Any]])
      #expect(runs.allSatisfy { $0["keep"] as? String == "statistics" && $0["trajectories"] as? Int == 300 })
      #expect((runs[0]["not_judged"] as? [String])?.contains("maximal-minors") == true)
      #expect(folder.isFinished)
    }
    let large = try ExperimentFixtures.experiment(small: ["trajectories=10000000"])
    #expect(large.warnings.contains { $0.contains("GiB of memory (`keep: statistics`") })
    let many = try self.experiment("statistics", ["trajectories=10000000"])
    #expect(many.warnings.isEmpty)
  }

  /// Counted by hand for one number: what is alive when the last part is filled.
  @Test("take as much memory as the warning says")
  func memory() throws {
    func bytes(_ keep: String, _ trajectories: Int, _ threads: Int) throws -> Double {
      let run = try ExperimentFixtures.experiment(small: ["keep=\(keep)", "trajectories=\(trajectories)"])
        .runs[0]
      let one = try ExperimentFixtures.experiment(small: ["keep=statistics", "trajectories=8"]).runs[0]
      // A single part: 56 bytes a number.
      return RecordSize.bytes(run, threads: threads) / (RecordSize.bytes(one) / 56)
    }
    let statistics = try bytes("statistics", 1_000_000, 4)
    #expect(statistics == 128 * 56)
    // 128 parts of 10,000: 128 nodes and 8 + 48 bytes of arrays each; and 80,000 + 48 bytes a thread.
    let parts = 128 * (56 + 8 + 48 + 1024)
    for threads in [1, 4] {
      let many = try bytes("quantiles", 1_280_000, threads)
      #expect(many == Double(parts + threads * 80_048))
    }
    // 50 parts of 8 samples.
    let few = try bytes("quantiles", 400, 2)
    #expect(few == Double(50 * (112 + 64) + 2 * 112))
  }

  @Test("runs of one figure that show different things say which")
  func mixed() throws {
    let quantiles = try experiment("quantiles").perform(threads: 1)
    let statistics = try experiment("statistics").perform(threads: 1)
    let plan = try #require(try experiment("quantiles").figures.first)
    func labels(_ results: [RunResult]) throws -> [String] {
      try #require(RunFigure(plan, of: results)).figure.panels.flatMap {
        [$0.title] + $0.layers.compactMap(\.label)
      }
    }
    let mixed = try labels([quantiles[0], statistics[1]])
    #expect(mixed.contains { $0.contains(": median, 5 to 95 %") })
    #expect(mixed.contains { $0.contains(": mean, one deviation") })
    let alike = try labels(quantiles)
    #expect(!alike.contains { $0.contains("median") })
  }

  @Test("are drawn as mean and deviation, or as median and quantiles, within the extremes")
  func figures() throws {
    for keep in ["statistics", "quantiles"] {
      let experiment = try experiment(keep)
      let results = try experiment.perform(threads: 1)
      let drawn = DrawnObservable("W1_singular_values", of: results[1].record)
      let summary = results[1].record.summary("W1_singular_values")
      #expect(drawn.paths.count == 3)
      for (component, path) in drawn.paths.enumerated() {
        let band = try #require(path.band)
        let (low, high) = (
          summary.path(summary.minima, component: component),
          summary.path(summary.maxima, component: component)
        )
        for i in path.middle.indices {
          #expect(low[i] <= band.lower[i] && band.lower[i] <= path.middle[i])
          #expect(path.middle[i] <= band.upper[i] && band.upper[i] <= high[i])
        }
        let mean = summary.path(summary.means, component: component)
        #expect((path.middle == mean) == (keep == "statistics"))
      }
      let layers = FigureGallery(of: experiment, results).figures[0].figure.panels[0].layers
      #expect(layers.contains { $0.label?.contains("mean, one deviation") == true } == (keep == "statistics"))
      #expect(layers.count { if case .band = $0 { true } else { false } } == 2)
    }
  }
}
