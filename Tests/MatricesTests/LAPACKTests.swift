import Foundation
import Matrices
import Testing

/// Every call of cblas_dgemm, GSL's own among them, must land in OpenBLAS and not in gslcblas, which is linked as well.
@Suite("The BLAS that is called") struct LAPACKTests {
  @Test("is OpenBLAS")
  func origin() throws {
    // The symbol as the process resolves it: the first library in link order that has one.
    let process = try #require(dlopen(nil, RTLD_NOW))
    let address = try #require(dlsym(process, "cblas_dgemm"), "no cblas_dgemm in this process")
    // dladdr is hidden from Swift by glibc's headers; the first word of its answer is the library's path.
    typealias Question = @convention(c) (UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> Int32
    let dladdr = unsafeBitCast(try #require(dlsym(process, "dladdr")), to: Question.self)
    var answer: [UnsafePointer<CChar>?] = [nil, nil, nil, nil]
    #expect(dladdr(address, &answer) != 0)
    let library = String(cString: try #require(answer[0]))
    #expect(library.contains("openblas"), "cblas_dgemm comes from \(library)")
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
