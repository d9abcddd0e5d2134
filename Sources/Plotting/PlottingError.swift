/// Why a figure could not be drawn.
public enum PlottingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No program of this name is in the folders of PATH.
  case gnuplotMissing
  /// gnuplot ended with an error; its own words.
  case gnuplotFailed(figure: String, message: String)
  case cannotWrite(path: String, reason: String)

  public var description: String {
    switch self {
    case .gnuplotMissing:
      "gnuplot is not on the PATH; install it to draw figures (Debian: apt install gnuplot-nox, macOS: brew install gnuplot)"
    case .gnuplotFailed(let figure, let message):
      "gnuplot could not draw \(figure): \(message)"
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason)"
    }
  }
}
