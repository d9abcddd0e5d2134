import CGSL
import Dispatch
import Simulation
import Synchronization
import Testing

@Suite("Errors of GSL") struct GSLErrorTests {
  @Test("are thrown, with GSL's number and words")
  func domain() {
    let error = #expect(throws: GSLError.self) {
      try gsl {
        var result = gsl_sf_result()
        return gsl_sf_log_e(-1, &result)
      }
    }
    #expect(error?.code == Int(GSL_EDOM))
    #expect(error?.description.contains("domain") == true, "\(String(describing: error))")
  }

  @Test("do not linger")
  func cleared() throws {
    #expect(throws: GSLError.self) { try gsl { gsl_sf_log(-1) } }
    #expect(try gsl { gsl_sf_log(1) } == 0)
  }

  @Test("stay on the thread that made them")
  func threads() {
    let count = 400
    let right = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: count) { i in
      let isBad = i % 2 == 0
      var threw = false
      do {
        for _ in 0..<50 { _ = try gsl { gsl_sf_gamma(1.5) } }
        _ = try gsl { gsl_sf_log(isBad ? -1 : 1) }
      } catch {
        threw = (error as? GSLError)?.code == Int(GSL_EDOM)
      }
      if threw == isBad { right.add(1, ordering: .relaxed) }
    }
    #expect(right.load(ordering: .relaxed) == count)
  }
}
