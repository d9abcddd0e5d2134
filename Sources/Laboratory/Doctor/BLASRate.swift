import CGSL
import Foundation
import Matrices

/// How fast the BLAS that this program is linked to really is.
enum BLASRate {
  /// The best of five products of 512 x 512 matrices on one thread, in GFLOP/s.
  static func measured(size: Int = 512) -> Double {
    _ = singleThreadedBLAS
    let a = [Double](repeating: 0.5, count: size * size)
    var c = a
    let n = Int32(size)
    let clock = ContinuousClock()
    var best = Double.infinity
    for _ in 0..<5 {
      let time = clock.measure {
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, a, n, 0, &c, n)
      }
      best = min(best, time / .seconds(1))
    }
    return 2 * Double(size * size * size) / best / 1e9
  }

  /// The file of the library that `cblas_dgemm`, called by rankfall or by GSL, ends in.
  static var library: String { String(cString: rankfall_gsl_blas()) }
}
