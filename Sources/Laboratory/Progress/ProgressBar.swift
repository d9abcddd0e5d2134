import Foundation
import Simulation

/// Shows on standard error how far a simulation is, if anybody is there to see it.
///
/// Nothing is drawn when standard error is not a terminal, when told to be quiet, or within the first second; at the end
/// the line is cleared.
public final class ProgressBar: Sendable {
  private let label: String
  private let total: Int
  private let progress: Simulation.Progress
  private let isVisible: Bool
  private let note: @Sendable () -> String?
  private let end = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - total: the steps to do, over all trajectories.
  ///   - note: what there is to say beside it at the moment.
  public init(
    _ label: String, total: Int, of progress: Simulation.Progress, quiet: Bool = false,
    note: @escaping @Sendable () -> String? = { nil }
  ) {
    self.note = note
    self.label = label
    self.total = total
    self.progress = progress
    isVisible = !quiet && isatty(STDERR_FILENO) == 1
  }

  /// Draws while the body runs.
  public func draw<Result, Failure: Error>(
    during body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard isVisible else { return try body() }
    let drawing = Thread { [self] in drawUntilEnd() }
    drawing.start()
    defer {
      end.signal()
      ended.wait()
    }
    return try body()
  }

  private func drawUntilEnd() {
    let clock = ContinuousClock()
    let start = clock.now
    var shown = 0
    while end.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      let elapsed = (clock.now - start) / .seconds(1)
      guard elapsed >= 1 else { continue }
      let line = ProgressLine(
        label: label, completed: progress.completedSteps, total: total, elapsed: elapsed,
        note: note())
      let text = line.text(columns: Self.columns)
      Self.write("\r" + text + String(repeating: " ", count: max(shown - text.count, 0)))
      shown = text.count
    }
    if shown > 0 { Self.write("\r" + String(repeating: " ", count: shown) + "\r") }
    ended.signal()
  }

  /// The width of the terminal; 80 where it does not say.
  private static var columns: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// A terminal that has gone away is not worth an error.
  private static func write(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
