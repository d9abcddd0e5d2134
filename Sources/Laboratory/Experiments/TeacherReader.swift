import Learning

extension DataReader {
  /// The samples of a Gaussian teacher.
  func teacher(_ section: Section, _ problems: inout Problems) -> Regression? {
    guard section.invalid.isEmpty, let n = section.integer("samples"), let p = section.integer("inputs"),
      let k = section.integer("outputs")
    else { return nil }
    var teacher = GaussianTeacher(samples: n, inputs: p, outputs: k)
    teacher.noise = section.number("noise") ?? 0
    teacher.seed = UInt64(section.integer("seed") ?? 0)
    if let rank = section.integer("rank"), let value = section["rank"] {
      if rank > min(p, k) {
        problems.add(
          "a teacher of \(p) x \(k) has no rank \(rank)", at: value.place, cure: "write \(min(p, k)) or less")
        return nil
      }
      teacher.rank = rank
    }
    guard let covariance = covariance(section, p, n, &problems) else { return nil }
    guard n.multipliedReportingOverflow(by: p + k).partialValue <= 250_000_000 else {
      problems.add(
        "\(n) samples of \(p + k) numbers are more than 2 GB", at: section.place, cure: "ask for fewer")
      return nil
    }
    teacher.covariance = covariance
    return teacher.draw().problem
  }

  private func covariance(
    _ section: Section, _ p: Int, _ n: Int, _ problems: inout Problems
  ) -> GaussianTeacher.Covariance? {
    guard let value = section["covariance"] else { return .identity }
    if let diagonal = section.numbers("covariance") {
      if diagonal.count == p { return .diagonal(diagonal) }
      problems.add(
        "\(diagonal.count) variances for \(p) inputs", at: value.place, cure: "write \(p) numbers")
      return nil
    }
    if let rho = section.section("covariance")?.number("autoregressive") { return .autoregressive(rho) }
    guard section.text("covariance") == "whitened" else { return .identity }
    if n >= p { return .whitened }
    problems.add(
      "\(n) samples of \(p) inputs cannot be whitened", at: value.place, cure: "ask for \(p) samples or more")
    return nil
  }
}
