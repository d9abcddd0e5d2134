import CGSL

/// What a stream of random numbers is for; different purposes never share a number.
public enum RandomPurpose: UInt32, Sendable {
  case noise = 0
  case initialization = 1
  case data = 2
  case shuffling = 3
}

/// The random numbers of one trajectory: a function of (seed, purpose, trajectory, step, draw) and of nothing else, so
/// that threads, order of execution and restarts cannot change them. There is no state to save.
public struct RandomStream: Sendable {
  private let key: (UInt32, UInt32)
  private let trajectory: UInt32
  private let purpose: UInt32
  private var step: UInt64 = 0
  private var draw: UInt32 = 0
  private var block: Philox4x32.Words = (0, 0, 0, 0)
  private var unused = 0
  private var spareNormal: Double?

  public var lanes = 1
  private var others: [RandomStream] = []

  public init(seed: UInt64, trajectory: Int = 0, lanes: Int, for purpose: RandomPurpose = .noise) {
    self.init(seed: seed, trajectory: trajectory, for: purpose)
    self.lanes = lanes
    if lanes > 1 { others = (1..<lanes).map { RandomStream(seed: seed, trajectory: trajectory + $0, for: purpose) } }
  }

  public func lane(_ i: Int) -> RandomStream { var x = i == 0 ? self : others[i - 1]; x.others = []; x.lanes = 1; return x }
  public mutating func fillNormals(_ out: UnsafeMutablePointer<Double>, count: Int, deviation: Double = 1) {
    for c in 0..<count { out[c * lanes] = deviation * normal(); for l in others.indices { out[c * lanes + l + 1] = deviation * others[l].normal() } }
  }
  public mutating func fillSigns(_ out: UnsafeMutablePointer<Double>, count: Int, deviation: Double = 1) {
    for c in 0..<count { out[c * lanes] = deviation * sign(); for l in others.indices { out[c * lanes + l + 1] = deviation * others[l].sign() } }
  }
  public mutating func fillIndices(_ out: UnsafeMutablePointer<Int64>, count: Int, below: Int) {
    for c in 0..<count { out[c * lanes] = Int64(index(below: below)); for l in others.indices { out[c * lanes + l + 1] = Int64(others[l].index(below: below)) } }
  }
  public mutating func skip(pairs: Int) { for _ in 0..<pairs { _ = word(); _ = word(); for l in others.indices { _ = others[l].word(); _ = others[l].word() } } }

  public init(seed: UInt64, trajectory: Int = 0, for purpose: RandomPurpose = .noise) {
    self.init(
      key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)),
      trajectory: UInt32(trajectory), purpose: purpose.rawValue)
  }

  private init(key: (UInt32, UInt32), trajectory: UInt32, purpose: UInt32) {
    self.key = key
    self.trajectory = trajectory
    self.purpose = purpose
  }

  /// Moves to the first number of a step.
  public mutating func begin(step: Int) {
    self.step = UInt64(step)
    draw = 0
    unused = 0
    spareNormal = nil
    for l in others.indices { others[l].begin(step: step) }
  }

  /// The step whose numbers are being drawn.
  public var currentStep: Int { Int(step) }

  /// Whether two streams have seed, trajectory and purpose in common, so that they differ in their place only.
  public func hasOrigin(of other: RandomStream) -> Bool {
    key == other.key && trajectory == other.trajectory && purpose == other.purpose
  }

  /// The numbers of the same trajectory for another purpose, from the first number of a step.
  public func forPurpose(_ purpose: RandomPurpose, step: Int) -> RandomStream {
    var other = RandomStream(key: key, trajectory: trajectory, purpose: purpose.rawValue)
    other.begin(step: step)
    return other
  }

  public mutating func word() -> UInt32 {
    if unused == 0 {
      // Steps beyond 2^32 go into the purpose's word, above its eight bits.
      let low = UInt32(truncatingIfNeeded: step)
      let high = UInt32(truncatingIfNeeded: step >> 32)
      block = Philox4x32.words(counter: (draw, low, trajectory, purpose | high << 8), key: key)
      draw &+= 1
      unused = 4
    }
    unused -= 1
    switch unused {
    case 3: return block.0
    case 2: return block.1
    case 1: return block.2
    default: return block.3
    }
  }

  /// A uniform number in the open interval (0, 1): (m + 1/2) / 2^52 with m of 52 random bits.
  public mutating func uniform() -> Double {
    let low = UInt64(word())
    let high = UInt64(word())
    let bits = (high << 32 | low) >> 12
    return (Double(bits) + 0.5) * 0x1p-52
  }

  /// A standard normal number, by Box and Muller; two of every pair of uniforms.
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    let radius = (-2 * log(uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spareNormal = radius * sin(angle)
    return radius * cos(angle)
  }

  /// +1 or -1, each with probability 1/2.
  public mutating func sign() -> Double { word() & 1 == 0 ? 1 : -1 }

  /// A uniform integer in 0..<bound, without bias (Lemire 2019).
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0 && bound <= UInt32.max, "an index below \(bound)")
    let bound = UInt32(bound)
    let threshold = (0 &- bound) % bound
    while true {
      let product = UInt64(word()) * UInt64(bound)
      if UInt32(truncatingIfNeeded: product) >= threshold { return Int(product >> 32) }
    }
  }

  /// Shuffles in place (Fisher and Yates): every order equally likely.
  public mutating func shuffle(_ items: inout [Int]) {
    for i in stride(from: items.count - 1, to: 0, by: -1) { items.swapAt(i, index(below: i + 1)) }
  }
}
