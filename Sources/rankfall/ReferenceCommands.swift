import ArgumentParser
import Laboratory

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List theorems, experiments, observables, integrators or engines.",
    discussion: """
        rankfall list theorems
        rankfall list observables --json
      """)

  @Argument(
    help: "theorems, experiments, observables, integrators or engines.",
    completion: .list(Catalogue.allCases.map(\.rawValue)))
  var what = Catalogue.theorems.rawValue

  @OptionGroup var speech: SpeechOptions

  func run() throws {
    try reporting {
      let catalogue = try Catalogue(named: what)
      print(speech.json ? catalogue.json.written() : catalogue.written(speech.style))
    }
  }
}

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain a theorem, a key of an experiment file, or what `list` names.",
    discussion: """
        rankfall explain determinant-decay
        rankfall explain fields              every key of an experiment file
        rankfall explain time_step           one key
        rankfall explain euler-maruyama      an integrator, observable or engine
      """)

  @Argument(help: "A theorem's name or label, `fields`, a key, or a name that `list` prints.")
  var topic: String

  @OptionGroup var speech: SpeechOptions

  func run() throws {
    try reporting {
      if speech.json, let document = Explanation.json(of: topic) {
        print(document.written())
      } else {
        let text = try Explanation.text(of: topic, speech.style)
        print(speech.json ? JSONText.object(["text": .text(text)]).written() : text)
      }
    }
  }
}

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a commented experiment file that runs as it is.",
    discussion: """
        rankfall new my-question             writes my-question.yaml; never overwrites
        rankfall new my-question --train     the same for trained networks
      """)

  @Argument(help: "The name of the experiment.")
  var name: String

  @Flag(help: "For trainings of networks of any depth.")
  var train = false

  func run() throws {
    try reporting {
      let path = try ExperimentTemplate.write(name: name, trains: train)
      print("\(path) is there; `rankfall check \(path)` says what it would run")
    }
  }
}

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of experiment files, for editors.",
    discussion: """
        rankfall schema > experiment.schema.json
        # and as the first line of an experiment, for the YAML language server:
        # yaml-language-server: $schema=experiment.schema.json
      """)

  func run() { print(ExperimentSchema.document.written()) }
}

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Say what this machine has: libraries, speed, gnuplot.",
    discussion: """
        rankfall doctor
      """)

  @OptionGroup var speech: SpeechOptions

  func run() throws {
    let doctor = Doctor()
    print(speech.json ? doctor.json.written() : doctor.written(speech.style))
    guard doctor.exitCode == 0 else { throw ExitCode(doctor.exitCode) }
  }
}
