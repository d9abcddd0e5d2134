import Foundation
import Matrices
import Testing

@testable import DeepNetworks

/// Every certificate on a real training run, and what it says of runs that are not what was recorded.
@Suite("Certificates of rank on a training run", .serialized) struct RankCertificateTests {
  static let thresholds = [0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4]

  /// The layer of a history as a training hands it over.
  private func layer(_ weights: Matrix, _ history: LayerHistory, hasCollapsed: Bool = false) -> TrainedLayer {
    TrainedLayer(
      weight: Network.perceptron([history.window.inputs, history.window.outputs], biases: false).weights[0],
      role: .hidden, updateRank: .linear(usesPerSample: 1, batchSize: history.window.uses), start: weights,
      before: weights, weights: weights, snapshots: history.snapshots, pastNorms: [:],
      largestNorm: weights.norm, hasCollapsed: hasCollapsed, history: history, updates: history.updates)
  }

  @Test("C2 to C8 and C10 bound the rank on both sides, and some of them say something")
  func chain() throws {
    let run = try SmallRun.certified()
    let weights = run.network.weights[1]
    let found = try #require(
      LayerCertificates(of: layer(weights, run.history), memory: run.forgetting.memory))
    var speaking: Set<String> = []
    for threshold in Self.thresholds {
      let rank = weights.singularValues.count { $0 > threshold * weights.singularValues[0] }
      let theory = MemoryBound(
        threshold: threshold, updateRank: run.history.fullUpdateRank, largestRank: run.history.largestRank,
        forgetting: run.forgetting)
      let all = found.all(above: threshold) + [theory.certificate]
      for one in all { #expect(one.allows(Double(rank)), "\(threshold): \(rank) against \(one)") }
      speaking.formUnion(all.filter { !$0.isVacuous }.map { $0.number + $0.direction.rawValue })
      let bounds = Dictionary(grouping: all, by: \.number)
      // C6 is at most what the longest window has, C7 at most the terms of C2's window.
      if let c2 = bounds["C2"]?.first, let c7 = bounds["C7"]?.first { #expect(c7.bound <= c2.bound) }
      let sharpest = try #require(
        RankAssessment(threshold: threshold, rank: rank, certificates: all).sharpest)
      #expect(all.filter { $0.direction == .atMost }.allSatisfy { $0.bound >= sharpest.bound })
    }
    let expected: Set = [
      "C2at most", "C4at most", "C6at most", "C7at most", "C8at most", "C10at most", "T3.3at most",
    ]
    #expect(speaking.isSuperset(of: expected), "\(speaking)")
    let violation = found.transport.violation
    #expect(violation < 1e-13)
    let summed = found.transport.summed
    #expect(summed.count == 2)
    #expect(summed[0].allows(found.now.stableRank) && !summed[0].isVacuous)
    #expect(summed[1].allows(found.now.nuclearRank) && !summed[1].isVacuous)
  }

  @Test("C2 counts the updates that brute force finds")
  func exactRatio() throws {
    let run = try SmallRun.certified()
    let weights = run.network.weights[1]
    let now = try #require(LayerSpectrum(of: weights).ranks)
    let transport = TransportCertificates(now: now, after: 400, snapshots: run.history.snapshots)
    for threshold in Self.thresholds {
      var expected: Int?
      for n in 1...400 where expected == nil {
        let old = try #require(run.history.snapshots.first { $0.update == 400 - n })
        let error = pow(1 - 0.15 * 0.3, Double(n)) * old.spectralNorm / now.spectralNorm
        if error <= threshold { expected = n }
      }
      #expect(transport.exactRatio(above: threshold).map { Int($0.bound) } == expected, "\(threshold)")
    }
  }

