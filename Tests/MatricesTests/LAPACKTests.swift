import CGSL
import Foundation
import Matrices
import Testing

/// Every call of cblas_dgemm, GSL's own among them, must land in OpenBLAS and not in gslcblas, which is linked as well.
@Suite("The BLAS that is called") struct LAPACKTests {
  @Test("is OpenBLAS, for GSL's own calls too")
  func origin() {
    let library = String(cString: rankfall_gsl_blas())
    #expect(library.contains("openblas"), "cblas_dgemm ends in \(library)")
  }

  /// gslcblas makes 5 GFLOP/s at best. Processor time of this thread, so that a busy machine does not matter; the best
  /// of several tries.
  @Test("multiplies at OpenBLAS's speed")
  func rate() {
    let size = 384
    var random = TestRandom(61)
    var (a, b) = (random.matrix(size, size), random.matrix(size, size))
    var c = Matrix(zeros: size, size)
    _ = singleThreadedBLAS
    var best = 0.0
    for _ in 0..<12 {
      let start = processorTime()
      a.withBlock { a in b.withBlock { b in c.withBlock { $0.assign(a, times: b) } } }
      best = max(best, 2 * pow(Double(size), 3) / (processorTime() - start) / 1e9)
    }
    #expect(best > 10, "\(best) GFLOP/s in dgemm: gslcblas's speed")
  }

  private func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
