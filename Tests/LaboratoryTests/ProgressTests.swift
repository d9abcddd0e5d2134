import Simulation
import Testing

@testable import Laboratory

@Suite struct ProgressTests {
  private func line(_ completed: Int, of total: Int, after elapsed: Double) -> ProgressLine {
    ProgressLine(label: "sgd", completed: completed, total: total, elapsed: elapsed)
  }

  @Test func showsShareAndTimes() {
    #expect(
      line(42, of: 100, after: 12.34).text() == "sgd [########------------] 42% 12.3 s, 18 s left")
    #expect(
      line(1, of: 100, after: 100).text() == "sgd [--------------------] 1% 1 min 40 s, 2 h 45 min left")
    #expect(line(100, of: 100, after: 3).text() == "sgd [####################] 100% 3.0 s, 0 s left")
  }

  @Test func knowsNothingOfTheEndBeforeTheBeginning() {
    #expect(line(0, of: 100, after: 2).text() == "sgd [--------------------] 0% 2.0 s")
  }

  @Test func oddCountsStayInTheBar() {
    #expect(line(7, of: 5, after: 1).fraction == 1)
    #expect(line(0, of: 0, after: 1).fraction == 1)
    #expect(line(-1, of: 5, after: 1).fraction == 0)
  }

  @Test func fitsTheTerminal() {
    #expect(line(1, of: 2, after: 1).text(columns: 20).count == 19)
    #expect(line(1, of: 2, after: 1).text(columns: 0) == "")
  }

  @Test func durationsInWords() {
    #expect(ProgressLine.duration(59.99, tenths: true) == "59.9 s")
    #expect(ProgressLine.duration(65, tenths: true) == "1 min 05 s")
    #expect(ProgressLine.duration(2 * 86400 + 4 * 3600, tenths: false) == "2 d 04 h")
    #expect(ProgressLine.duration(.infinity, tenths: false) == "?")
    #expect(ProgressLine.duration(.nan, tenths: false) == "?")
  }

  private struct Failure: Error, Equatable {}

  @Test func theBodyRunsOnceAndItsErrorComesThrough() {
    let bar = ProgressBar("sgd", total: 10, of: Simulation.Progress(), quiet: true)
    #expect(bar.draw { 7 } == 7)
    #expect(throws: Failure()) { try bar.draw { () throws(Failure) in throw Failure() } }
  }
}
