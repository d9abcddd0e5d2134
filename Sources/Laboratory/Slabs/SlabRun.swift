import DeepNetworks
import Dispatch
import Foundation
import Simulation
import Synchronization

/// Weights that random slabs have moved, for every combination that was asked for.
public struct SlabRun: Sendable {
  public let subjects: [SlabSubject]
  let reports: [SlabReport]
  public let threads: Int
  public let seconds: Double

  /// Updates of all walks.
  public static func steps(_ subjects: [SlabSubject]) -> Int { subjects.reduce(0) { $0 + $1.updates } }

  /// Throws if it was interrupted.
  public init(
    _ subjects: [SlabSubject], threads: Int = 1, progress: RunProgress = RunProgress()
  ) throws(LaboratoryError) {
    let clock = ContinuousClock()
    let begin = clock.now
    let found = Mutex([SlabReport?](repeating: nil, count: subjects.count))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(max(1, threads), subjects.count)) { _ in
      while true {
        let number = next.add(1, ordering: .relaxed).oldValue
        guard number < subjects.count else { return }
        let one = subjects[number]
        guard
          let walk = SlabWalk(
            one.slabs, one.forgetting, updates: one.updates, start: one.start, windows: one.windows,
            progress: progress)
        else { return }
        let report = SlabReport(walk, of: one)
        found.withLock { $0[number] = report }
      }
    }
    reports = found.withLock { $0 }.compactMap(\.self)
    guard reports.count == subjects.count else { throw .interrupted }
    self.subjects = subjects
    self.threads = threads
    seconds = (clock.now - begin) / .seconds(1)
  }

  public var verdicts: [VerdictReport] { reports.flatMap(\.verdicts) }

  /// Everything that decides the result.
  var asked: JSONText { .array(subjects.map(\.json)) }

  public var json: JSONText {
    .object([
      "walks": .array(reports.map(\.json)), "verdicts": .array(verdicts.map(\.json)),
    ])
  }

  /// The spectrum of the only walk under the staircase, drawn with letters; nil where there are several.
  public func picture(
    _ style: TerminalStyle, unicode: Bool = TerminalPlot.knowsUnicode(),
    columns: Int = TerminalPlot.columns()
  ) -> String? {
    guard reports.count == 1, let report = reports.first, report.singularValues.count > 1 else { return nil }
    // Eight powers of ten are enough of a spectrum.
    func logarithms(_ values: [Double]) -> [Double] { values.map { $0 > 1e-8 ? log10($0) : .nan } }
    var plot = TerminalPlot(
      times: report.singularValues.indices.map { Double($0 + 1) },
      curves: [logarithms(report.singularValues), logarithms(report.staircase)])
    (plot.columns, plot.axis) = (columns, "i =")
    return style.tinted("log10 of s_i/s_1 over i, under beta^floor((i-1)/B)", .strong) + "\n"
      + plot.written(style, unicode: unicode)
  }
}
