import ArgumentParser
import Foundation
import Laboratory
import Plotting

struct CompressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compress",
    abstract: "Cut the weights of trained networks to a low rank, and see what is lost.",
    discussion: """
      A p x q matrix of rank r is a product of two with r (p + q) numbers together:
      fewer, if r is less than p q / (p + q). Cutting the singular values after the
      r largest gives the nearest matrix of rank r; how much worse the network is
      then, is an experiment:

        rankfall compress results/train-digits-1a2b3c4d --ranks 4,8,16
        rankfall compress RUN1 RUN2 --eps 0.1,0.01      two networks, one figure
        rankfall compress RUN --ranks 8 --then-train 20 train the factors on
        rankfall compress W.npz --data digits --train 1000 --ranks 8

      RUN is a folder of `rankfall train`, which says itself how it was trained. Of
      an archive say --data and how they were chosen; its layers are linear ones
      with rectifiers between them. --then-train goes on for so many passes over the
      data with both factors as layers, with the batches, the learning rate and the
      decay that the network would have seen; decay of both factors is a decay of
      the nuclear norm of their product. The folder that is written holds the table,
      the figure, and each network in factors.
      """)

  @Argument(
    help: ArgumentHelp("Folders of `rankfall train`, or archives of weights.", valueName: "run-or-npz"),
    completion: .file())
  var networks: [String]

  @Option(
    parsing: .unconditional, help: "Ranks with commas; powers of two where neither these nor --eps are given."
  )
  var ranks: String?

  @Option(
    parsing: .unconditional,
    help: "Thresholds: each weight gets its rank above eps times its largest singular value.")
  var eps: String?

  @Flag(help: "Cut the last layer too.")
  var head = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Train on after the cut, so many passes over the data.", valueName: "passes"))
  var thenTrain = 0

  @Option(
    name: .customLong("lr"), parsing: .unconditional,
    help: "The learning rate of that; the last one of the network otherwise.")
  var learningRate: Double?

  @Option(
    name: .customLong("wd"), parsing: .unconditional, help: "Its weight_decay; that of the network otherwise."
  )
  var weightDecay: Double?

  @Option(help: ArgumentHelp("What the network of an archive works on.", valueName: "data"))
  var data: String?

  @Option(parsing: .unconditional, help: "Of an archive: how many samples to train on, drawn by the seed.")
  var train: Int?

  @Option(parsing: .unconditional, help: "Of an archive: how many to test on.")
  var test: Int?

  @Option(help: "Of an archive: inputs to mean 0 and variance 1: input, channel, whole, or none.")
  var standardise: String?

  @Option(parsing: .unconditional, help: "Of an archive: the batch size of --then-train.")
  var batch = 16

  @Option(parsing: .unconditional, help: "Of an archive: the seed that chooses samples and batches.")
  var seed: UInt64 = 1

  @Flag(help: "Of an archive: double precision; single otherwise.")
  var double = false

  @Option(
    parsing: .unconditional, help: "Threads; the results do not depend on it. All processors otherwise.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Option(name: .shortAndLong, help: "The folder of the folder that is written.")
  var output = "results"

  @Option(help: "A format of the figure beside svg: pdf or png.")
  var format: [String] = []

  @Flag(name: .shortAndLong, help: "No progress bar, no table.")
  var quiet = false

  @OptionGroup var speech: SpeechOptions

  func validate() throws {
    guard !networks.isEmpty else { throw ValidationError("name a folder of `rankfall train`, or an .npz") }
    try check(threads: threads, output: output)
    try check(seed: seed)
    for word in format where FigureFormat(rawValue: word) == nil {
      throw ValidationError("--format must be svg, pdf or png, not '\(word)'")
    }
  }

  private func request() throws -> CompressRequest {
    var request = CompressRequest()
    try request.setChoices(ranks: ranks, thresholds: eps)
    (request.cutsHead, request.passes, request.threads) = (head, thenTrain, threads)
    (request.learningRate, request.weightDecay) = (learningRate, weightDecay)
    return request
  }

  private func subject(_ network: String) throws -> CompressSubject {
    guard CompressSubject.isArchive(network) else {
      let words = try CompressSubject.command(of: network)
      var request = try TrainCommand.parse(Array(words.dropFirst(2))).request()
      // Recorded updates are of no use here.
      (request.hasCertificates, request.threads) = (false, threads)
      return try CompressSubject(run: network, request)
    }
    guard let data else {
      throw LaboratoryError.unknown(
        "what does the network of \(network) work on?", cure: "say --data, such as --data digits")
    }
    var request = TrainRequest(data: data)
    (request.train, request.test, request.standardise) = (train, test, standardise)
    (request.batchSize, request.seed, request.isDouble) = (batch, seed, double)
    request.threads = threads
    return try CompressSubject(weights: network, request)
  }

  func run() throws {
    try reporting {
      let request = try request()
      let subjects = try networks.map(subject)
      let result = try withProgress(
        "compress", steps: CompressRun.steps(subjects, request), quiet: quiet || thenTrain == 0
      ) { try CompressRun(subjects, request, progress: $0) }
      let folder = CompressFolder(result, in: output)
      let formats = [.svg] + format.compactMap(FigureFormat.init(rawValue:)).filter { $0 != .svg }
      let command = ["rankfall"] + CommandLine.arguments.dropFirst()
      for warning in try folder.write(command: command, formats: formats) { complain("warning: \(warning)") }
      if speech.json {
        print(JSONText.object(["folder": .text(folder.path), "result": result.json]).written())
      } else if !quiet {
        print(CompressTables(result).written(speech.style))
        print("everything is in \(folder.path)")
      }
      if result.diverged > 0 {
        complain("\(result.diverged) trainings after a cut diverged: exit code 1")
        throw ExitCode(1)
      }
    }
  }
}
