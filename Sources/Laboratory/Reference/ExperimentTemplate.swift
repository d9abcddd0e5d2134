import Foundation

/// The commented experiments that `rankfall new` writes: each runs as it is, and every other key stands in a comment.
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

  /// The same for trainings of networks of any depth.
  public static func trainingText(name: String) -> String {
    let values = [
      "data": "gmm:classes=4,separation=4,inputs=16,samples=400", "layers": "32-32", "batch": "4",
      "lr": "0.1", "wd": "0.01", "epochs": "10", "looks": "10",
    ]
    var lines = [
      "# Trainings for rankfall. Check them: rankfall check \(name).yaml   Run them: rankfall run \(name).yaml",
      "# Interrupted, they go on: rankfall run \(name).yaml --resume      All keys: rankfall explain fields",
      "",
      "title: \(YAMLText.scalar(name))",
      "# question: Does weight decay lower the rank?", "# source: where the claim comes from", "", "train:",
    ]
    for field in TrainFields.all {
      lines += wrapped(field.summary, indent: "  # ").split(separator: "\n").map(String.init)
      lines.append(
        values[field.name].map { "  \(field.name): \(YAMLText.scalar($0))" }
          .map {
            Double(values[field.name] ?? "") == nil ? $0 : "  \(field.name): \(values[field.name] ?? "")"
          }
          ?? "  # \(field.name): \(field.example)")
    }
    lines += ["", "# Every combination of these values; each with so many seeds."]
    lines += ["sweep: {wd: [0, 0.01, 0.1]}", "seeds: 2", ""]
    for field in [TrainExperimentFields.runs, TrainExperimentFields.rehearsal] {
      lines += comment(on: field) + ["# \(field.name): \(field.example)", ""]
    }
    lines += comment(on: TrainExperimentFields.figures)
    lines += [
      "# figures:", "#   - {observable: rank, against: [wd]}", "#   - {observable: norm_ratio, curves: wd}",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Writes the template to `<name>.yaml` in a folder; refuses to overwrite a file.
  public static func write(
    name: String, in folder: String = ".", trains: Bool = false
  ) throws(LaboratoryError) -> String {
    let stem = name.hasSuffix(".yaml") ? String(name.dropLast(5)) : name
    let last = (stem as NSString).lastPathComponent
    if let reason = RunName.problem(last) {
      throw .unknown(
        "\(quoted(last)) cannot name an experiment: \(reason)", cure: RunName.cure)
    }
    let path = folder == "." ? stem + ".yaml" : (folder as NSString).appendingPathComponent(stem + ".yaml")
    try NewFile.write(trains ? trainingText(name: last) : text(name: last), to: path)
    return path
  }
}
