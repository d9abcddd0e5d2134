import Dispatch
import Foundation

/// Turns Ctrl-C and the request to end (SIGTERM) into the wish to stop, for as long as it lives; a second one ends the
/// process.
public final class Interruption {
  private static let signals = [SIGINT, SIGTERM]
  private let sources: [any DispatchSourceSignal]

  public init(cancelling progress: RunProgress) {
    sources = Self.signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if progress.isCancelled { exit(130) }
        progress.cancel()
      }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in Self.signals { signal(number, SIG_DFL) }
  }
}
