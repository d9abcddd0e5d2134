import Foundation
import Matrices
import Testing

@testable import DeepNetworks

@Suite("Ranks of layers") struct RankMetricsTests {
  private func rotated(_ values: [Double], _ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix {
    let left = normalMatrix(rows, values.count, seed: seed).qr.q
    let right = normalMatrix(columns, values.count, seed: seed + 1).qr.q
    return left * Matrix.diagonal(values) * right.transposed
  }

  @Test("count what is above a threshold, in either norm")
  func thresholds() throws {
    // Powers of two: the squares sum to 64 + 16 + 4 + 1 = 85.
    let ranks = try #require(LayerSpectrum(of: Matrix.diagonal([1, 8, 2, 4])).ranks)
    #expect(ranks.singularValues == [8, 4, 2, 1])
    #expect(ranks.rank(above: 0.5) == 1, "above, not at")
    #expect(ranks.rank(above: 0.49) == 2)
    #expect(ranks.rank(above: 1e-3) == 4)
    #expect(ranks.rank(above: 0.125) == 3)
    // 0.12 sqrt(85) = 1.106: one falls below that 0.12 x 8 = 0.96 does not reach.
    #expect(ranks.rank(above: 0.12) == 4)
    #expect(ranks.rank(above: 0.12, of: .frobenius) == 3)
    #expect(abs(ranks.stableRank - 85.0 / 64) < 1e-15)
    #expect(abs(ranks.frobeniusNorm - 85.0.squareRoot()) < 1e-14)
    #expect(ranks.nuclearRank == 15.0 / 8)
    #expect(abs(ranks.participationRatio - 85.0 * 85 / (4096 + 256 + 16 + 1)) < 1e-13)
    let entropy = [8.0, 4, 2, 1].reduce(0) { $0 - $1 / 15 * log($1 / 15) }
    #expect(abs(ranks.effectiveRank - exp(entropy)) < 1e-14)
  }

  @Test("do not depend on the frame")
  func frames() throws {
    let values = [3, 1, 0.2, 1e-3]
    let ranks = try #require(LayerSpectrum(of: rotated(values, 7, 5)).ranks)
    #expect(ranks.largestRank == 5)
    for (measured, value) in zip(ranks.singularValues, values + [0]) {
      #expect(abs(measured - value) < 1e-14)
    }
    #expect(ranks.rank(above: 1e-2) == 3)
    #expect(ranks.rank(above: 1e-4) == 4)
  }

  @Test("are not there for a layer that has collapsed or is not finite")
  func collapse() {
    let zero = LayerSpectrum(of: Matrix(zeros: 3, 4))
    #expect(zero == .collapsed(spectralNorm: 0) && zero.ranks == nil && zero.word == "collapsed")
    // The norm of the weights of a run that decayed for a long time.
    let faded = LayerSpectrum(of: 1.6e-91 * Matrix.identity(3))
    #expect(faded.word == "collapsed" && faded.ranks == nil)
    #expect(LayerSpectrum(of: 1.6e-91 * Matrix.identity(3), collapsedBelow: 0).ranks?.rank(above: 0.1) == 3)
    #expect(LayerSpectrum(of: 1e-7 * Matrix.identity(3), collapsedBelow: 1e-6).word == "collapsed")
    var broken = Matrix.identity(3)
    broken[1, 2] = .nan
    #expect(LayerSpectrum(of: broken) == .notFinite)
    broken[1, 2] = .infinity
    #expect(LayerSpectrum(of: broken) == .notFinite)
  }

  @Test("have a mean over hidden layers, which says whom it leaves out")
  func mean() throws {
    let ranks = NetworkRanks(of: [
      NetworkLayer("first", weights: rotated([1, 1], 6, 6)),
      NetworkLayer("second", weights: rotated([1, 1, 1, 1], 6, 6)),
      NetworkLayer("dead", weights: Matrix(zeros: 6, 6)),
      NetworkLayer("skip", .shortcut, weights: Matrix.identity(6)),
      NetworkLayer("head", .head, weights: rotated([1], 3, 6)),
    ])
    let mean = try #require(ranks.meanRank(above: 1e-3))
    #expect(mean == NetworkRanks.Mean(value: 3, layers: ["first", "second"], leftOut: ["dead"]))
    let all = try #require(ranks.meanRank(above: 1e-3, over: Set(NetworkLayer.Role.allCases)))
    #expect(all.value == 13.0 / 4)
    #expect(
      NetworkRanks(of: [NetworkLayer("dead", weights: Matrix(zeros: 2, 2))]).meanRank(above: 0.1) == nil)
  }

  @Test("of a convolution are those of its filters as rows")
  func kernels() {
    // Entry (o, c, y, x) is a number that spells its place.
    let entries = (0..<24).map { (index: Int) -> Double in
      let (filter, channel) = (index / 12, index / 4 % 3)
      let (row, column) = (index / 2 % 2, index % 2)
      return Double(filter * 1000 + channel * 100 + row * 10 + column)
    }
    let matrix = ConvolutionKernel(filters: 2, channels: 3, extent: [2, 2], entries: entries).filterMatrix
    #expect(matrix.rows == 2 && matrix.columns == 12)
    #expect(matrix[1, 4] == 1100 && matrix[0, 11] == 211 && matrix[1, 2] == 1010)
    // 2 channels of 3 x 3 and 2 x 2 kernels: patch 3 is the lower right corner.
    let image = (0..<18).map(Double.init)
    let patches = ImagePatches.matrix(of: image, channels: 2, height: 3, width: 3, kernel: (2, 2))
    #expect(patches.rows == 4 && patches.columns == 8)
    #expect((0..<8).map { patches[3, $0] } == [4, 5, 7, 8, 13, 14, 16, 17])
    let strided = ImagePatches.matrix(of: image, channels: 2, height: 3, width: 3, kernel: (1, 1), stride: 2)
    #expect((0..<4).map { strided[$0, 0] } == [0, 2, 6, 8])
  }
}
