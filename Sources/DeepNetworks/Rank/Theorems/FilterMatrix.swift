import Matrices
import Simulation

/// (R9): a convolution is a matrix, used once a patch.
public struct FilterMatrix: RankTheorem {
  public static let claim = Claim(
    name: "filter-matrix", label: "(R9)",
    statement:
      "A convolution multiplies every patch by the matrix with a row a filter, filters x (channels k^2), and the gradient of "
      + "one sample by that matrix has rank at most the number of patches, which it reaches if nothing else is smaller.",
    formula:
      "out(o, patch) = sum_i M(o, i) patch(i); rank grad M = min(m_l, c_out, c_in k^2) for generic data",
    assumptions: ["a convolution without a border", "generic inputs and deltas for equality"],
    source: "Galanti, Siegel, Gupte, Poggio 2025, Lemma 3.1 for convolutions")

  public static let counterexamples = ["kernel-by-rows", "kernel-channels-last"]

  private static let (filters, channels, side, extent) = (16, 4, 5, 3)
  private static let across = side - extent + 1

  public static func examine(_ engine: RankEngine) -> Verdict {
    var random = RandomStream(seed: 81, for: .data)
    random.begin(step: 0)
    let image = (0..<channels * side * side).map { _ in random.normal() }
    let kernel = (0..<filters * channels * extent * extent).map { _ in random.normal() }
    let deltas = (0..<filters * across * across).map { _ in random.normal() }
    func weights(_ entries: [Double]) -> Matrix {
      engine.filterMatrix(
        ConvolutionKernel(filters: filters, channels: channels, extent: [extent, extent], entries: entries))
    }
    let matrix = weights(kernel)
    let gradient = weights(gradient(image, deltas))
    let values = gradient.singularValues
    let rank = values.count { $0 > 1e-10 * (values.first ?? 0) }
    let expected = min(across * across, filters, channels * extent * extent)
    return Verdict([
      Evidence(
        "rank of one sample's gradient, 3 x 3 filters on 5 x 5", predicted: Double(expected),
        measured: Double(rank),
        allowed: Tolerance(0, .rounding, "a count above 1e-10 of the largest")),
      Evidence(
        "largest deviation of M patch from the convolution", predicted: 0,
        measured: deviation(matrix, image, kernel),
        allowed: Tolerance(
          Double(4 * channels * extent * extent) * 20 * Double.ulpOfOne, .rounding,
          "a rounding of products up to 20 for each of the 36 summands, in either way")),
    ])
  }

  /// The derivative by kernel entry (o, c, y, x) in plain loops.
  private static func gradient(_ image: [Double], _ deltas: [Double]) -> [Double] {
    var result: [Double] = []
    for o in 0..<filters {
      for c in 0..<channels {
        for y in 0..<extent {
          for x in 0..<extent {
            var sum = 0.0
            for i in 0..<across {
              for j in 0..<across {
                sum += deltas[(o * across + i) * across + j] * image[(c * side + i + y) * side + j + x]
              }
            }
            result.append(sum)
          }
        }
      }
    }
    return result
  }

  private static func deviation(_ matrix: Matrix, _ image: [Double], _ kernel: [Double]) -> Double {
    guard matrix.rows == filters, matrix.columns == channels * extent * extent else { return .infinity }
    var worst = 0.0
    for o in 0..<filters {
      for i in 0..<across {
        for j in 0..<across {
          var (product, direct, place) = (0.0, 0.0, 0)
          for c in 0..<channels {
            for y in 0..<extent {
              for x in 0..<extent {
                let pixel = image[(c * side + i + y) * side + j + x]
                product += matrix[o, place] * pixel
                direct += kernel[((o * channels + c) * extent + y) * extent + x] * pixel
                place += 1
              }
            }
          }
          worst = max(worst, abs(product - direct))
        }
      }
    }
    return worst
  }
}
