import ArgumentParser
import Foundation
import Laboratory
import Plotting

struct SpectrumCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectrum", abstract: "Run eigenvalues that repel each other, from flags alone.",
    discussion: """
      Eigenvalues of a random matrix that moves obey an equation of their own: noise
      each, and a force between every two that grows as 1/distance. This runs it,
      draws the paths here, asks every theorem that applies, and keeps everything in
      a folder.

        dyson           dx = dB + ((beta/2) sum 1/(x - y) - confinement x) dt
        laguerre        dl = 2 sqrt(l) dB + beta (rows + sum (l + m)/(l - m)) dt
        multiplicative  Gamma = theta theta^T under noise that multiplies theta
        network         W1 W1^T of a network, one output, white inputs, label noise

      beta is 1 for real matrices, 2 for complex, 4 for quaternions; any number from
      1 on will do. The implicit method never lets two points pass each other,
      however long the step; Euler's, softened, is there to compare.

        rankfall spectrum dyson -n 8                       from one point, fanning out
        rankfall spectrum dyson --beta 2 --confinement 1   to the Gaussian ensemble
        rankfall spectrum laguerre -n 6 --rows 12          Wishart, from zero
        rankfall spectrum multiplicative --noise 0.2 --method euler --softening 0.01
        rankfall spectrum dyson -n 2 --confinement 2 --paths 4000 --json
        rankfall spectrum network                          rank falls
        rankfall spectrum network -n 200 --curvature 0 --time 0.01 --paths 20

      A network of p inputs is 3p + 1 numbers that move by themselves, at a cost of
      p^2 a step whatever its width (`rankfall explain spectral-closure`).

      `rankfall explain power-sums` says what is judged.
      """)

  @Argument(help: "dyson, laguerre, multiplicative or network.")
  var model: String

  @Option(
    name: [.customShort("n"), .long], parsing: .unconditional,
    help: "How many points or inputs; 8, or as many as --start has.")
  var size: Int?

  @Option(parsing: .unconditional, help: "1, 2, 4 or any number from 1 on (dyson, laguerre).")
  var beta: Double?

  @Option(parsing: .unconditional, help: "Rows of the matrix X, n + 2 otherwise, 1e12 at most (laguerre).")
  var rows: Double?

  @Option(parsing: .unconditional, help: "Linear pull towards zero, 0 otherwise (dyson).")
  var confinement: Double?

  @Option(parsing: .unconditional, help: "Decay of every eigenvalue, 0.05 otherwise (multiplicative).")
  var decay: Double?

  @Option(
    parsing: .unconditional, help: "Strength of the noise, 0.1 otherwise (multiplicative; eps of a network).")
  var noise: Double?

  @Option(parsing: .unconditional, help: "How many hidden units, 2 n otherwise (network).")
  var width: Int?

  @Option(
    parsing: .unconditional,
    help: "Curvature h of the loss, X^T X/n = h I; 1 otherwise, 0 is noise alone (network).")
  var curvature: Double?

  @Option(parsing: .unconditional, help: "Length of what the labels teach, 1 otherwise (network).")
  var signal: Double?

  @Option(
    parsing: .unconditional, help: "Deviation of the initial weights, 1/sqrt(width) otherwise (network).")
  var scale: Double?

  @Option(
    parsing: .unconditional,
    help: "Beside it, so many paths of the weights themselves: have both one law? (network)")
  var weights: Int?

  @Option(parsing: .unconditional, help: "zero, even, or numbers such as 0.5,1,2.")
  var start: String?

  @Option(help: "implicit or euler.")
  var method: String?

  @Option(
    parsing: .unconditional, help: "Distance within which Euler's repulsion is softened; 0.001 otherwise.")
  var softening: Double?

  @Option(parsing: .unconditional, help: "How long; the model's own otherwise.")
  var time: Double?

  @Option(
    parsing: .unconditional,
    help: "Length of a step, of which the time is a multiple; time/400, of a network time/1200 otherwise.")
  var step: Double?

  @Option(parsing: .unconditional, help: "How many looks on the way.")
  var looks = 100

  @Option(parsing: .unconditional, help: "How many paths.")
  var paths = 200

  @Option(parsing: .unconditional, help: "The seed of the noise.")
  var seed: UInt64 = 1

  @OptionGroup var folder: FolderOptions

  @OptionGroup var speech: SpeechOptions

  func validate() throws {
    try check(seed: seed)
    guard paths > 0, looks > 0 else { throw ValidationError("--paths and --looks must be 1 or more") }
  }

  private var request: SpectrumRequest {
    var request = SpectrumRequest(model: model)
    request.size = size
    (request.beta, request.rows, request.confinement) = (beta, rows, confinement)
    (request.decay, request.noise, request.width) = (decay, noise, width)
    (request.curvature, request.signal, request.scale) = (curvature, signal, scale)
    request.weights = weights
    (request.start, request.method, request.softening) = (start, method, softening)
    (request.time, request.step, request.looks) = (time, step, looks)
    (request.paths, request.seed, request.threads) = (paths, seed, folder.threads)
    return request
  }

  func run() throws {
    try reporting {
      let subject = try request.subject()
      try SpectrumFolder.checkWritable(folder.output)
      let total = subject.totalSteps
      let (result, kept, warnings) = try withProgress("spectrum", steps: total, quiet: folder.quiet) {
        let result = try SpectrumRun(subject, progress: $0)
        let kept = SpectrumFolder(result, in: folder.output)
        return (result, kept, try kept.write(command: folder.command, formats: folder.formats))
      }
      for warning in warnings { complain("warning: \(warning)") }
      if speech.json {
        print(
          JSONText.object([
            "folder": .text(kept.path), "setting": result.json,
            "verdicts": .array(result.verdicts.map(\.json)), "events": .text(result.events),
          ]).written())
      } else if !folder.quiet {
        print(result.picture(speech.style))
        print(VerdictTable.written(result.verdicts, speech.style))
        print("\(result.events).")
        print("\(VerdictTable.summary(result.verdicts)); everything is in \(kept.path)")
      }
      if result.endedEarly > 0 {
        complain(
          "\(result.endedEarly) of \(result.record.trajectories) paths ended early, at numbers that are not finite: "
            + "exit code 1")
      }
      guard result.verdicts.allSatisfy(\.isExpected), result.endedEarly == 0 else { throw ExitCode(1) }
    }
  }
}
