import ArgumentParser
import Foundation
import Laboratory
import Plotting

/// What a word means, on the command line and in experiment files.
private func word(_ name: String) -> ArgumentHelp { ArgumentHelp(TrainFields.summary(name)) }

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a deep network, and hold the rank of its layers against the bounds.",
    discussion: """
      A network of rectifiers is trained by SGD with weight decay, W' = beta W - mu
      gradient with beta = 1 - mu weight_decay. At looks its ranks are counted, at
      the end they are held against everything that bounds them, and all is kept in
      a folder.

        rankfall train digits --lr 0.1 --wd 0.01 --batch 16 --epochs 100
        rankfall train digits --batch 4 --wd 0.01 --updates 6000 --train 1000
        rankfall train gmm:classes=4,separation=4,inputs=64,samples=1000 \\
          --layers 512-512 --no-bias --batch 2 --lr 0.3 --wd 0.1 \\
          --updates 2000 --certificates
        rankfall train teacher:hidden=3,inputs=10 --layers 30 \\
          --label-noise 0.25 --updates 20000
        rankfall train separable:samples=60 --linear --layers 20-20 \\
          --loss logistic --unit-gradient --batch 60 --test 0 --lr 0.05 \\
          --updates 8000 --init gaussian:0.1
        rankfall train fashion-mnist --layers 512-512-512 --epochs 10
        rankfall train mine.npz --train 5000 --test 1000 --epochs 50

      Data: digits (8 x 8, shipped), mnist, fashion-mnist, cifar-10 where they
      usually lie, or their folder; an .npz with X and y; a .csv with the answer
      last; or drawn from a law, each with seed=0:

        gmm        classes=10,clusters=1,separation=3,inputs=64,samples=1000
        teacher    inputs=10,hidden=3,outputs=1,activation=relu,noise=0,samples=1000
        separable  inputs=10,margin=0.5,samples=1000; a margin of 4 at most

      Exactly one of --epochs and --updates says how long. With --epochs a smaller
      batch also means more updates, hence more decay: that alone can lower ranks.
      With --updates it does not. Both are worth a look before batch size is
      praised.

      --wd is PyTorch's weight_decay, 2 lambda; a rank above eps counts singular
      values above eps times the largest. A layer without a norm has collapsed: it
      has no rank. --certificates records the last updates (the memory is said
      first) and adds bounds that take nothing for granted
      (Notes/rank-certificates.md). weights.npz in the folder is read by numpy and
      by `rankfall bound --weights`.

      The same words in a file, under `train:`, may be swept over (`rankfall new
      --train`).
      """)

  @Argument(help: ArgumentHelp("A name, a name:parameters, or a path.", valueName: "data"))
  var data: String

  @Option(parsing: .unconditional, help: word("train"))
  var train: Int?

  @Option(parsing: .unconditional, help: word("test"))
  var test: Int?

  @Option(help: word("standardise"))
  var standardise: String?

  @Flag(help: word("targets"))
  var targets = false

  @Option(help: word("layers"))
  var layers = "128-128"

  @Flag(help: word("batch-norm"))
  var batchNorm = false

  @Flag(help: word("linear"))
  var linear = false

  @Flag(help: word("no-bias"))
  var noBias = false

  @Option(name: .customLong("init"), help: word("init"))
  var start = "he"

  @Flag(help: word("double"))
  var double = false

  @Option(help: word("loss"))
  var loss: String?

  @Option(name: .customLong("lr"), parsing: .unconditional, help: word("lr"))
  var learningRate = 0.1

  @Option(name: .customLong("wd"), parsing: .unconditional, help: word("wd"))
  var weightDecay: Double?

  @Option(parsing: .unconditional, help: word("lambda"))
  var lambda: Double?

  @Flag(help: word("decoupled"))
  var decoupled = false

  @Option(parsing: .unconditional, help: word("momentum"))
  var momentum = 0.0

  @Flag(help: word("unit-gradient"))
  var unitGradient = false

  @Option(help: word("schedule"))
  var schedule = "constant"

  @Option(name: .customLong("batch"), parsing: .unconditional, help: word("batch"))
  var batchSize = 16

  @Option(help: word("order"))
  var order = "shuffled"

  @Option(parsing: .unconditional, help: word("label-noise"))
  var labelNoise = 0.0

  @Option(parsing: .unconditional, help: word("label-flips"))
  var labelFlips = 0.0

  @Option(parsing: .unconditional, help: word("epochs"))
  var epochs: Int?

  @Option(parsing: .unconditional, help: word("updates"))
  var updates: Int?

  @Option(parsing: .unconditional, help: word("seed"))
  var seed: UInt64 = 1

  @Option(parsing: .unconditional, help: "Thresholds of ranks, with commas between them.")
  var eps = "0.1,0.01,0.001"

  @Option(parsing: .unconditional, help: word("looks"))
  var looks: Int?

  @Flag(help: word("certificates"))
  var certificates = false

  @Option(
    parsing: .unconditional, help: "Threads; the results do not depend on it. All processors otherwise.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Option(name: .shortAndLong, help: "The folder of the run folders.")
  var output = "results"

  @Option(help: "A format of the figures beside svg: pdf or png.")
  var format: [String] = []

  @Flag(name: .shortAndLong, help: "No progress bar, no table.")
  var quiet = false

  @OptionGroup var speech: SpeechOptions

  func validate() throws {
    try check(threads: threads, output: output)
    try check(seed: seed)
    for word in format where FigureFormat(rawValue: word) == nil {
      throw ValidationError("--format must be svg, pdf or png, not '\(word)'")
    }
  }

  func request() throws -> TrainRequest {
    var request = TrainRequest(data: data)
    (request.train, request.test, request.standardise) = (train, test, standardise)
    (request.isTarget, request.layers, request.isNormalized) = (targets, layers, batchNorm)
    (request.hasBiases, request.start, request.isDouble) = (!noBias, start, double)
    (request.loss, request.learningRate, request.weightDecay) = (loss, learningRate, weightDecay)
    (request.lambda, request.isDecoupled, request.momentum) = (lambda, decoupled, momentum)
    (request.schedule, request.batchSize, request.order) = (schedule, batchSize, order)
    (request.labelNoise, request.epochs, request.updates) = (labelNoise, epochs, updates)
    (request.labelFlips, request.isLinear, request.isUnitGradient) = (labelFlips, linear, unitGradient)
    (request.seed, request.looks, request.hasCertificates) = (seed, looks, certificates)
    request.threads = threads
    try request.setThresholds(eps)
    return request
  }

  func run() throws {
    try reporting {
      try TrainFolder.requireTools()
      let subject = try request().subject()
      if let memory = subject.memoryText, !quiet { complain(memory) }
      let seen = TrainNote()
      let result = try withProgress(
        "train", steps: subject.totalUpdates, quiet: quiet, note: { seen.text }
      ) { progress in
        try TrainRun(subject, progress: progress) { seen.note($0) }
      }
      let folder = TrainFolder(result, in: output)
      let formats = [.svg] + format.compactMap(FigureFormat.init(rawValue:)).filter { $0 != .svg }
      let command = ["rankfall"] + CommandLine.arguments.dropFirst()
      for warning in try folder.write(command: command, formats: formats) { complain("warning: \(warning)") }
      if speech.json {
        print(
          JSONText.object([
            "folder": .text(folder.path), "setting": subject.json, "result": result.summary,
            "verdicts": .array(result.verdicts.map(\.json)), "seconds": .number(result.seconds),
          ]).written())
      } else if !quiet {
        print(TrainTables(result).written(speech.style))
        print("\n" + VerdictTable.written(result.verdicts, speech.style))
        for line in VerdictTable.silences(result.verdicts) { print(line) }
        print("\(VerdictTable.summary(result.verdicts)); everything is in \(folder.path)")
      }
      if result.hasDiverged { complain("the training diverged: exit code 1") }
      guard result.verdicts.allSatisfy(\.isExpected), !result.hasDiverged else { throw ExitCode(1) }
    }
  }
}
