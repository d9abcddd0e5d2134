import Dispatch
import Foundation

/// Turns Ctrl-C into the wish to stop, for as long as it lives; a second Ctrl-C ends the process.
public final class Interruption {
  private let source: any DispatchSourceSignal

  public init(cancelling progress: RunProgress) {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      if progress.isCancelled { exit(130) }
      progress.cancel()
    }
    source.resume()
  }

  deinit {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }
}
