import CLanes

/// What a stream of random numbers is for; different purposes never share a number.
public enum RandomPurpose: UInt32, Sendable {
  case noise = 0
  case initialization = 1
  case data = 2
  case shuffling = 3
}

/// The random numbers of one trajectory, or of eight consecutive ones in lanes: a function of (seed, purpose,
/// trajectory, step, place) and of nothing else, so that threads, lanes, order of execution, restarts and
/// instruction sets cannot change a bit of them. There is no state to save.
///
/// A step of a trajectory has a sequence of 2^33 pairs: pair q is the words 0 and 1 of block q/2 of Philox4x32-10, or
/// its words 2 and 3 if q is odd. Everything is made of whole pairs: a uniform number, a sign and an index of one pair
/// each, and `count` normal numbers in a row of (count + 1)/2 pairs, an odd last one leaving its partner unused. In
/// lanes every trajectory takes the same pairs that it would take alone.
///
/// Normal numbers are those of Box and Muller, R cos A and R sin A, with R = sqrt(-2 log u) from one word of a pair,
/// u = (w + 1/2) / 2^32, and A = 2 pi v / 2^32 from the other. Of what 32 bits leave out, this much remains: |z| is at
/// most sqrt(66 log 2) = 6.764, so that events of probability 1.3e-11 are missing; the law is symmetric, all odd moments
/// vanish, and the second, fourth, sixth and eighth moments are too small by 8.1e-11, 2.0e-9, 2.4e-8 and 2.0e-7 of
/// their values. The mean of n squares shows that at n = 10^20. Numbers are computed to 2e-14 of R.
public struct RandomStream: Sendable {
  private var place: lanes_stream
  /// The next pair.
  private var next: UInt64 = 0
  /// The pair after the last one that was taken alone, if both were in one block.
  private var held: (number: UInt64, pair: UInt64) = (.max, 0)
  /// The last `spares` of these are the normal numbers that normal() gives next.
  private var normals = SIMD4<Double>()
  private var spares = 0
  private var normalsAhead = DrawnAhead<Double>()
  private var indicesAhead = DrawnAhead<Int64>()

  /// `lanes` is 1, or 8 for the trajectories trajectory, trajectory + 1, ..., trajectory + 7.
  public init(seed: UInt64, trajectory: Int = 0, lanes: Int = 1, for purpose: RandomPurpose = .noise) {
    precondition(lanes == 1 || lanes == 8, "a stream for \(lanes) lanes")
    precondition(
      trajectory >= 0 && trajectory + lanes - 1 <= UInt32.max, "random numbers of trajectory \(trajectory)")
    place = lanes_stream(
      key: seed, step: 0, trajectory: UInt32(trajectory), purpose: purpose.rawValue, lanes: Int32(lanes))
  }

  /// The number of trajectories whose numbers a fill gives.
  public var lanes: Int { Int(place.lanes) }

  /// Where this stream stands among all random numbers, for a kernel that draws its own.
  public var position: lanes_stream { place }

  /// Moves to the first number of a step.
  public mutating func begin(step: Int) {
    place.step = UInt64(step)
    next = 0
    held.number = .max
    spares = 0
  }

  /// The step whose numbers are being drawn.
  public var currentStep: Int { Int(place.step) }

  /// Whether two streams have seed, trajectories and purpose in common, so that they differ in their place only.
  public func hasOrigin(of other: RandomStream) -> Bool {
    place.key == other.place.key && place.trajectory == other.place.trajectory
      && place.purpose == other.place.purpose && place.lanes == other.place.lanes
  }

  /// The numbers of the same trajectories for another purpose, from the first number of a step.
  public func forPurpose(_ purpose: RandomPurpose, step: Int) -> RandomStream {
    var other = self
    other.place.purpose = purpose.rawValue
    other.normalsAhead = DrawnAhead()
    other.indicesAhead = DrawnAhead()
    other.begin(step: step)
    return other
  }

  /// The numbers of one lane alone, from the same place on.
  public func lane(_ lane: Int) -> RandomStream {
    precondition(lane >= 0 && lane < lanes, "lane \(lane) of \(lanes)")
    var other = self
    other.place.trajectory += UInt32(lane)
    other.place.lanes = 1
    other.normalsAhead = DrawnAhead()
    other.indicesAhead = DrawnAhead()
    return other
  }

  /// Leaves pairs out: what other streams of the same place have taken.
  public mutating func skip(pairs: Int) { _ = take(pairs) }

  /// Takes pairs from the step's 2^33; the number of the first one.
  private mutating func take(_ pairs: Int) -> UInt64 {
    let first = next
    next += UInt64(pairs)
    precondition(next <= 1 << 33, "a step has 2^33 pairs of random numbers")
    spares = 0
    return first
  }
}

