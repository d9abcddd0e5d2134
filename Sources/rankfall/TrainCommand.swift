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

      --layers names what is between inputs and outputs, first to last, joined by -:

        128               fully connected, of 128 units
        conv16k3s2p1      16 kernels of 3 x 3, stride 2 (else 1), padding 1 (else 0)
        positionwise32    fully connected on every pixel or token for itself
        attention8        self-attention, queries and keys of 8 numbers
        residual(64-64)   x + f(x); residual(64-32|32): the shortcut after the bar
        bn  relu          batch normalisation; rectifier
        100^10            ten times
        image8x8  rows    at the start: inputs are pixels; each row is a token

      Rectifiers are where they usually stand: after all weights and their bn, in a
      block after the sum, none after attention; but where the text has a relu it
      says them all. Images come with their shape (digits, IDX, CIFAR-10, an .npz
      with X of n x channels x height x width). Quote the parentheses. More in
      Notes/layers.md:

        rankfall train digits --layers conv16k4s4-conv32k2-64 --epochs 20
        rankfall train digits --layers 100^10 --batch-norm --epochs 20
        rankfall train digits --layers '64-residual(64-64)^2' --epochs 20
        rankfall train digits --layers 'rows-positionwise16-attention8-64' \\
          --epochs 20

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

      Interrupted by Ctrl-C, SIGTERM or worse, a training stands in
      train-DATA-HASH.partial, with the updates that --certificates have recorded;
      the same command with --resume goes on, to the same bytes.

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

  @OptionGroup var resumption: ResumeOptions

  @OptionGroup var folder: FolderOptions

  @OptionGroup var speech: SpeechOptions

  func validate() throws { try check(seed: seed) }

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
    request.threads = folder.threads
    try request.setThresholds(eps)
    return request
  }

  func run() throws {
    try reporting {
      try TrainFolder.requireTools()
      let subject = try request().subject()
      var runner = TrainRunner()
      (runner.output, runner.beginning) = (folder.output, resumption.beginning)
      (runner.command, runner.formats) = (folder.command, folder.formats)
      runner.checkpointInterval = resumption.checkpoint
      if resumption.resume, let finished = runner.finished(subject) {
        return try report(finished)
      }
      if let memory = subject.memoryText, !folder.quiet { complain(memory) }
      if let cost = subject.costText, !folder.quiet { complain(cost) }
      let seen = TrainNote()
      let outcome = try withProgress(
        "train", steps: subject.totalUpdates, quiet: folder.quiet, note: { seen.text }
      ) { progress in
        try runner.run(subject, progress: progress) { seen.note($0) }
      }
      for warning in outcome.warnings { complain("warning: \(warning)") }
      let (result, path) = (outcome.run, outcome.folder.path)
      if speech.json {
        print(
          JSONText.object([
            "folder": .text(path), "setting": subject.json, "result": result.summary,
            "verdicts": .array(result.verdicts.map(\.json)), "seconds": .number(result.seconds),
          ]).written())
      } else if !folder.quiet {
        print(TrainTables(result).written(speech.style))
        print("\n" + VerdictTable.written(result.verdicts, speech.style))
        for line in VerdictTable.silences(result.verdicts) { print(line) }
        print("\(VerdictTable.summary(result.verdicts)); everything is in \(path)")
      }
      if result.hasDiverged { complain("the training diverged: exit code 1") }
      guard result.verdicts.allSatisfy(\.isExpected), !result.hasDiverged else { throw ExitCode(1) }
    }
  }

  /// Of a training that is finished already.
  private func report(_ finished: RunFolder) throws {
    let verdicts = try finished.verdicts()
    if speech.json {
      print(
        JSONText.object(["folder": .text(finished.path), "verdicts": .array(verdicts.map(\.json))]).written())
    } else if !folder.quiet {
      complain("finished already: \(finished.path) (without --resume it is trained again)")
      print(VerdictTable.written(verdicts, speech.style))
    }
    guard verdicts.allSatisfy(\.isExpected) else { throw ExitCode(1) }
  }
}
