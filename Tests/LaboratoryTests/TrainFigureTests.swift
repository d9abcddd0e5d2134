import DeepNetworks
import Foundation
import Plotting
import Simulation
import Testing

@testable import Laboratory

/// The figures of trainings that show spectra, clocks and bounds, against the numbers they are drawn from.
@Suite("Figures of trainings") struct TrainFigureTests {
  private func run(_ change: (inout TrainRequest) -> Void = { _ in }) throws -> TrainRun {
    var request = TrainRequest(data: "gmm:classes=3,inputs=12,samples=60,separation=2,seed=5")
    (request.layers, request.batchSize, request.updates) = ("16-14", 2, 240)
    (request.learningRate, request.weightDecay, request.looks) = (0.2, 0.1, 12)
    change(&request)
    return try TrainRun(request.subject())
  }

  private func line(_ layer: Plotting.Layer) -> (x: [Double], y: [Double])? {
    if case .line(let x, let y, _, _, _, _) = layer { (x, y) } else { nil }
  }

  @Test("count ranks against mu weight_decay, and what the start alone would leave")
  func clock() throws {
    // 0.96^240 = 6e-5 of the start is left.
    let run = try run { $0.weightDecay = 0.2 }
    let figure = try #require(ClockFigure([TrainSpectra(run)])).figure
    #expect(figure.panels.count == 2, "the head is left out")
    for (number, panel) in figure.panels.enumerated() {
      let (ranks, alone) = (try #require(line(panel.layers[0])), try #require(line(panel.layers[1])))
      #expect(abs(ranks.x[12] - 240 * 0.04) < 1e-12 && ranks.x.count == 13)
      // Thresholds 0.1, 0.01 and 0.001 of each layer, as the training counted them.
      #expect(ranks.y == run.record["spectral_ranks"].path(component: 3 * number + 2))
      let first = run.training.layers[number].start.singularValues
      #expect(alone.y[0] == Double(first.count { $0 > 0.001 * first[0] }))
      let now = run.training.layers[number].weights.singularValues
      #expect(alone.y[12] == Double(first.count { pow(0.96, 240) * $0 > 0.001 * now[0] }))
      #expect(alone.y[12] < alone.y[0], "there is something to be seen")
    }
    #expect(ClockFigure([TrainSpectra(try self.run { $0.weightDecay = 0 })]) == nil, "nothing is forgotten")
    #expect(ClockFigure([TrainSpectra(try self.run { $0.schedule = "cosine" })]) == nil, "beta changes")
    let heavy = try #require(
      ClockFigure([TrainSpectra(try self.run { ($0.momentum, $0.learningRate) = (0.5, 0.1) })])
    ).figure
    #expect(abs((line(heavy.panels[0].layers[0])?.x[12] ?? 0) - 240 * 0.02) < 1e-12)
    #expect(heavy.panels[0].xLabel.contains("momentum"))
    // Decay beside the step forgets by beta, whatever the velocity.
    let beside = try self.run {
      ($0.momentum, $0.learningRate, $0.isDecoupled, $0.weightDecay) = (0.9, 0.02, true, 0.2)
    }
    let apart = try #require(ClockFigure([TrainSpectra(beside)])).figure
    #expect(abs((line(apart.panels[0].layers[0])?.x[12] ?? 0) - 240 * 0.004) < 1e-12)
    #expect(!apart.panels[0].xLabel.contains("momentum"))
    let first = beside.training.layers[0].start.singularValues
    let now = beside.training.layers[0].weights.singularValues
    let left = first.count { pow(0.996, 240) * $0 > 0.001 * now[0] }
    #expect(line(apart.panels[0].layers[1])?.y[12] == Double(left))
  }

  @Test("draw singular values at looks along one training, under the staircase")
  func spectra() throws {
    let run = try run()
    let figure = SpectraFigure(TrainSpectra(run)).figure
    #expect(figure.panels.count == 3 && figure.panels[1].layers.count == 7, "six looks and a staircase")
    let last = run.training.layers[1].weights.singularValues
    let drawn = try #require(line(figure.panels[1].layers[5]))
    for (a, b) in zip(drawn.y, last) { #expect(abs(a - b / last[0]) < 1e-12) }
    let stairs = try #require(line(figure.panels[1].layers[6]))
    // r1 = 2
    for (a, b) in zip(stairs.y, [1, 1, 0.98, 0.98, 0.9604]) { #expect(abs(a - b) < 1e-15) }
    let heavy = SpectraFigure(TrainSpectra(try self.run { $0.momentum = 0.5 })).figure
    #expect(heavy.panels[1].layers.count == 6, "no staircase where the velocity remembers too")
  }

  @Test("draw every bound at every threshold that it is known at")
  func bounds() throws {
    let run = try run { $0.hasCertificates = true }
    let figure = try #require(BoundFigure(run.layers, title: "")).figure
    #expect(figure.panels.count == 3)
    for (panel, layer) in zip(figure.panels, run.layers) {
      var drawn = Dictionary(
        panel.layers.compactMap { one in
          one.label.flatMap { label in line(one).map { (String(label.prefix(2)), $0) } }
        }, uniquingKeysWith: { one, _ in one })
      // rank, printed, integer, C2, C4, C6
      #expect(drawn.count == 6, "\(drawn.keys)")
      // Thresholds 0.001, 0.01 and 0.1; the layer has them the other way round.
      let lines = layer.lines.sorted { $0.threshold < $1.threshold }
      let counted = run.training.layers.first { $0.name == layer.name }?.weights.singularValues ?? []
      let ranks = [0.001, 0.01, 0.1].map { eps in Double(counted.count { $0 > eps * counted[0] }) }
      #expect(drawn["ra"]?.y == ranks && drawn["ra"]?.x == [0.001, 0.01, 0.1])
      // r1 = 2 and mu weight_decay = 0.02, 3 classes at the head with two samples a time.
      for (place, eps) in [0.001, 0.01, 0.1].enumerated() {
        let printed = 2 * log(2 / eps) / 0.02
        #expect(abs((drawn["pr"]?.y[place] ?? 0) - printed) < 1e-9 * printed)
        let n = (0...).first { 2 * pow(0.98, Double($0)) <= eps } ?? 0
        #expect(drawn["in"]?.y[place] == Double(2 * n))
      }
      for number in ["C2", "C4", "C6"] {
        let bounds = lines.map { $0.certificate(number)?.bound ?? .nan }
        for (a, b) in zip(drawn.removeValue(forKey: number)?.y ?? [], bounds) {
          #expect(a == b || a.isNaN && b.isNaN, "\(number)")
        }
      }
      #expect(drawn.count == 3)
    }
    #expect(BoundFigure(try self.run { $0.thresholds = [0.1] }.layers, title: "") == nil)
  }
}
