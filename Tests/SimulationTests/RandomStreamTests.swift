import Simulation
import Testing

@Suite("A stream of random numbers") struct RandomStreamTests {
  private func words(_ stream: RandomStream) -> [UInt32] {
    var stream = stream
    return (0..<32).flatMap { _ in
      let pair = stream.pair()
      return [UInt32(truncatingIfNeeded: pair), UInt32(truncatingIfNeeded: pair >> 32)]
    }
  }

  private func words(
    seed: UInt64 = 1, _ trajectory: Int = 0, _ purpose: RandomPurpose = .noise, step: Int = 0
  )
    -> [UInt32]
  {
    var stream = RandomStream(seed: seed, trajectory: trajectory, for: purpose)
    stream.begin(step: step)
    return words(stream)
  }

  @Test("gives every step, trajectory, purpose and seed numbers of its own")
  func disjoint() {
    let purposes: [RandomPurpose] = [.noise, .initialization, .data, .shuffling]
    var streams: [[UInt32]] = []
    for seed in [1, 2, 1 << 32, 1 << 63] as [UInt64] {
      for trajectory in [0, 1, 70000] {
        for purpose in purposes {
          for step in [0, 1, 1_000_000, 1 << 32, (1 << 32) + 1, 1 << 40] {
            streams.append(words(seed: seed, trajectory, purpose, step: step))
          }
        }
      }
    }
    let all = streams.flatMap { $0 }
    // Words of 288 streams: independent ones would share about 288^2 64^2 / 2^33 = 40 by chance, equal streams 64 each.
    #expect(Set(streams).count == streams.count)
    #expect(all.count - Set(all).count < 72, "expected 40 coincidences, |z| < 5")
  }

  @Test("knows its step beyond 2^32")
  func longRuns() {
    var stream = RandomStream(seed: 1)
    for step in [0, 7, 1 << 32, (1 << 40) + 3] {
      stream.begin(step: step)
      #expect(stream.currentStep == step)
    }
  }

  @Test("depends on nothing drawn before")
  func forgetful() {
    var stream = RandomStream(seed: 9, trajectory: 4)
    var fresh = stream
    for _ in 0..<5 { _ = stream.normal() }
    _ = stream.pair()
    stream.begin(step: 12)
    fresh.begin(step: 12)
    for _ in 0..<10 { #expect(stream.normal() == fresh.normal()) }
    var other = stream.forPurpose(.shuffling, step: 3)
    var same = RandomStream(seed: 9, trajectory: 4, for: .shuffling)
    same.begin(step: 3)
    for _ in 0..<10 { #expect(other.pair() == same.pair()) }
  }

  /// The pairs (block, step, trajectory, purpose) -> words, straight from the generator.
  @Test("is Philox with the counter (block, step, trajectory, purpose)")
  func counter() {
    var stream = RandomStream(seed: 0x0123_4567_89ab_cdef, trajectory: 5, for: .data)
    stream.begin(step: 77 << 32 | 12)
    for draw in 0..<3 {
      let block = Philox4x32.words(
        counter: (UInt32(draw), 12, 5, 2 | 77 << 8), key: (0x89ab_cdef, 0x0123_4567))
      #expect(stream.pair() == UInt64(block.1) << 32 | UInt64(block.0))
      #expect(stream.pair() == UInt64(block.3) << 32 | UInt64(block.2))
    }
  }

  @Test("knows its origin: seed, trajectories, purpose, lanes")
  func origin() {
    var stream = RandomStream(seed: 1, trajectory: 2, for: .data)
    let other = stream
    stream.begin(step: 4)
    #expect(stream.hasOrigin(of: other))
    #expect(!stream.hasOrigin(of: RandomStream(seed: 2, trajectory: 2, for: .data)))
    #expect(!stream.hasOrigin(of: RandomStream(seed: 1, trajectory: 3, for: .data)))
    #expect(!stream.hasOrigin(of: RandomStream(seed: 1, trajectory: 2, for: .noise)))
    #expect(!stream.hasOrigin(of: RandomStream(seed: 1, trajectory: 2, lanes: 8, for: .data)))
  }
}
