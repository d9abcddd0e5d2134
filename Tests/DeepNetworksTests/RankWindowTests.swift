import Matrices
import Testing

@testable import DeepNetworks

@Suite("The window of recorded updates") struct RankWindowTests {
  private func factors(_ step: Int, uses: Int = 2, outputs: Int = 5, inputs: Int = 7) -> UpdateFactors {
    UpdateFactors(
      deltas: normalMatrix(uses, outputs, seed: 10 + UInt64(step)),
      inputs: normalMatrix(uses, inputs, seed: 500 + UInt64(step)), samples: 2,
      learningRate: 0.1 + 0.01 * Double(step),
      decay: 0.9 + 0.001 * Double(step))
  }

  /// sum_j -mu_{T-j} P_{j-1} D^T A/B of the last n of some updates, in plain loops.
  private func brute(_ updates: [UpdateFactors], last n: Int) -> Matrix {
    var sum = Matrix(zeros: 5, 7)
    var product = 1.0
    for update in updates.suffix(n).reversed() {
      for i in 0..<5 {
        for j in 0..<7 {
          for use in 0..<update.uses {
            sum[i, j] -= product * update.learningRate * update.deltas[use, i] * update.inputs[use, j] / 2
          }
        }
      }
      product *= update.decay
    }
    return sum
  }

  @Test("keeps the last ones, in order, also batches that are smaller")
  func ring() {
    var window = UpdateWindow(outputs: 5, inputs: 7, usesPerUpdate: 2, capacity: 4)
    #expect(window.count == 0)
    let updates = (0..<11).map { factors($0, uses: $0 % 3 == 0 ? 1 : 2) }
    for (step, update) in updates.enumerated() {
      window.append(update)
      #expect(window.updates == step + 1 && window.count == min(4, step + 1))
      for n in 0...window.count {
        let expected = brute(Array(updates[...step]), last: n)
        let sum = WindowSum(window, last: n).matrix
        #expect((sum - expected).norm <= 1e-14 * max(1, expected.norm), "\(n) of \(step + 1)")
      }
    }
    for j in 1...4 {
      #expect(window.factors(j).deltas == updates[11 - j].deltas)
      #expect(window.factors(j).inputs == updates[11 - j].inputs)
      #expect(window.decay(j) == updates[11 - j].decay && window.uses(j) == updates[11 - j].uses)
    }
    #expect(window.product(ofLast: 3) == 0.91 * 0.909 * 0.908)
    #expect(window.product(ofLast: 0) == 1)
    // 4 slots of 2 (5 + 7) doubles, and what a slot says of itself.
    #expect(window.bytes >= 4 * 2 * 12 * 8 && window.bytes < 4 * 2 * 12 * 8 + 4 * 64)
  }

  @Test("has the singular values of its sum, by QR as by the whole matrix")
  func singularValues() {
    for (p, q, count) in [(30, 20, 4), (20, 30, 9), (6, 5, 9), (12, 12, 1)] {
      var window = UpdateWindow(outputs: p, inputs: q, usesPerUpdate: 2, capacity: count)
      for step in 0..<count {
        window.append(
          UpdateFactors(
            deltas: normalMatrix(2, p, seed: 20 + UInt64(step)),
            inputs: normalMatrix(2, q, seed: 90 + UInt64(step)),
            samples: 2, learningRate: 0.1, decay: 0.1))
      }
      let sum = WindowSum(window, last: count)
      let whole = sum.matrix.singularValues
      let values = sum.singularValues
      #expect(sum.terms == 2 * count && values.count == min(p, q, 2 * count))
      for (i, value) in whole.enumerated() {
        #expect(abs((i < values.count ? values[i] : 0) - value) <= 1e-14 * whole[0])
      }
    }
  }

  @Test("keeps the digits of small singular values, which Gram matrices lose")
  func smallValues() {
    // Columns of reflections, two a step, each step a tenth of the one after: the values are known.
    func reflection(_ size: Int, _ seed: UInt64) -> Matrix {
      let v = normalMatrix(size, 1, seed: seed)
      return Matrix.identity(size) - (2 / v.squaredNorm) * (v * v.transposed)
    }
    let (left, right) = (reflection(31, 1), reflection(29, 2))
    let steps = 12
    var window = UpdateWindow(outputs: 31, inputs: 29, usesPerUpdate: 2, capacity: steps)
    for step in 0..<steps {
      window.append(
        UpdateFactors(
          deltas: Matrix(2, 31) { left[$1, 2 * step + $0] },
          inputs: Matrix(2, 29) { right[$1, 2 * step + $0] },
          samples: 1, learningRate: 1, decay: 0.1))
    }
    let values = WindowSum(window, last: steps).singularValues
    #expect(values.count == 2 * steps)
    for (i, value) in values.enumerated() {
      let expected = (0..<i / 2).reduce(1.0) { product, _ in 0.1 * product }
      // Some thirty roundings of a column, each relative to the column itself.
      #expect(abs(value / expected - 1) < 1e-13, "\(i): \(value) against \(expected)")
    }
  }

  @Test("knows its support")
  func support() {
    var window = UpdateWindow(outputs: 4, inputs: 5, usesPerUpdate: 2, capacity: 3)
    let a: [Double] = [1, 0, 2, 0, 0]
    let b: [Double] = [0, 0, 1, 3, 0]
    func add(_ deltas: [[Double]], _ inputs: [[Double]]) {
      window.append(
        UpdateFactors(
          deltas: Matrix(2, 4) { deltas[$0][$1] }, inputs: Matrix(2, 5) { inputs[$0][$1] }, samples: 2,
          learningRate: 1, decay: 0.5))
    }
    // A use without a delta does not count, however much its input is on.
    add([[0, 1, 0, 0], [0, 0, 0, 0]], [a, [9, 9, 9, 9, 9]])
    add([[0, 2, 0, 1], [0, 1, 0, 0]], [a, b])
    let support = WindowSum(window, last: 2).support
    #expect(support == (2, 3, 2))
    #expect(WindowSum(window, last: 0).support == (0, 0, 0))
    #expect(WindowSum(window, last: 2).termNorms.count == 4)
    let norm = WindowSum(window, last: 1).termNorms
    #expect(abs(norm[0] - 5.0.squareRoot() * 5.0.squareRoot() / 2) < 1e-15)
    #expect(abs(norm[1] - 10.0.squareRoot() / 2) < 1e-15)
  }

  @Test("is what the step did")
  func step() {
    let update = factors(0)
    let weights = normalMatrix(5, 7, seed: 77)
    var window = UpdateWindow(outputs: 5, inputs: 7, usesPerUpdate: 2, capacity: 1)
    window.append(update)
    let after = update.applied(to: weights)
    #expect((after - (update.decay * weights + WindowSum(window, last: 1).matrix)).norm < 1e-14)
  }
}
