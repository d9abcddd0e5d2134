import Dispatch
import Foundation

/// Turns Ctrl-C, the request to end (SIGTERM) and the end of the terminal (SIGHUP) into the wish to stop, for as long as it
/// lives, and says so; a second one ends the process, and what it has not finished is removed.
public final class Interruption {
  private let signals: [Int32]
  private let sources: [any DispatchSourceSignal]

  public init(cancelling progress: RunProgress) {
    // Under `nohup` the end of the terminal is to be ignored.
    signals = [SIGINT, SIGTERM] + (Self.isIgnored(SIGHUP) ? [] : [SIGHUP])
    // One after the other: of two signals that come together one is the first.
    let queue = DispatchQueue(label: "rankfall.interruption")
    sources = signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if progress.isCancelled { PendingFolder.abandonAll(exitCode: LaboratoryError.interrupted.exitCode) }
        progress.cancel()
        Self.announce()
      }
      source.resume()
      return source
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    let handler = signal(number, SIG_IGN)
    signal(number, handler)
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// A step of a large network, or its singular values, may take a while.
  private static func announce() {
    let text = "\nstopping as soon as what is being computed is done; once more, and it ends at once\n"
    _ = Array(text.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in signals { signal(number, SIG_DFL) }
  }
}
