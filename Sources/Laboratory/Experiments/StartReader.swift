import LinearNetworks
import Matrices

extension DataReader {
  /// The start of a run for p inputs and k outputs.
  mutating func start(_ value: FieldValue, p: Int, k: Int, _ problems: inout Problems) -> Setting.Start? {
    guard case .section(let section) = value.content, section.invalid.isEmpty else { return nil }
    if section.mentions("file") == section.mentions("gaussian") {
      problems.add(
        section.mentions("file") ? "start has two sources: file and gaussian" : "start names no source",
        at: section.place, cure: "give one of file and gaussian")
      return nil
    }
    if let gaussian = section.section("gaussian") {
      guard gaussian.invalid.isEmpty, let width = gaussian.integer("width") else { return nil }
      return .gaussian(scale: gaussian.number("scale") ?? 1, width: width)
    }
    guard let file = section["file"],
      let theta = array(file, named: section["array"], standard: "theta0", &problems)
    else { return nil }
    guard theta.rows == p + k else {
      problems.add(
        "theta_0 is \(theta.rows) x \(theta.columns), but the data have \(p) inputs and \(k) outputs",
        at: file.place, cure: "theta_0 = [W1; W2^T] needs \(p) + \(k) = \(p + k) rows")
      return nil
    }
    guard theta.isFinite else {
      problems.add("theta_0 holds NaN or infinities", at: file.place, cure: "give finite weights")
      return nil
    }
    return .fixed(theta)
  }
}
