import CLanes
import Matrices
import Testing

/// A step as one kernel has the bits of its pieces.
@Suite("A fused step") struct FusedStepTests {
  /// theta, and what moves it, in as many lanes.
  struct Problem {
    let p: Int
    let k: Int
    let width: Int
    let columns: Int
    let lanes: Int
    var theta: Bundle
    let h: Bundle
    let b: Bundle
    var noise: Bundle
    var product: Bundle
    var gradient: Bundle

    init(_ p: Int, _ k: Int, lanes: Int, _ random: inout TestRandom) {
      (self.p, self.k, self.lanes) = (p, k, lanes)
      width = 6
      // Two companion columns are moved, and see no loss.
      columns = 8
      let columns = columns
      theta = Bundle((0..<lanes).map { _ in random.matrix(p + k, columns) })
      h = Bundle(random.symmetric(p))
      b = Bundle(random.matrix(p, k))
      noise = Bundle((0..<lanes).map { _ in random.matrix(p, k) })
      product = Bundle(zeros: p, k, lanes: lanes)
      gradient = product
    }

    var bits: [[UInt64]] { (0..<lanes).map { theta.lane($0).entries.map(\.bitPattern) } }
  }

  static let shapes = (1...10).flatMap { p in (1...4).map { (p, $0) } }

  @Test("from moments", arguments: [1, 8], [false, true])
  func moments(lanes: Int, isNoisy: Bool) {
    var random = TestRandom(61)
    for (p, k) in Self.shapes {
      var fused = Problem(p, k, lanes: lanes, &random)
      var apart = fused
      let keep = isNoisy ? 0.99 : 1
      fused.gradient.withBlock { gradient in
        gradient.descend(
          theta: fused.theta.block, width: fused.width, secondMoment: fused.h.reading,
          crossMoment: fused.b.reading, drift: 0.01, noise: isNoisy ? fused.noise.reading : nil,
          diffusion: 0.3, keep: keep)
      }
      apart.gradient.withBlock { gradient in
        gradient.formMomentGradient(
          theta: apart.theta.reading, width: apart.width, secondMoment: apart.h.reading,
          crossMoment: apart.b.reading, drift: 0.01, noise: isNoisy ? apart.noise.reading : nil,
          diffusion: 0.3)
        apart.theta.block.couple(by: gradient, scale: 1, keep: keep)
      }
      #expect(fused.bits == apart.bits, "p = \(p), k = \(k)")
    }
  }

  @Test("from samples", arguments: [1, 8], [false, true])
  func samples(lanes: Int, isDrawn: Bool) {
    var random = TestRandom(62)
    for (p, k) in Self.shapes {
      var fused = Problem(p, k, lanes: lanes, &random)
      var apart = fused
      let stride = (p + k + 7) / 8 * 8
      let rows = Bundle(random.matrix(stride, 5))
      let noise = Bundle((0..<lanes).map { _ in random.matrix(3 * k, 1) })
      let indices = (0..<(3 * lanes)).map { Int64(($0 * 7 + 2) % 5) }
      withExtendedLifetime((rows, noise)) {
        indices.withUnsafeBufferPointer { chosen in
          var batch = lanes_batch(
            samples: rows.reading.base, stride: stride, inputs: p, outputs: k, size: 3,
            indices: isDrawn ? chosen.baseAddress : nil, noise: noise.reading.base, scale: 1.0 / 3)
          lanes_batch_step(
            &batch, fused.theta.block.base, fused.width, fused.columns, 0.02, 0.98, fused.product.block.base,
            fused.gradient.block.base, Int32(lanes))
          apart.product.withBlock { $0.formLayerProduct(theta: apart.theta.reading, width: apart.width) }
          lanes_batch_gradient(
            &batch, apart.product.reading.base, apart.gradient.block.base, Int32(lanes))
          apart.theta.block.couple(by: apart.gradient.reading, scale: 0.02, keep: 0.98)
        }
      }
      #expect(fused.bits == apart.bits, "p = \(p), k = \(k)")
    }
  }
}
