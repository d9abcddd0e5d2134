import Simulation
import Testing

/// The known answers that Random123 publishes for philox4x32-10 (kat_vectors of Random123 1.14).
@Suite("Philox4x32-10") struct PhiloxTests {
  struct KnownAnswer: Sendable {
    let counter: Philox4x32.Words
    let key: (UInt32, UInt32)
    let answer: Philox4x32.Words
  }

  static let known = [
    KnownAnswer(
      counter: (0, 0, 0, 0), key: (0, 0), answer: (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    KnownAnswer(
      counter: (.max, .max, .max, .max), key: (.max, .max),
      answer: (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    KnownAnswer(
      counter: (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: (0xa409_3822, 0x299f_31d0),
      answer: (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ]

  @Test("gives Random123's known answers", arguments: known)
  func knownAnswers(known: KnownAnswer) {
    #expect(Philox4x32.words(counter: known.counter, key: known.key) == known.answer)
  }

  @Test("depends on every word of counter and key")
  func sensitivity() {
    let answer = Philox4x32.words(counter: (1, 2, 3, 4), key: (5, 6))
    for bit in 0..<32 {
      let flip = UInt32(1) << bit
      let changed = [
        Philox4x32.words(counter: (1 ^ flip, 2, 3, 4), key: (5, 6)),
        Philox4x32.words(counter: (1, 2 ^ flip, 3, 4), key: (5, 6)),
        Philox4x32.words(counter: (1, 2, 3 ^ flip, 4), key: (5, 6)),
        Philox4x32.words(counter: (1, 2, 3, 4 ^ flip), key: (5, 6)),
        Philox4x32.words(counter: (1, 2, 3, 4), key: (5 ^ flip, 6)),
        Philox4x32.words(counter: (1, 2, 3, 4), key: (5, 6 ^ flip)),
      ]
      for other in changed {
        // 128 bits of which each flips with probability 1/2: 64 with standard deviation 5.7, |z| < 5.
        let flips =
          (answer.0 ^ other.0).nonzeroBitCount + (answer.1 ^ other.1).nonzeroBitCount
          + (answer.2 ^ other.2).nonzeroBitCount + (answer.3 ^ other.3).nonzeroBitCount
        #expect(abs(Double(flips) - 64) < 5 * 32.0.squareRoot(), "\(flips) of 128 bits changed")
      }
    }
  }
}
