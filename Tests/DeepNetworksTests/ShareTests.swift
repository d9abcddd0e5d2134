import CLanes
import Learning
import Matrices
import Simulation
import Testing

@testable import DeepNetworks

/// Layers that are large enough to be cut into parts.
@Suite("Layers cut into parts") struct ShareTests {
  @Test("are cut by their sizes")
  func parts() {
    func parts(_ outputs: Int, _ inputs: Int, _ uses: Int) -> Int {
      LayerShare<Float>.parts(outputs: outputs, inputs: inputs, uses: uses)
    }
    #expect(parts(512, 512, 1) == 8 && parts(512, 512, 16) == 4)
    #expect(parts(10, 512, 16) == 1 && parts(16, 16, 1) == 1 && parts(128, 300, 1) == 1)
  }

  /// One step of 200-256-150-3 against the formula, whose gradient comes in one piece.
  @Test("move as in one piece, with as many threads as there are", arguments: [1, 5, 18, 40], [1, 2])
  func steps(batchSize: Int, threads: Int) {
    func check<E: NetworkElement>(_ precision: E.Type) {
      let setting = TrainingSetting(
        .perceptron([200, 256, 150, 3]), on: Trial.classified(50, inputs: 200, classes: 3),
        descent: Descent(learningRate: 0.1, weightDecay: 0.5), batchSize: batchSize, length: .updates(3),
        seed: 5)
      let training = Training<E>(setting)
      let start = setting.initialState(in: E.self)
      let alone = Trial.run(training, from: start, steps: 0..<3)
      lanes_crew_begin(Int32(threads))
      defer { lanes_crew_end() }
      #expect(Trial.run(training, from: start, steps: 0..<3) == alone)
      let gradient = training.gradient(at: start, drivenBy: Trial.noise(training)).gradient
      let next = Trial.run(training, from: start, steps: 0..<1)
      for parameter in start.parameters {
        let expected = 0.95 * start[parameter] - 0.1 * gradient[parameter]
        // A sum of 784 products at most, each rounded.
        let allowed = 784 * Double(E.ulpOfOne) * (1 + expected.norm)
        #expect((next[parameter] - expected).norm < allowed, "\(parameter.name)")
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("have the spectrum of the whole")
  func spectra() {
    let setting = TrainingSetting(
      .perceptron([90, 80, 3]), on: Trial.classified(20, inputs: 90, classes: 3),
      descent: Descent(learningRate: 0.1), batchSize: 5, length: .updates(3), seed: 5)
    let state = setting.initialState(in: Double.self)
    let spectra = [1, 2].map { state.layerSpectra(threads: $0) }
    #expect(spectra[0] == spectra[1])
    for (values, layer) in zip(spectra[0], state.layers) {
      let expected = state[layer].singularValues
      #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 100 * Double.ulpOfOne * expected[0] })
    }
  }

  @Test("are what the timed workloads train")
  func workload() {
    var workload = TrainingWorkload(
      widths: [6, 70, 70, 3], batchSize: 4, steps: 30, interval: 10, learningRate: 0.05)
    workload.threshold = 0.01
    let data = Trial.classified(20, inputs: 6, classes: 3)
    let (one, two) = (
      measureTraining(workload, on: data, threads: 1), measureTraining(workload, on: data, threads: 2)
    )
    #expect(one.norms == two.norms && one.ranks == two.ranks && one.losses == two.losses)
    #expect(one.losses.last < one.losses.first && one.seconds > 0)
    #expect(one.norms.count == 4 && one.ranks[0].count == 3 && one.ranks[3][2] == 3)
  }
}