  @Test("C9: the step is never shorter than the floor, and a step without noise may be")
  func noiseFloor() throws {
    let run = try SmallRun.certified(updates: 200)
    for (old, new) in zip(run.history.snapshots, run.history.snapshots.dropFirst()).suffix(50) {
      let (before, after) = (try #require(old.weights), try #require(new.weights))
      let floor = NoiseFloor(before: before, after: after, share: run.forgetting.share, updateRank: 1)
      #expect(floor.floor > 0 && floor.ratio >= 1 - 1e-12)
      #expect(NoiseFloor(before: before, after: before, share: 0.045, updateRank: 1).ratio == 0)
    }
    // Equality where the gradient takes the largest r1 directions away: G = -(wd) s_1 u v^T.
    let diagonal = Matrix.diagonal([3, 2, 1])
    let after = diagonal - 0.1 * Matrix.diagonal([0, 2, 1])
    let equal = NoiseFloor(before: diagonal, after: after, share: 0.1, updateRank: 1)
    #expect(abs(equal.ratio - 1) < 1e-14 && abs(equal.floor - 0.1 * 5.0.squareRoot()) < 1e-15)
  }

  @Test("C10: the clock is on both sides of the rank after a short time, with the quarter circle")
  func clock() throws {
    let run = try SmallRun(
      sizes: [12, 64, 64, 3], layer: 1, batch: 4, learningRate: 0.1, weightDecay: 0.05, updates: 300,
      capacity: 10,
      every: 300)
    let start = try #require(run.history.snapshots.first)
    let weights = run.network.weights[1]
    let ranks = try #require(LayerSpectrum(of: weights).ranks)
    let clock = try #require(RankClock(of: weights, since: start, after: 300))
    for threshold in [0.5, 0.3, 0.2, 0.1, 0.05, 0.02] {
      let (low, high) = (clock.atLeast(above: threshold), clock.atMost(above: threshold))
      let rank = Double(ranks.rank(above: threshold))
      #expect(low.bound <= rank && rank <= high.bound, "\(threshold): \(low.bound) \(rank) \(high.bound)")
    }
    #expect(!clock.atLeast(above: 0.02).isVacuous)
    // Counting the quarter circle by its density, 4/pi sqrt(1 - u^2), by the midpoint rule.
    for u in [0.1, 0.5, 0.9] {
      let cells = 200_000
      let tail = (0..<cells).reduce(0.0) { sum, cell in
        let v = u + (1 - u) * (Double(cell) + 0.5) / Double(cells)
        return sum + 4 / Double.pi * (1 - v * v).squareRoot() * (1 - u) / Double(cells)
      }
      #expect(abs(RankClock.quarterCircle(1000, above: u) / 1000 - tail) < 1e-7)
    }
    #expect(RankClock.quarterCircle(7, above: 0) == 7 && RankClock.quarterCircle(7, above: 1) == 0)
  }

  @Test("a collapsed layer has no rank and no bounds")
  func collapsed() throws {
    // Nothing pushes back: decay 0.9 a step for 200 steps leaves 1e-9.
    var history = LayerHistory(outputs: 3, inputs: 3, usesPerUpdate: 1, capacity: 4)
    history.snapshot(of: Matrix.identity(3))
    let nothing = UpdateFactors(
      deltas: Matrix(zeros: 1, 3), inputs: Matrix(zeros: 1, 3), samples: 1, learningRate: 0.05, decay: 0.9)
    var weights = Matrix.identity(3)
    for _ in 0..<200 {
      weights = 0.9 * weights
      history.append(nothing)
    }
    let gone = layer(weights, history, hasCollapsed: true)
    #expect(gone.spectrum.word == "collapsed" && LayerCertificates(of: gone, memory: 10) == nil)
    #expect(layer(1e-40 * weights, history).spectrum.word == "collapsed")
    // The normalised rank has not moved, and the certificates of transport know: e_n = 1.
    let there = try #require(LayerCertificates(of: layer(weights, history), memory: 10))
    #expect(there.now.rank(above: 0.1) == 3)
    let all = there.all(above: 0.1)
    #expect(!all.isEmpty && all.allSatisfy { $0.number != "C2" && $0.allows(3) })
  }

  @Test("norms alone are enough for C2 and C5 to C8, and give nothing that needs a spectrum")
  func normsAlone() throws {
    let run = try SmallRun.certified(updates: 250)
    let weights = run.network.weights[1]
    func certificates(_ note: (inout LayerHistory, Matrix) -> Void) throws -> [[String: Double]] {
      var history = LayerHistory(outputs: 128, inputs: 128, usesPerUpdate: 1, capacity: 180)
      for (j, old) in zip((1...180).reversed(), run.history.snapshots.suffix(180)) {
        note(&history, try #require(old.weights))
        history.append(run.history.window.factors(j))
      }
      let found = try #require(LayerCertificates(of: layer(weights, history), memory: 1))
      return [0.3, 0.05].map { threshold in
        Dictionary(uniqueKeysWithValues: found.all(above: threshold).map { ($0.number, $0.bound) })
      }
    }
    let spectra = try certificates { $0.snapshot(of: $1) }
    let norms = try certificates { $0.note(norm: $1.singularValues[0]) }
    let frobenius = try certificates { $0.note(norm: $1.norm) }
    for (whole, (norm, larger)) in zip(spectra, zip(norms, frobenius)) {
      #expect(
        Set(norm.keys) == ["C2", "C6", "C7", "C8"] && Set(whole.keys) == ["C2", "C3", "C4", "C6", "C7", "C8"])
      for number in norm.keys {
        #expect(norm[number] == whole[number])
        #expect(try #require(larger[number]) >= #require(norm[number]))
      }
    }
  }

  @Test("a head under cross-entropy and a wrong update rank")
  func updateRanks() throws {
    let run = try SmallRun(
      sizes: [12, 32, 3], layer: 1, batch: 8, learningRate: 0.1, weightDecay: 0.1, updates: 30, capacity: 30,
      every: 1)
    let head = run.history.window.factors(1).gradient.singularValues
    #expect(head[2] < 1e-14 * head[0], "rows of softmax minus labels have sum zero")
    #expect(head[1] > 1e-6 * head[0])
    let known = LayerHistory(
      outputs: 3, inputs: 32, usesPerUpdate: 8, capacity: 4,
      updateRank: .crossEntropyHead(classes: 3, batchSize: 8))
    #expect(known.fullUpdateRank == 2 && known.addedRank(uses: 1) == 1)
    // Told that updates have rank zero, transport sees that the spectra cannot be of one run.
    let hidden = try SmallRun.certified(updates: 60)
    let now = try #require(LayerSpectrum(of: hidden.network.weights[1]).ranks)
    let wrong = hidden.history.snapshots.map {
      WeightSnapshot(update: $0.update, singularValues: $0.singularValues, product: $0.product, addedRank: 0)
    }
    #expect(TransportCertificates(now: now, after: 60, snapshots: wrong).violation > 1e-3)
  }
}
