import CGSL

/// An error that the GNU Scientific Library reported.
public struct GSLError: Error, Sendable, CustomStringConvertible {
  /// GSL's error number, such as GSL_EDOM.
  public let code: Int
  public let reason: String
  public var description: String { "GSL: \(reason) (\(String(cString: gsl_strerror(Int32(code)))))" }
}

private let recordingHandler: Void = rankfall_gsl_install_handler()

/// Calls GSL and turns an error it raises on this thread into a `GSLError`; GSL's own handler would end the process.
public func gsl<Result>(_ call: () -> Result) throws(GSLError) -> Result {
  _ = recordingHandler
  rankfall_gsl_clear()
  let result = call()
  let code = rankfall_gsl_error()
  guard code == 0 else {
    throw GSLError(code: Int(code), reason: String(cString: rankfall_gsl_reason()))
  }
  return result
}
