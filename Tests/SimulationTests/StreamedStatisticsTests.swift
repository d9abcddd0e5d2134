import Foundation
import Testing

@testable import Simulation

/// Statistics that stream, against the same statistics of all numbers kept.
@Suite("Streamed statistics") struct StreamedStatisticsTests {
  private static let observables = [
    Observable<Double>("x", symbol: "x") { [1e6 + $0.state] },
    Observable<Double>("powers", symbol: "x^2, x^3", components: 2) {
      [$0.state * $0.state, $0.state * $0.state * $0.state]
    },
  ]

  private func run(
    _ trajectories: Int, keeping: Ensemble.Keeping, threads: Int = 1, factor: Double = 0.9
  ) -> Record {
    simulate(
      LinearRecursion(factor: factor, noise: 1), from: { _, random in random.normal() },
      over: Schedule(steps: 6, every: 3),
      ensemble: Ensemble(trajectories: trajectories, seed: 3, threads: threads, keeping: keeping),
      observing: Self.observables)
  }

  @Test("are those of the samples", arguments: [1, 2, 127, 128, 129, 1000])
  func agreement(trajectories: Int) {
    let (kept, streamed) = (run(trajectories, keeping: .trajectories), run(trajectories, keeping: .quantiles))
    #expect(streamed.series.isEmpty && kept.summaries.isEmpty)
    #expect(streamed.trajectories == trajectories && streamed.outcomes.isEmpty)
    #expect(streamed.finite == kept.finite && !streamed.keepsTrajectories)
    for series in kept.series {
      let summary = streamed.summary(series.name)
      for time in 0..<series.times {
        for component in 0..<series.components {
          let sample = series.sample(time: time, component: component)
          let expected = SampleSummary(sample)
          let place = time * series.components + component
          let size = sample.reduce(0) { max($0, abs($1)) }
          // Sums of differences from a pivot: a rounding of the mean, and of the spread, a trajectory at most.
          let rounding = Double(trajectories + 4) * Double.ulpOfOne
          #expect(abs(summary[mean: time, component] - expected.mean) <= rounding * size)
          #expect(
            abs(summary.standardDeviations[place] - expected.standardDeviation)
              <= 4 * rounding * (expected.standardDeviation + size * 1e-3))
          #expect(summary.minima[place] == sample.min() && summary.maxima[place] == sample.max())
          for (level, values) in summary.quantiles {
            #expect(abs(values[place] - expected.quantile(level)) <= 1e-12 * size, "exact: few samples")
          }
        }
      }
    }
  }

  @Test("of a series are those of its samples, and as close to those that stream as rounding")
  func ofSeries() {
    let (kept, streamed) = (run(100, keeping: .trajectories), run(100, keeping: .quantiles))
    for series in kept.series {
      let (whole, other) = (EnsembleSummary(series), streamed.summary(series.name))
      #expect(whole.minima == other.minima && whole.maxima == other.maxima)
      let size = series.values.reduce(0) { max($0, abs($1)) }
      for (a, b) in zip(whole.means, other.means) { #expect(abs(a - b) <= 104 * Double.ulpOfOne * size) }
      #expect(kept.mean(of: series.name, time: 1) == whole[mean: 1, 0])
      #expect(streamed.mean(of: series.name, time: 1) == other[mean: 1, 0])
      let interval = SampleSummary(series.sample(time: 1)).confidenceInterval()
      #expect(whole.confidenceInterval(time: 1) == interval)
    }
  }

  @Test("do not depend on the number of threads, to the bit", arguments: [2, 3, 5])
  func threads(threads: Int) {
    #expect(
      run(3000, keeping: .quantiles, threads: threads).summaries == run(3000, keeping: .quantiles).summaries)
  }

  @Test("are NaN where a trajectory is not finite")
  func divergence() {
    // 1e154 twice is beyond the largest double, unless the start is zero or small.
    let record = run(200, keeping: .quantiles, factor: 1e154)
    #expect(record.divergedTrajectories > 0)
    // What is left at each look is what a record of every number shows.
    let kept = run(200, keeping: .trajectories, factor: 1e154)
    let left = (0..<3).map { look in kept["x"].sample(time: look).count { $0.isFinite } }
    #expect(record.finite == left && kept.finite == left && record.trajectories == 200)
    let summary = record.summary("x")
    #expect(summary.means[0].isFinite && summary.means[2].isNaN)
    #expect(summary.quantiles.allSatisfy { $0.values[2].isNaN })
  }

  /// An observable that is minus infinity on some trajectories, as log det is of a singular matrix.
  @Test("of infinite numbers are infinite, not missing, as those of all numbers are", arguments: [9, 500])
  func infinite(trajectories: Int) throws {
    let observables = [
      Observable<Double>("log", symbol: "log") { [$0.state > 0.5 ? -.infinity : $0.state] },
      Observable<Double>("both", symbol: "both") {
        [abs($0.state) > 0.5 ? $0.state * .infinity : $0.state]
      },
    ]
    func run(_ keeping: Ensemble.Keeping) -> Record {
      simulate(
        LinearRecursion(factor: 1, noise: 0), from: { _, random in random.normal() },
        over: Schedule(steps: 2, every: 2),
        ensemble: Ensemble(trajectories: trajectories, seed: 4, keeping: keeping), observing: observables)
    }
    let (kept, streamed) = (run(.trajectories), run(.quantiles))
    #expect(streamed.divergedTrajectories == 0)
    let (whole, summary) = (EnsembleSummary(kept["log"]), streamed.summary("log"))
    #expect(summary.means[1] == -.infinity && summary.minima[1] == -.infinity)
    #expect(summary.maxima == whole.maxima && summary.maxima[1] < 0.5)
    #expect(summary.standardDeviations[1].isNaN && whole.standardDeviations[1].isNaN)
    // A third of the trajectories are at minus infinity: the median is not.
    let quantiles = Dictionary(uniqueKeysWithValues: summary.quantiles.map { ($0.level, $0.values[1]) })
    #expect(quantiles[0.05] == -.infinity)
    let median = SampleSummary(kept["log"].sample(time: 1)).quantile(0.5)
    let seen = try #require(quantiles[0.5])
    #expect(median.isFinite && abs(seen - median) < 0.1)
    let both = streamed.summary("both")
    #expect(both.means[1].isNaN && both.minima[1] == -.infinity && both.maxima[1] == .infinity)
  }

  @Test("keep the rank of a quantile within the stated bound, and a mean far away")
  func manySamples() {
    let count = 60_000
    var statistics: [StreamedStatistics] = []
    let size = count / 100
    for part in 0..<100 {
      var one = StreamedStatistics(numbers: 1, samples: size)
      // Parts of very different law: a ramp from part to part.
      let values = (0..<size).map { 1e9 + Double(part) + Double(($0 * 7919) % size) / Double(size) }
      for first in stride(from: 0, to: size, by: 8) {
        Array(values[first..<(first + 8)]).withUnsafeBufferPointer {
          one.add($0, lanes: 8, departed: [Bool](repeating: false, count: 8), at: 0)
        }
      }
      one.finish()
      statistics.append(one)
    }
    let total = StreamedStatistics.merged(statistics, number: 0)
    #expect(total.count == count)
    // The numbers are 1e9 + j/600 for j = 0, ..., 59999.
    #expect(abs(total.mean - (1e9 + 59_999.0 / 1200)) < 1e-6)
    let expected = (Double(count) * Double(count + 1) / 12).squareRoot() / Double(size)
    #expect(abs(total.deviation - expected) < 1e-6 * expected)
    for (level, value) in zip(EnsembleSummary.levels, total.quantiles(EnsembleSummary.levels)) {
      let rank = (value - 1e9) * Double(size)
      #expect(abs(rank - level * Double(count - 1)) <= Double(count) / 256 + 1, "N / (2 x 128)")
    }
  }
}
