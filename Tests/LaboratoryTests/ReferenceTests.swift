import Foundation
import Laboratory
import LinearNetworks
import Testing

@Suite("What the laboratory says of itself")
struct ReferenceTests {
  private let plain = TerminalStyle(hasColor: false)

  @Test("the template is a sound experiment, and every key in its comments is one too")
  func template() throws {
    let text = ExperimentTemplate.text(name: "my-question")
    let experiment = try ExperimentFixtures.experiment(text, file: "my-question.yaml")
    #expect(experiment.runs.map(\.name) == ["gradient-flow", "label-noise-flow"])
    for field in ExperimentFields.run { #expect(text.contains("\(field.name):"), "\(field.name)") }
    let live = text.split(separator: "\n").map { line in
      line.hasPrefix("# observables:") || line.hasPrefix("# track_factor:") || line.hasPrefix("# reduce:")
        ? String(line.dropFirst(2)) : String(line)
    }
    _ = try ExperimentFixtures.experiment(live.joined(separator: "\n"), file: "my-question.yaml")
  }

  @Test("the template is never written over a file")
  func overwriting() throws {
    let folder = temporaryFolder()
    defer { removeFolder(folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try ExperimentTemplate.write(name: "mine", in: folder)
    #expect { try ExperimentTemplate.write(name: "mine", in: folder) } throws: {
      ($0 as? LaboratoryError)?.exitCode == 74
    }
  }

  @Test("names that are listed are explained in a line, whatever lists them")
  func lines() throws {
    for (name, words) in [
      ("log_determinant", "observable"), ("euler-maruyama", "integrator of the algorithm stochastic"),
      ("fixed-field-order", "wrong engine of"), ("rankfall", "the engine itself"),
    ] {
      let text = try Explanation.text(of: name, plain)
      #expect(text.hasPrefix(name) && text.replacing("\n", with: " ").contains(words), "\(text)")
    }
    #expect {
      try Explanation.text(of: "euler-maruyma", plain)
    } throws: {
      "\($0)".contains("did you mean \"euler-maruyama\"?")
    }
    #expect {
      try Catalogue(named: "theorem")
    } throws: {
      "\($0)".contains("did you mean \"theorems\"?")
    }
    #expect(try Catalogue(named: "engines") == .engines)
  }

  @Test("experiments that are out of reach are missing, and not none")
  func noExperiments() throws {
    let folder = temporaryFolder()
    defer { removeFolder(folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    #expect {
      try ExperimentFolder.found(workingFolder: folder, executable: folder + "/rankfall")
    } throws: { ($0 as? DiagnosticError)?.exitCode == 66 }
    let root = ExperimentFixtures.shippedFolder.deletingLastPathComponent().path
    #expect(try !ExperimentFolder.found(workingFolder: root, executable: nil).isEmpty)
  }

  @Test("witnesses take no more threads than there are trials", .timeLimit(.minutes(1)))
  func threads() throws {
    #expect(try WitnessTrials(of: []).run(threads: 1_000_000_000).isEmpty)
  }

  @Test("the schema is JSON that describes every key")
  func schema() throws {
    let data = Data(ExperimentSchema.document.written().utf8)
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let kinds = try #require(document["$defs"] as? [String: [String: Any]])
    for (name, fields, required) in [
      ("experiment-on-linear-networks", ExperimentFields.experiment, ["title", "runs"]),
      ("experiment-on-trainings", TrainExperimentFields.all, ["title", "train"]),
    ] {
      let kind = try #require(kinds[name])
      let properties = try #require(kind["properties"] as? [String: Any])
      #expect(Set(properties.keys) == Set(fields.map(\.name)))
      #expect(kind["additionalProperties"] as? Bool == false)
      #expect(kind["required"] as? [String] == required)
    }
    #expect((document["if"] as? [String: [String]])?["required"] == ["train"])
    for (name, fields) in [("run", ExperimentFields.run), ("training", TrainFields.all)] {
      let properties = try #require(kinds[name]?["properties"] as? [String: Any])
      #expect(Set(properties.keys) == Set(fields.map(\.name)))
    }
  }

  @Test("the standard value and the example of every key are valid")
  func standards() throws {
    for field in ExperimentFields.run where field.standard != nil {
      let standard = try #require(field.standard)
      guard !["batch", "sampling", "reading", "looks"].contains(field.name) else { continue }
      _ = try ExperimentFixtures.experiment(small: ["\(field.name)=\(standard)"])
    }
  }

  @Test("every theorem is explained with its statement, formula, source and counterexamples")
  func explanations() throws {
    for theorem in theorems {
      let text = try Explanation.text(of: theorem.claim.name, plain)
      #expect(text.contains(theorem.claim.source) && text.contains("Notes/\(theorem.claim.name).md"))
      for name in theorem.counterexamples { #expect(text.contains("- \(name)")) }
    }
    let fields = try Explanation.text(of: "fields", plain)
    #expect(fields.contains("learning_rate"))
    #expect { try Explanation.text(of: "determinant-decoy", plain) } throws: {
      "\($0)".contains("did you mean \"determinant-decay\"?")
    }
  }

  @Test("lists are not empty", arguments: [Catalogue.theorems, .observables, .integrators, .engines])
  func lists(_ catalogue: Catalogue) {
    #expect(catalogue.written(plain).split(separator: "\n").count > 3)
  }

  @Test("tables are aligned, and colours stand only where they are wanted")
  func tables() {
    var table = TextTable([("name", .left), ("value", .right)])
    table.add(["a", .init("1", .good)], note: "why")
    table.add(["longer", "-12.5"])
    #expect(table.written(plain) == "name    value\na           1\n    why\nlonger  -12.5")
    #expect(table.written(TerminalStyle(hasColor: true)).contains("\u{1B}[32m1\u{1B}[0m"))
    let refused = TerminalStyle.standardOutput(environment: ["NO_COLOR": "1"])
    #expect(!refused.hasColor)
  }

  @Test("numbers are readable", arguments: [(1.0, "1"), (-3.963323081, "-3.96332"), (1e-12, "1e-12")])
  func numbers(_ value: Double, _ text: String) { #expect(readable(value) == text) }

  @Test("the fingerprint is FNV-1a, by its published values")
  func fingerprint() {
    #expect(Fingerprint([]).text == "cbf29ce484222325")
    #expect(Fingerprint("a".utf8).text == "af63dc4c8601ec8c")
    #expect(Fingerprint("foobar".utf8).text == "85944171f73967e8")
  }

  @Test("doctor finds OpenBLAS behind cblas_dgemm")
  func doctor() throws {
    let blas = try #require(Doctor().findings.first { $0.what == "BLAS" })
    #expect(blas.value.contains("openblas"))
  }
}
