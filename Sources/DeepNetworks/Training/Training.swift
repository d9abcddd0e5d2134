import Learning
import Simulation

/// The training of a network as a dynamics: its state is the weights, the running moments and the method's buffers; its noise
/// is the batch; a step is one update,
///
///     W <- beta W - (mu / B) D^T A    with beta = 1 - mu x weight decay,
///
/// one product a layer, from the last layer to the first, where there is no momentum. A step allocates nothing unless updates are
/// recorded.
public struct Training<Element: NetworkElement>: Dynamics {
  public typealias State = TrainingState<Element>

  public let setting: TrainingSetting
  private let samples: TrainingSamples<Element>
  private let rateFactors: [Double]
  private let decayFactors: [Double]
  /// Gets the factors of every weight's update.
  public var recorder: UpdateRecorder?
  /// Another rule than the gradient for some operations.
  public var gradientRule: GradientRule<Element>?
  /// Another rule than the gradient of the loss at the outputs.
  public var outputRule: OutputRule<Element>?
  /// Whether batch normalisation uses its running moments in training too.
  var normalizesByMemory = false

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public init(_ setting: TrainingSetting, recorder: UpdateRecorder? = nil) {
    self.setting = setting
    self.recorder = recorder
    samples = TrainingSamples(setting.samples, for: setting.network)
    rateFactors = setting.network.spread(setting.rateFactors)
    decayFactors = setting.network.spread(setting.decayFactors)
    if case .crossEntropy = setting.loss {
      precondition(setting.samples.classes != nil, "cross-entropy of samples without classes")
      precondition(setting.labelNoise.variance == 0, "noise on the targets of a cross-entropy")
    }
    if case .logistic = setting.loss {
      precondition(
        setting.samples.targets?.allSatisfy { abs($0) == 1 } ?? false,
        "logistic loss of targets that are not 1 or -1")
    }
    precondition(
      setting.labelFlips == 0
        || (setting.labelFlips > 0 && setting.labelFlips <= 1 && (setting.samples.classes ?? 0) > 1),
      "classes flipped with probability \(setting.labelFlips)")
  }

  /// One update.
  public var timeStep: Double { 1 }

  public func makeNoise(lanes: Int) -> TrainingNoise { TrainingNoise(setting) }

  public func draw(_ noise: inout TrainingNoise, from random: inout RandomStream) {
    noise.draw(from: &random)
  }

  /// Scratch memory of a step.
  public struct Workspace {
    public let memory: NetworkMemory<Element>
    var targets: LossTargets<Element>
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func makeWorkspace(for state: State) -> Workspace {
    Workspace(
      memory: NetworkMemory(setting.network, batchSize: setting.batchSize),
      targets: LossTargets(batchSize: setting.batchSize, outputs: samples.outputCount))
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func step(_ state: inout State, drivenBy noise: TrainingNoise, in workspace: inout Workspace) {
    let memory = workspace.memory
    samples.gather(noise.samples, factors: noise.inputs, into: memory.values[0])
    workspace.targets.gather(noise.samples, of: samples, noise: noise.labels, flips: noise.flips)
    let updates = state.updates
    state.weights.withWriting { weights in
      state.velocity.withWriting { velocity in
        state.squares.withWriting { squares in
          ForwardPass(memory: memory, weights: weights, mode: normalizesByMemory ? .evaluating : .training)
            .run()
          // A gradient of which the direction alone counts may be as large as is good for it.
          let isUnit = setting.descent.method == .unitGradient
          _ = setting.loss.evaluate(
            memory, samples, workspace.targets, differentiates: true, isRelative: isUnit)
          outputRule?.alter(memory, workspace.targets.labels)
          let receiver = ParameterUpdate(
            rule: rule, memory: memory, weights: weights, velocity: velocity, squares: squares,
            learningRate: setting.descent.learningRate(at: updates),
            weightDecay: setting.descent.weightDecay, updates: updates, rateFactors: rateFactors,
            decayFactors: decayFactors, recorder: recorder)
          BackwardPass(memory: memory, weights: weights, receiver: receiver, rule: gradientRule).run()
          if isUnit { receiver.descendAlongGradient() }
        }
      }
    }
    state.updates += 1
  }

  private var rule: ParameterUpdate<Element>.Rule {
    let isCoupled = setting.descent.decay == .coupled
    return switch setting.descent.method {
    case .plain: .plain
    case .unitGradient: .gradient
    case .heavyBall(let momentum): .heavyBall(momentum: momentum, isCoupled: isCoupled)
    case .adam(let adam): .adam(adam, isCoupled: isCoupled)
    }
  }
}

/// Changes the gradients at the outputs of a batch, given the classes of its samples.
public struct OutputRule<Element: NetworkElement>: Sendable {
  public let alter: @Sendable (NetworkMemory<Element>, [Int64]) -> Void

  public init(altering alter: @escaping @Sendable (NetworkMemory<Element>, [Int64]) -> Void) {
    self.alter = alter
  }
}

extension Network {
  /// Factors given weight by weight, for every parameter: what follows a weight shares its factor.
  func spread(_ factors: [Double]) -> [Double] {
    guard !factors.isEmpty else { return Array(repeating: 1, count: parameters.count) }
    precondition(factors.count == weights.count, "\(factors.count) factors for \(weights.count) weights")
    var weight = -1
    return parameters.map {
      if $0.kind == .weight { weight += 1 }
      return weight < 0 ? 1 : factors[weight]
    }
  }
}

extension Training {
  /// The gradient of a batch's mean loss by every number of the network, without decay, and the loss. For tests and ledgers, not
  /// for steps: it allocates.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func gradient(
    at state: State, drivenBy noise: TrainingNoise
  ) -> (loss: Double, gradient: TrainingState<Element>) {
    let workspace = makeWorkspace(for: state)
    let memory = workspace.memory
    var targets = workspace.targets
    samples.gather(noise.samples, factors: noise.inputs, into: memory.values[0])
    targets.gather(noise.samples, of: samples, noise: noise.labels, flips: noise.flips)
    var point = state
    var gradient = state
    gradient.weights = NumberBuffer(zeros: state.weights.count)
    var loss = 0.0
    point.weights.withWriting { weights in
      gradient.weights.withWriting { slope in
        ForwardPass(memory: memory, weights: weights, mode: normalizesByMemory ? .evaluating : .training)
          .run()
        loss = setting.loss.evaluate(memory, samples, targets, differentiates: true)
        outputRule?.alter(memory, targets.labels)
        BackwardPass(
          memory: memory, weights: weights,
          receiver: ParameterUpdate(
            rule: .gradient, memory: memory, weights: weights, velocity: slope, squares: nil, learningRate: 0,
            weightDecay: 0, updates: state.updates, rateFactors: rateFactors, decayFactors: decayFactors,
            recorder: recorder),
          rule: gradientRule
        ).run()
      }
    }
    return (loss / Double(setting.batchSize), gradient)
  }
}
