import Learning
import LinearNetworks

extension DataReader {
  /// The samples of a Gaussian teacher.
  func teacher(_ section: Section, _ problems: inout Problems) -> Regression? {
    gaussianTeacher(section, &problems)?.draw().problem
  }

  /// The teacher of a section without problems.
  func teacherDrawn(_ section: Section) -> Teacher? {
    var problems = Problems()
    return gaussianTeacher(section, &problems).map {
      Teacher(weights: $0.draw().teacher, covariance: $0.inputCovariance)
    }
  }

  /// The weights that a file says its targets were drawn with.
  mutating func truth(_ section: Section, _ problem: Regression, _ problems: inout Problems) -> Teacher? {
    guard let choice = section["truth"], let file = section["file"],
      let weights = array(file, named: choice, standard: "beta", &problems)
    else { return nil }
    let (p, k) = (problem.inputCount, problem.outputCount)
    guard weights.rows == p, weights.columns == k else {
      problems.add(
        "the true weights are \(weights.rows) x \(weights.columns), but the data have \(p) inputs and \(k) outputs",
        at: choice.place, cure: "name an array of \(p) x \(k)")
      return nil
    }
    return Teacher(weights: weights, covariance: .identity(p))
  }

  private func gaussianTeacher(_ section: Section, _ problems: inout Problems) -> GaussianTeacher? {
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
    return teacher
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
