import CGSL
import Foundation
import Matrices
import Plotting

/// What `rankfall doctor` finds out about this machine.
public struct Doctor: Sendable {
  /// One finding, and whether something should be done about it.
  public struct Finding: Sendable {
    public let what: String
    public let value: String
    public let warning: String?
    /// The exit code that the finding alone would cause; 0 if nothing is missing.
    public let exitCode: Int32

    init(_ what: String, _ value: String, warning: String? = nil, exitCode: Int32 = 0) {
      self.what = what
      self.value = value
      self.warning = warning
      self.exitCode = exitCode
    }
  }

  /// GFLOP/s below which BLAS is not what it should be: GSL's own reaches 5 on a machine where OpenBLAS reaches 70.
  static let slowestBLAS = 10.0

  public let findings: [Finding]

  public init() {
    findings = [
      Finding("rankfall", Provenance.rankfallVersion), Finding("Swift", Provenance.swiftVersion),
      Finding("GSL", Provenance.gslVersion), Self.blas(), Self.netCDF(),
      Self.gnuplot(), Finding("threads", "\(ProcessInfo.processInfo.activeProcessorCount)"), Self.vectors(),
    ]
  }

  public var exitCode: Int32 { findings.map(\.exitCode).max() ?? 0 }

  private static func blas() -> Finding {
    let rate = BLASRate.measured()
    let value = "\(BLASRate.library), \(readable((rate * 10).rounded() / 10)) GFLOP/s in cblas_dgemm"
    guard rate < slowestBLAS else { return Finding("BLAS", value) }
    return Finding(
      "BLAS", value,
      warning:
        "slow: below \(readable(slowestBLAS)) GFLOP/s; cblas_dgemm should land in OpenBLAS, not in gslcblas, "
        + "and the machine should be idle")
  }

  private static func netCDF() -> Finding {
    let absence = NetCDFError.absence
    return Finding(
      "NetCDF", absence == nil ? Provenance.netCDFVersion : "missing", warning: absence,
      exitCode: absence == nil ? 0 : 69)
  }

  private static func gnuplot() -> Finding {
    do {
      return Finding("gnuplot", try Gnuplot().executable)
    } catch {
      return Finding("gnuplot", "missing", warning: "\(error)", exitCode: 69)
    }
  }

  /// The instruction set in use, and whether it is the one that was asked for.
  private static func vectors() -> Finding {
    let widths = ["avx512": 8, "avx2": 4]
    let value = "\(instructionSet), \(widths[instructionSet] ?? 2) doubles"
    let variable = "RANKFALL_INSTRUCTIONS"
    let asked = ProcessInfo.processInfo.environment[variable]
    if let asked, asked != instructionSet {
      return Finding(
        "vectors", value,
        warning:
          "\(variable) asks for \(quoted(asked)): this machine has not got it, or there is no such set; "
          + "portable, avx2 and avx512 are known")
    }
    #if arch(x86_64)
      let isSlow = instructionSet == "portable" && asked == nil
      return Finding("vectors", value, warning: isSlow ? "no AVX2: everything runs, slowly" : nil)
    #else
      return Finding("vectors", value)
    #endif
  }

  public func written(_ style: TerminalStyle) -> String {
    var table = TextTable([("what", .left), ("found", .left)])
    for finding in findings {
      table.add(
        [.init(finding.what), .init(finding.value, finding.warning == nil ? nil : .unsure)],
        note: finding.warning.map { "warning: " + $0 })
    }
    return table.written(style)
  }

  public var json: JSONText {
    .array(
      findings.map {
        .object(["what": .text($0.what), "found": .text($0.value), "warning": .optional($0.warning)])
      })
  }
}
