import CLanes
import Matrices
import Testing

/// Parts are cut by sizes alone; a crew only says who does them.
@Suite("A crew") struct CrewTests {
  @Test(
    "does every part of every run once, whatever it has of members",
    arguments: [1, 2, 3, 5], [1, 2, 7, 8, 40])
  func parts(members: Int, parts: Int) {
    lanes_crew_begin(Int32(members))
    defer { lanes_crew_end() }
    #expect(lanes_crew_members() == members)
    for run in 0..<200 {
      var counts = [Int](repeating: 0, count: parts)
      counts.withUnsafeMutableBufferPointer { counts in
        lanes_crew_run(
          Int32(parts), run % 2 == 0 ? 0 : 1,
          { context, part in
            guard let context else { return }
            context.assumingMemoryBound(to: Int.self)[Int(part)] += 1
          }, counts.baseAddress)
      }
      #expect(counts == [Int](repeating: 1, count: parts), "run \(run)")
    }
  }

  @Test("has members that do help")
  func help() {
    lanes_crew_begin(2)
    defer { lanes_crew_end() }
    // However busy the machine is, once in a while there is a second processor.
    let clock = ContinuousClock()
    let begin = clock.now
    while lanes_crew_helped() == 0 && clock.now - begin < .seconds(20) {
      lanes_crew_run(
        8, 0,
        { _, _ in
          var x = 1.0
          for _ in 0..<20_000 { x = (x + 2 / x) / 2 }
          #expect(x > 1)
        }, nil)
    }
    #expect(lanes_crew_helped() > 0)
  }

  /// A layer and samples that are cut: 130 units of 60 + 2 numbers and 300 samples are two and four parts.
  private static let sizes = [(60, 2, 130, 300), (200, 1, 300, 1000), (40, 6, 333, 401), (300, 9, 40, 90)]

  @Test("sweeps to the same bits as one thread, and to the sums themselves", arguments: sizes)
  func sweeps(p: Int, k: Int, l: Int, n: Int) throws {
    var random = TestRandom(7)
    let theta = random.matrix(p + k, l)
    let samples = random.matrix(p + k, n)
    let matrix = random.matrix(p, k)
    func swept(_ members: Int) -> [Matrix] {
      lanes_crew_begin(Int32(members))
      defer { lanes_crew_end() }
      var (moved, product, gradient, next) = (
        theta, Matrix(zeros: p, k), Matrix(zeros: p, k), Matrix(zeros: p, k)
      )
      var samples = samples
      moved.withBlock { theta in
        product.withBlock { product in
          gradient.withBlock { gradient in
            samples.withBlock { samples in
              var layers = lanes_layers(
                first: theta.base, second: theta.base + p, stride: p + k, units: l, inputs: p, outputs: k)
              var batch = lanes_samples(
                inputs: samples.base, targets: samples.base + p, noise: nil, indices: nil,
                input_stride: p + k, target_stride: p + k, input_count: p, output_count: k)
              // More than once: in every other sweep the parts are done backwards.
              for _ in 0..<3 {
                lanes_layers_product(&layers, product.base)
                _ = lanes_samples_gradient(&batch, 0, n, matrix.entries, gradient.base)
              }
              next.withBlock { lanes_layers_couple(&layers, matrix.entries, 0.9, 0.1, $0.base) }
            }
          }
        }
      }
      return [moved, product, gradient, next]
    }
    let alone = swept(1)
    for members in 2...4 { #expect(swept(members) == alone, "\(members) members") }

    let sums = plainly(theta, samples, matrix, sign: -1)
    // The sums of the terms' sizes: a sum of m terms is right to m roundings of it, and two are compared.
    let sizes = plainly(theta.magnitudes, samples.magnitudes, matrix.magnitudes, sign: 1)
    let terms = Double(max(n, l) + p + 4)
    for (found, (sum, size)) in zip(alone, zip(sums, sizes)) {
      for i in found.entries.indices {
        #expect(abs(found.entries[i] - sum.entries[i]) <= terms * 0x1p-52 * size.entries[i])
      }
    }

    func plainly(_ theta: Matrix, _ samples: Matrix, _ matrix: Matrix, sign: Double) -> [Matrix] {
      let (first, second) = (theta[0..<p, 0..<l], theta[p..<(p + k), 0..<l])
      let (x, y) = (samples[0..<p, 0..<n], samples[p..<(p + k), 0..<n])
      let moved = Matrix(p + k, l) { i, j in
        let image =
          i < p
          ? (0..<k).reduce(0) { $0 + matrix[i, $1] * second[$1, j] }
          : (0..<p).reduce(0) { $0 + matrix[$1, i - p] * first[$1, j] }
        return 0.9 * theta[i, j] + 0.1 * image
      }
      let residual = y + sign * (matrix.transposed * x)
      return [
        moved, first * second.transposed, x * residual.transposed,
        moved[0..<p, 0..<l] * moved[p..<(p + k), 0..<l].transposed,
      ]
    }
  }

  @Test("apart: up to eight large spectra together are those alone, to the bit", arguments: [2, 5, 8])
  func spectra(count: Int) {
    var random = TestRandom(8)
    let matrices = (0..<count).map { i in
      i == 1 ? Matrix(zeros: 40, 61) : Double(i + 1) * random.matrix(40, 61)
    }
    let bundles = matrices.map { Bundle($0) }
    var together = [Double](repeating: 0, count: 40 * count)
    BlockSpectra.largeSingularValues(of: bundles.map(\.reading), into: &together)
    for (i, bundle) in bundles.enumerated() {
      var alone = [Double](repeating: 0, count: 40)
      BlockSpectra.largeSingularValues(of: bundle.reading, into: &alone)
      #expect(together[(i * 40)..<((i + 1) * 40)].map(\.bitPattern) == alone.map(\.bitPattern))
    }
  }

  @Test(
    "apart: a product of one lane has the bits of one among eight",
    arguments: [1, 3, 4, 7, 8, 13, 24, 37, 70])
  func products(rows: Int) {
    var random = TestRandom(9)
    for columns in [1, 2, 3, 4, 5, 11] {
      for turned in [false, true] {
        let a = turned ? random.matrix(19, rows) : random.matrix(rows, 19)
        let (b, c) = (random.matrix(19, columns), random.matrix(rows, columns))
        for keep in [0.0, 0.5] {
          var (one, eight) = (Bundle(c), Bundle(c, lanes: 8))
          let (left, wide) = (Bundle(a), Bundle(a, lanes: 8))
          let (right, broad) = (Bundle(b), Bundle(b, lanes: 8))
          let (narrow, thick) =
            turned ? (left.reading.transposed, wide.reading.transposed) : (left.reading, wide.reading)
          one.withBlock { $0.add(narrow, times: right.reading, scale: 0.3, keep: keep) }
          eight.withBlock { $0.add(thick, times: broad.reading, scale: 0.3, keep: keep) }
          #expect(one.matrix == eight.lane(5), "\(rows) x 19 x \(columns), \(turned), \(keep)")
        }
      }
    }
  }
}

extension Matrix {
  fileprivate var largest: Double { entries.reduce(0) { max($0, abs($1)) } }
}

extension Matrix {
  fileprivate var magnitudes: Matrix { Matrix(rows, columns) { abs(self[$0, $1]) } }
}
