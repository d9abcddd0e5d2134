import ArgumentParser
import Laboratory

struct BoundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bound", abstract: "Bound the ranks of a network that was trained elsewhere.",
    discussion: """
      SGD with weight decay forgets: W' = (1 - mu weight_decay) W - mu gradient,
      and a gradient of a batch has rank r1 = uses a sample x batch size at
      most. So W is, up to eps, a sum of the last few gradients, and its rank is
      at most r1 log(2/eps) / (mu weight_decay). This prints the ranks of every
      layer and what bounds them. In Python, once the network is trained:

        s = model.state_dict()
        numpy.savez("W.npz", **{k: v.cpu().numpy() for k, v in s.items()})

      Then:

        rankfall bound --weights W.npz --lr 0.1 --wd 0.001 --batch 16
        ... --uses conv1=49                     a convolution of 49 patches
        ... --schedule 3000x0.1,1000x0.02       instead of --lr
        ... --previous W-earlier.npz --updates 1000

      --wd is PyTorch's weight_decay. Theory writes lambda |W|^2 into the loss,
      and lambda is half of it: --lambda. Both are printed, since a bound is off
      by a factor of two where they are confused. An earlier archive, or norms
      (a table with a column `ago` and one a layer), gives bounds that take
      nothing for granted: C2, C3, C4 and C10 of Notes/rank-certificates.md. If
      the weights contradict what was said, the exit code is 1; an archive from
      early in training, a few updates apart, sees a wrong decay best. With
      --momentum old weights count together with those one update before them:
      --previous and --before-previous, or norms with both `ago` and ago + 1.
      """)

  @Option(
    help: ArgumentHelp("The network's arrays.", valueName: "npz"), completion: .file(extensions: ["npz"]))
  var weights: [String]

  @Option(name: .customLong("lr"), parsing: .unconditional, help: "The learning rate mu at the end.")
  var learningRate: Double?

  @Option(
    help: ArgumentHelp("Instead of --lr: updates x rate, from first to last.", valueName: "3000x0.1,..."))
  var schedule: String?

  @Option(name: .customLong("wd"), parsing: .unconditional, help: "PyTorch's weight_decay.")
  var weightDecay: Double?

  @Option(parsing: .unconditional, help: "Instead of --wd: theory's lambda, weight_decay/2.")
  var lambda: Double?

  @Option(name: .customLong("batch"), parsing: .unconditional, help: "The batch size B.")
  var batchSize: Int

  @Option(
    help: ArgumentHelp(
      "How often a sample uses a layer's weights (patches, tokens).", valueName: "layer=number"))
  var uses: [String] = []

  @Option(name: .customLong("eps"), parsing: .unconditional, help: "Thresholds, with commas between them.")
  var thresholds = "0.1,0.01,0.001"

  @Option(help: ArgumentHelp("Earlier norms: a table with a column `ago` and one a layer.", valueName: "csv"))
  var norms: String?

  @Option(help: ArgumentHelp("The network's arrays some updates ago.", valueName: "npz"))
  var previous: String?

  @Option(parsing: .unconditional, help: "How many updates ago that was.")
  var updates: Int?

  @Option(help: ArgumentHelp("With momentum: the arrays one update before those.", valueName: "npz"))
  var beforePrevious: String?

  @Option(parsing: .unconditional, help: "Momentum of PyTorch's SGD.")
  var momentum = 0.0

  @Flag(help: "The decay was beside the step (SGDW), not in the gradient; differs with momentum only.")
  var decoupled = false

  @Option(help: "The last layer, or `none`; the last dense weights otherwise.")
  var head: String?

  @Option(help: ArgumentHelp("A projection beside other layers; not in the mean.", valueName: "layer"))
  var shortcut: [String] = []

  @Option(help: ArgumentHelp("A layer with a batch normalisation right after it.", valueName: "layer"))
  var batchNorm: [String] = []

  @Flag(help: "The loss is cross-entropy: the head's updates have rank at most classes - 1.")
  var crossEntropy = false

  @OptionGroup var speech: SpeechOptions

  func validate() throws {
    guard weights.count == 1 else {
      throw ValidationError("--weights names one archive, not \(weights.count); an earlier one is --previous")
    }
  }

  private func request() throws -> BoundRequest {
    var request = BoundRequest(weights: weights[0], batchSize: batchSize)
    (request.learningRate, request.weightDecay, request.lambda) = (learningRate, weightDecay, lambda)
    (request.schedule, request.momentum, request.uses) = (schedule, momentum, uses)
    (request.norms, request.previous, request.updates) = (norms, previous, updates)
    (request.head, request.shortcuts, request.beforePrevious) = (head, shortcut, beforePrevious)
    (request.batchNormalised, request.isCrossEntropy) = (batchNorm, crossEntropy)
    request.isDecoupled = decoupled
    try request.setThresholds(thresholds)
    return request
  }

  func run() throws {
    try reporting {
      let report = try BoundReport(try request())
      print(speech.json ? report.json.written() : BoundTables(report).written(speech.style))
      guard report.isConsistent else { throw ExitCode(1) }
    }
  }
}
