import Foundation

/// The commented experiment that `rankfall new` writes: it runs as it is, and every other key stands in a comment.
public enum ExperimentTemplate {
  /// What the template sets; everything else is commented out with its example.
  private static let chosen: [(key: String, value: String)] = [
    ("seed", "1"), ("data", "{teacher: {samples: 200, inputs: 4, outputs: 2, noise: 0.5}}"),
    ("start", "{gaussian: {scale: 1, width: 8}}"), ("learning_rate", "0.1"), ("time_step", "0.005"),
    ("duration", "10"), ("trajectories", "4"),
  ]

  public static func text(name: String) -> String {
    var lines = [
      "# An experiment for rankfall. Check it: rankfall check \(name).yaml   Run it: rankfall run \(name).yaml",
      "# All keys: rankfall explain fields", "",
      "title: \(YAMLText.scalar(name))",
      "# question: Does noise alone lower the rank?", "# source: where the claim comes from", "",
      "# Keys of a run that stand here hold for every run; a run's own key replaces them.", "",
    ]
    for field in ExperimentFields.run where !["algorithm", "expect"].contains(field.name) {
      let value = chosen.first { $0.key == field.name }?.value
      lines += comment(on: field)
      lines.append(value.map { "\(field.name): \($0)" } ?? "# \(field.name): \(field.example)")
      lines.append("")
    }
    lines += [
      "runs:", "  gradient-flow:", "    algorithm: gradient-flow", "  label-noise-flow:",
      "    algorithm: stochastic-gradient-flow",
      "    label_noise: {variance: 2}", "    batch: 1",
      "    # expect: {determinant-decay: fails}   # a verdict that should not be `holds`", "",
    ]
    lines += comment(on: ExperimentFields.figures)
    lines += [
      "# figures:", "#   - {observable: log_determinant}",
      "#   - {observable: W1_singular_values, scale: log, columns: 2}",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func comment(on field: Field) -> [String] {
    wrapped(field.summary, indent: "# ").split(separator: "\n").map(String.init)
  }

  /// Writes the template to `<name>.yaml` in a folder; refuses to overwrite a file.
  public static func write(name: String, in folder: String = ".") throws -> String {
    let stem = name.hasSuffix(".yaml") ? String(name.dropLast(5)) : name
    let last = (stem as NSString).lastPathComponent
    if let reason = RunName.problem(last) {
      throw LaboratoryError.unknown(
        "\(quoted(last)) cannot name an experiment: \(reason)", cure: RunName.cure)
    }
    let path = folder == "." ? stem + ".yaml" : (folder as NSString).appendingPathComponent(stem + ".yaml")
    do {
      try Data(text(name: last).utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
    } catch {
      if FileManager.default.fileExists(atPath: path) { throw LaboratoryError.exists(path: path) }
      throw LaboratoryError.cannotWrite(path: path, reason: error.localizedDescription)
    }
    return path
  }
}
