import Simulation
import Testing

/// The same bits from one lane and from eight, one number at a time and many.
@Suite("Random numbers in lanes") struct RandomLaneTests {
  /// A kind of number, filled and drawn singly; all as bits.
  struct Kind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let fill: @Sendable (inout RandomStream, Int) -> [UInt64]
    let single: @Sendable (inout RandomStream) -> UInt64
  }

  private static func bits<Number>(
    _ count: Int, _ fill: (UnsafeMutablePointer<Number>) -> Void, _ bits: (Number) -> UInt64
  ) -> [UInt64] {
    // One number more than is asked for, which must be left as it was.
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 8 * (count + 1), alignment: 8)
    defer { memory.deallocate() }
    for i in memory.indices { memory[i] = 0xa5 }
    let numbers = memory.bindMemory(to: Number.self)
    if let start = numbers.baseAddress { fill(start) }
    #expect(memory.suffix(8).allSatisfy { $0 == 0xa5 }, "a fill of \(count) went too far")
    return numbers.prefix(count).map(bits)
  }

  static let kinds = [
    Kind(testDescription: "normal") { stream, count in
      bits(count * stream.lanes, { stream.fillNormals($0, count: count, deviation: 0.3) }, \.bitPattern)
    } single: {
      (0.3 * $0.normal()).bitPattern
    },
    Kind(testDescription: "uniform") { stream, count in
      bits(count * stream.lanes, { stream.fillUniforms($0, count: count) }, \.bitPattern)
    } single: {
      $0.uniform().bitPattern
    },
    Kind(testDescription: "sign") { stream, count in
      bits(count * stream.lanes, { stream.fillSigns($0, count: count, deviation: 0.3) }, \.bitPattern)
    } single: {
      (0.3 * $0.sign()).bitPattern
    },
    Kind(testDescription: "index") { stream, count in
      bits(count * stream.lanes, { stream.fillIndices($0, count: count, below: 4_000_000_007) }) {
        UInt64(bitPattern: $0)
      }
    } single: {
      UInt64($0.index(below: 4_000_000_007))
    },
  ]

  @Test("are those of each trajectory alone, for every count and every place to start", arguments: kinds)
  func lanes(kind: Kind) {
    for count in Array(0...40) + [64, 129, 150] {
      for start in 0..<5 {
        var eight = RandomStream(seed: 3 << 40, trajectory: 21, lanes: 8, for: .data)
        eight.begin(step: 6 << 32 | 9)
        var alone = (0..<8).map { eight.lane($0) }
        var singly = alone
        // Fills of one pair each, so that the next one starts at any pair.
        for _ in 0..<start { _ = kind.fill(&eight, 1) }
        let numbers = kind.fill(&eight, count)
        for lane in 0..<8 {
          for _ in 0..<start {
            _ = alone[lane].pair()
            _ = singly[lane].uniform()
          }
          let mine = (0..<count).map { numbers[8 * $0 + lane] }
          #expect(kind.fill(&alone[lane], count) == mine, "\(count) from \(start), lane \(lane)")
          #expect((0..<count).map { _ in kind.single(&singly[lane]) } == mine)
          // All end at the same place.
          var ended = eight.lane(lane)
          let end = ended.pair()
          #expect(alone[lane].pair() == end && singly[lane].pair() == end)
        }
      }
    }
  }

  /// Steps in a row are drawn four at a time; every step is compared with a stream that never took another.
  @Test("are a step's own whatever steps were drawn before", arguments: kinds)
  func steps(kind: Kind) {
    let walk =
      Array(0...10) + [12, 13, 14, 15, 14, 15, 16, 17, 17, 18, 40, 41, 42, 43, 44]
      + Array((1 << 32) - 3...(1 << 32) + 6)
    for (counts, start) in [([1], 0), ([2, 2, 2, 2, 2, 2, 3], 1), ([5], 2), ([10], 0), ([32], 3), ([33], 0)] {
      var walking = RandomStream(seed: 11, trajectory: 4, lanes: 8)
      for (i, step) in walk.enumerated() {
        walking.begin(step: step)
        walking.skip(pairs: start)
        var fresh = RandomStream(seed: 11, trajectory: 4, lanes: 8)
        fresh.begin(step: step)
        fresh.skip(pairs: start)
        let count = counts[i % counts.count]
        #expect(kind.fill(&walking, count) == kind.fill(&fresh, count), "\(count) of step \(step)")
        // A second fill of the same step, then those of a copy that goes its own way.
        #expect(kind.fill(&walking, count) == kind.fill(&fresh, count))
        if i == 5 {
          var other = walking.forPurpose(.shuffling, step: step + 1)
          var same = fresh.forPurpose(.shuffling, step: step + 1)
          #expect(kind.fill(&other, count) == kind.fill(&same, count))
          var lane = walking.lane(3)
          #expect(kind.fill(&lane, count).count == count)
        }
      }
    }
  }

  @Test("do not mix up fills of different numbers in steps that follow each other")
  func mixed() {
    var walking = RandomStream(seed: 5, lanes: 8)
    for step in 0..<12 {
      walking.begin(step: step)
      var fresh = RandomStream(seed: 5, lanes: 8)
      fresh.begin(step: step)
      for kind in Self.kinds.reversed() {
        let found = kind.fill(&walking, 3)
        #expect(found == kind.fill(&fresh, 3), "\(kind.testDescription) in step \(step)")
      }
    }
  }

  @Test("of a lone trajectory go on where the last fill ended", arguments: kinds)
  func pieces(kind: Kind) {
    var whole = RandomStream(seed: 8)
    let all = kind.fill(&whole, 600)
    var pieces = RandomStream(seed: 8)
    var joined: [UInt64] = []
    for count in [2, 40, 0, 130, 8, 10, 260, 150] { joined += kind.fill(&pieces, count) }
    #expect(joined == all)
  }

  @Test("leave the partner of an odd last normal number unused")
  func partner() {
    var stream = RandomStream(seed: 2)
    let first = stream.normal()
    let second = stream.uniform()
    let third = stream.normal()
    var pairs = RandomStream(seed: 2)
    #expect(first == pairs.normal())
    var other = RandomStream(seed: 2)
    _ = other.pair()
    #expect(second == other.uniform())
    #expect(third == other.normal())
  }
}
