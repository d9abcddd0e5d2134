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
        rankfall compress results/digits-grid-9a8b7c6d --run NAME --ranks 8
        rankfall compress W.npz --data digits --train 1000 --ranks 8

      RUN is a folder of `rankfall train`, which says itself how it was trained, or
      of `rankfall run` with the --run in it; a run's own folder will do, too. A
      convolution becomes one of r filters with a convolution of one pixel behind
      it; layers position by position and those in residual blocks are cut alike,
      and attention stays whole. Of an archive say --data and how they were chosen,
      and --layers where these are not linear ones with rectifiers between them:

        rankfall compress W.npz --data digits --layers conv16k3p1-64 --ranks 4

      --then-train goes on for so many passes over the data with both factors as
      layers, with the batches, the learning rate and the decay that the network
      would have seen; decay of both factors is a decay of the nuclear norm of their
      product. The folder that is written holds the table, the figure, and each
      network in factors.
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders of `rankfall train`, of runs of an experiment, or archives of weights.",
      valueName: "run-or-npz"), completion: .file())
  var networks: [String]

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("A run in a folder of `rankfall run`; may be given several times.", valueName: "name"))
  var runs: [String] = []

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

  @Option(
    help: ArgumentHelp(
      "Of an archive: its layers but the last, as `train --layers` has them.", valueName: "layers"))
  var layers: String?

  @Option(parsing: .unconditional, help: "Of an archive: how many samples to train on, drawn by the seed.")
  var train: Int?

  @Option(parsing: .unconditional, help: "Of an archive: how many to test on.")
  var test: Int?

  @Option(help: "Of an archive: inputs to mean 0 and variance 1: input, channel, whole, or none.")
  var standardise: String?

  @Option(parsing: .unconditional, help: "Of an archive: the batch size of --then-train; 16 otherwise.")
  var batch: Int?

  @Option(
    parsing: .unconditional,
    help: "Of an archive: the seed that chooses samples and batches; 1 otherwise.")
  var seed: UInt64?

  @Flag(help: "Of an archive: double precision; single otherwise.")
  var double = false

  @OptionGroup var folder: FolderOptions

  @OptionGroup var speech: SpeechOptions

  func validate() throws {
    try check(seed: seed ?? 1)
    guard !networks.isEmpty else {
      throw ValidationError("name a folder of `rankfall train`, a run of an experiment, or an .npz")
    }
    guard runs.isEmpty || networks.count == 1 else {
      throw ValidationError("--run goes with one folder: of several name the runs' own folders in them")
    }
  }

  private func request() throws -> CompressRequest {
    var request = CompressRequest()
    try request.setChoices(ranks: ranks, thresholds: eps)
    (request.cutsHead, request.passes, request.threads) = (head, thenTrain, folder.threads)
    (request.learningRate, request.weightDecay) = (learningRate, weightDecay)
    // Before anything is multiplied with the passes.
    try request.check()
    return request
  }

  /// What was said that only an archive needs to be told.
  private var ofArchives: [String] {
    [
      ("--data", data != nil), ("--layers", layers != nil), ("--train", train != nil),
      ("--test", test != nil),
      ("--standardise", standardise != nil), ("--batch", batch != nil), ("--seed", seed != nil),
      ("--double", double),
    ].filter(\.1).map(\.0)
  }

  private func subjects(_ network: String) throws -> [CompressSubject] {
    guard CompressSubject.isArchive(network) else {
      guard ofArchives.isEmpty else {
        throw LaboratoryError.unknown(
          "\(ofArchives.joined(separator: ", ")) of \(network), which says itself how it was trained",
          cure: "leave it out, or name the weights.npz in the folder")
      }
      if let kept = try KeptRun.found(in: network, named: runs) {
        return try kept.map { try CompressSubject($0, threads: folder.threads) }
      }
      let words = try CompressSubject.command(of: network)
      var request = try TrainCommand.parse(Array(words.dropFirst(2))).request()
      // Recorded updates are of no use here.
      (request.hasCertificates, request.threads) = (false, folder.threads)
      return [try CompressSubject(run: network, request)]
    }
    guard let data else {
      throw LaboratoryError.unknown(
        "what does the network of \(network) work on?", cure: "say --data, such as --data digits")
    }
    guard thenTrain == 0 || learningRate != nil else {
      throw LaboratoryError.unknown(
        "--then-train of \(network), which has no learning rate of its own",
        cure: "add --lr, such as --lr 0.1")
    }
    var request = TrainRequest(data: data)
    (request.train, request.test, request.standardise) = (train, test, standardise)
    (request.batchSize, request.seed, request.isDouble) = (batch ?? 16, seed ?? 1, double)
    request.threads = folder.threads
    return [try CompressSubject(weights: network, request, layers: layers)]
  }

  func run() throws {
    try reporting {
      let request = try request()
      let subjects = try networks.flatMap(subjects)
      let (result, kept, warnings) = try withProgress(
        "compress", steps: CompressRun.steps(subjects, request), quiet: folder.quiet || thenTrain == 0
      ) {
        let result = try CompressRun(subjects, request, progress: $0)
        let kept = CompressFolder(result, in: folder.output)
        return (result, kept, try kept.write(command: folder.command, formats: folder.formats))
      }
      for warning in warnings { complain("warning: \(warning)") }
      if speech.json {
        print(JSONText.object(["folder": .text(kept.path), "result": result.json]).written())
      } else if !folder.quiet {
        print(CompressTables(result).written(speech.style))
        print("everything is in \(kept.path)")
      }
      if result.diverged > 0 {
        complain("\(result.diverged) trainings after a cut diverged: exit code 1")
        throw ExitCode(1)
      }
    }
  }
}
