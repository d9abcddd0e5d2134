import Matrices
import Simulation

/// Weights that were moved by random slabs, with all that bounds of their rank are made of.
public struct SlabWalk: Sendable {
  public let slabs: RandomSlabs
  public let forgetting: Forgetting
  public let updates: Int
  /// W_{T-1} and W_T
  public let before: Matrix
  public let weights: Matrix
  /// The last updates, and spectra on the way.
  public let history: LayerHistory
  /// The largest Frobenius norm at a look.
  public let largestNorm: Double

  /// Walks from weights of independent normal entries; nil if `progress` was cancelled.
  ///
  /// - Parameters:
  ///   - start: the deviation of the first weights; 0 for none.
  ///   - windows: numbers of updates before the end after which a norm will be asked for.
  public init?(
    _ slabs: RandomSlabs, _ forgetting: Forgetting, updates: Int, start: Double = 0, windows: [Int],
    progress: Progress = Progress()
  ) {
    self.init(slabs, forgetting, updates: updates, start: start, windows: windows, by: .rankfall, progress)
  }

  /// The same with the steps of an engine.
  init?(
    _ slabs: RandomSlabs, _ forgetting: Forgetting, updates: Int, start: Double = 0, windows: [Int],
    by engine: RankEngine, _ progress: Progress = Progress()
  ) {
    precondition(updates > 0, "a walk of \(updates) updates")
    self.slabs = slabs
    self.forgetting = forgetting
    self.updates = updates
    let capacity = Self.capacity(updates, windows)
    let size = min(slabs.outputs, slabs.inputs)
    let full = (size + slabs.batchSize - 1) / slabs.batchSize
    let looks = Self.looks(updates, windows, forgetting, filledAfter: full)
    var random = RandomStream(seed: slabs.seed, for: .initialization)
    random.begin(step: 0)
    var now = Matrix(slabs.outputs, slabs.inputs) { _, _ in start == 0 ? 0 : start * random.normal() }
    var last = now
    var history = LayerHistory(
      outputs: slabs.outputs, inputs: slabs.inputs, usesPerUpdate: slabs.batchSize, capacity: capacity)
    var largest = 0.0
    for step in 0..<updates {
      if looks.contains(step) {
        largest = max(largest, now.norm)
        // C10 asks for the first weights, C1 for the oldest that the recorded updates reach.
        let isKept = step == 0 || step == updates - capacity
        history.note(singularValues: now.weightSpectrum, weights: isKept ? now : nil)
      }
      let factors = slabs.update(step, forgetting)
      last = now
      now = engine.step(now, factors)
      history.append(factors)
      if step % 64 == 63 || step == updates - 1 {
        guard !progress.isCancelled else { return nil }
        progress.advance(by: step % 64 + 1)
      }
    }
    largestNorm = max(largest, now.norm)
    (before, weights, self.history) = (last, now, history)
  }

  /// How many of the last updates are recorded.
  public static func capacity(_ updates: Int, _ windows: [Int]) -> Int {
    max(1, min(updates, windows.max() ?? updates))
  }

  /// Before which updates spectra are taken: the first, those after which a norm will be asked for, half a memory before the end
  /// and a hundred times on the way through what is recorded, or through as many updates as can fill the matrix.
  static func looks(
    _ updates: Int, _ windows: [Int], _ forgetting: Forgetting, filledAfter full: Int
  ) -> Set<Int> {
    let capacity = capacity(updates, windows)
    let (half, longest) = (forgetting.memory / 2, min(updates, max(capacity, full)))
    let ages =
      windows + [capacity] + (1...100).map { ($0 * longest + 99) / 100 }
      + (half < Double(updates) ? [Int(half.rounded(.up))] : [])
    return Set(ages.filter { $0 >= 1 && $0 <= updates }.map { updates - $0 } + [0])
  }
}

/// The bounds that the past of such weights gives on their rank.
public struct SlabCertificates: Sendable {
  public let now: LayerRanks
  public let transport: TransportCertificates
  /// C1
  public let remainder: RemainderCheck?
  /// What roundings may have done to the sum of C1, over |W_T|_F, for roundings of size one.
  public let remainderRoundings: Double
  private let window: WindowCertificates
  private let clock: RankClock?
  private let minimumAge: Int

  /// Nil for weights without a rank.
  public init?(of walk: SlabWalk) {
    guard let now = LayerSpectrum(of: walk.weights).ranks else { return nil }
    self.now = now
    let history = walk.history
    transport = TransportCertificates(now: now, after: walk.updates, snapshots: history.snapshots)
    remainder = RemainderCheck(of: walk.weights, history: history)
    window = WindowCertificates(now: now, history: history)
    // A start of zero has no direction that could be left of it.
    clock = history.snapshots.first { $0.update == 0 && $0.spectralNorm > 0 }.flatMap {
      RankClock(of: walk.weights, since: $0, after: walk.updates)
    }
    let half = walk.forgetting.memory / 2
    minimumAge = half < Double(walk.updates) ? max(1, Int(half.rounded(.up))) : 1
    let n = remainder?.window ?? 0
    let kept = (0..<n).reduce(0) { $0 + history.window.product(ofLast: $1) }
    let terms = history.sum(ofLast: n).termNorms.reduce(0, +)
    remainderRoundings =
      Double(walk.slabs.batchSize + 4) * (kept * walk.largestNorm + terms) / walk.weights.norm
  }

  /// C2 to C4, C6 to C8 and C10, as far as there is a past for them.
  public func all(above threshold: Double) -> [RankCertificate] {
    [
      transport.exactRatio(above: threshold),
      transport.transported(above: threshold, minimumAge: minimumAge),
      transport.bootstrapped(above: threshold, minimumAge: minimumAge),
    ].compactMap(\.self) + window.all(above: threshold)
      + [clock?.atLeast(above: threshold), clock?.atMost(above: threshold)].compactMap(\.self)
  }
}