/// Many numbers at once. Entry i of lane l is written to out[i * lanes + l]; out is written fastest where it starts at
/// a multiple of 64 bytes.
extension RandomStream {
  /// `count` normal numbers of mean zero for every lane: deviation * z, the product rounded.
  public mutating func fillNormals(_ out: UnsafeMutablePointer<Double>, count: Int, deviation: Double = 1) {
    let first = take((count + 1) / 2)
    let taken = normalsAhead.take(count, from: first, deviation, at: &place, into: out) {
      lanes_fill_normal_steps(&$0, first, count, deviation, $1)
    }
    if !taken { lanes_fill_normal(&place, first, count, deviation, out) }
  }

  /// `count` uniform integers in 0..<bound for every lane.
  public mutating func fillIndices(_ out: UnsafeMutablePointer<Int64>, count: Int, below bound: Int) {
    precondition(bound > 0 && bound <= UInt32.max, "an index below \(bound)")
    let first = take(count)
    let taken = indicesAhead.take(count, from: first, Double(bound), at: &place, into: out) {
      lanes_fill_index_steps(&$0, first, count, UInt32(bound), $1)
    }
    if !taken { lanes_fill_index(&place, first, count, UInt32(bound), out) }
  }

  /// `count` numbers for every lane that are deviation or -deviation, each with probability 1/2.
  public mutating func fillSigns(_ out: UnsafeMutablePointer<Double>, count: Int, deviation: Double = 1) {
    let first = take(count)
    lanes_fill_sign(&place, first, count, deviation, out)
  }

  /// `count` uniform numbers in the open interval (0, 1) for every lane.
  public mutating func fillUniforms(_ out: UnsafeMutablePointer<Double>, count: Int) {
    let first = take(count)
    lanes_fill_uniform(&place, first, count, out)
  }
}

/// One number at a time, for one lane: the numbers of a fill of one. Normal numbers drawn in a row, with nothing else
/// between, are those of one fill.
extension RandomStream {
  /// The 64 bits of a pair, its second word above the first.
  public mutating func pair() -> UInt64 {
    precondition(place.lanes == 1, "a single number of \(place.lanes) lanes")
    let number = take(1)
    if number == held.number { return held.pair }
    let words = Philox4x32.words(
      counter: (
        UInt32(truncatingIfNeeded: number >> 1), UInt32(truncatingIfNeeded: place.step), place.trajectory,
        // Steps beyond 2^32 go into the purpose's word, above its eight bits.
        place.purpose | UInt32(truncatingIfNeeded: place.step >> 32) << 8
      ), key: (UInt32(truncatingIfNeeded: place.key), UInt32(truncatingIfNeeded: place.key >> 32)))
    let second = UInt64(words.2) | UInt64(words.3) << 32
    if number & 1 == 1 { return second }
    held = (number + 1, second)
    return UInt64(words.0) | UInt64(words.1) << 32
  }

  /// A uniform number in the open interval (0, 1): (m + 1/2) / 2^52 with m of 52 random bits.
  public mutating func uniform() -> Double { (Double(pair() >> 12) + 0.5) * 0x1p-52 }

  /// A standard normal number.
  public mutating func normal() -> Double {
    if spares == 0 {
      precondition(place.lanes == 1, "a single number of \(place.lanes) lanes")
      precondition(next < 1 << 33, "a step has 2^33 pairs of random numbers")
      // As many as the block has left: 4, or 2 from its second half.
      spares = next & 1 == 0 ? 4 : 2
      withUnsafeMutableBytes(of: &normals) { bytes in
        guard let start = bytes.bindMemory(to: Double.self).baseAddress else { return }
        lanes_fill_normal(&place, next, spares, 1, start + (4 - spares))
      }
    }
    // The first of two takes the pair.
    if spares & 1 == 0 { next += 1 }
    spares -= 1
    return normals[3 - spares]
  }

  /// +1 or -1, each with probability 1/2.
  public mutating func sign() -> Double { pair() >> 63 == 0 ? 1 : -1 }

  /// An integer in 0..<bound, by the upper half of the product of bound and 64 random bits: each has its probability
  /// 1/bound to within 2^-64, a relative bias of at most bound / 2^64.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0 && bound <= UInt32.max, "an index below \(bound)")
    return Int(pair().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Shuffles in place (Fisher and Yates): every order equally likely.
  public mutating func shuffle(_ items: inout [Int]) {
    for i in stride(from: items.count - 1, to: 0, by: -1) { items.swapAt(i, index(below: i + 1)) }
  }
}
