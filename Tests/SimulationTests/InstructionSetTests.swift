import CLanes
import Simulation
import Testing

/// What C computes, in every instruction set that this machine has.
@Suite("Instruction sets") struct InstructionSetTests {
  static let instructionSets: [String] = ["portable", "avx2", "avx512"].filter { (name: String) in
    lanes_functions_of(name) != nil
  }

  /// Every number straight from Philox in Swift; the normal ones from the portable loops.
  @Test("give the same random numbers, those of Philox", arguments: instructionSets)
  func randomNumbers(name: String) throws {
    let functions = try #require(lanes_functions_of(name)).pointee
    let portable = try #require(lanes_functions_of("portable")).pointee
    let deviation = 0.7
    for lanes in [1, 8] as [Int32] {
      var place = lanes_stream(
        key: 0x9876_5432_1234_5678, step: 5 << 33 | 3, trajectory: 77, purpose: 3, lanes: lanes)
      for count in Array(0...40) + [300] {
        for first in [0, 1, 2, 7, (1 << 33) - 300] as [UInt64] {
          let total = count * Int(lanes)
          func numbers(_ fill: (UnsafeMutableRawPointer) -> Void) -> [UInt64] {
            var out = [UInt64](repeating: 0, count: total + 1)
            out.withUnsafeMutableBytes { bytes in bytes.baseAddress.map(fill) }
            #expect(out[total] == 0)
            return Array(out.prefix(total))
          }
          let raw = numbers { functions.fill_raw(&place, first, count, 0, $0) }
          for i in raw.indices {
            let pair = first + UInt64(i / Int(lanes))
            let words = Philox4x32.words(
              counter: (UInt32(pair >> 1), 3, 77 + UInt32(i % Int(lanes)), 3 | 10 << 8),
              key: (0x1234_5678, 0x9876_5432))
            let (low, high) = pair & 1 == 0 ? (words.0, words.1) : (words.2, words.3)
            #expect(
              raw[i] == UInt64(low) | UInt64(high) << 32, "\(name), \(lanes) lanes, \(count) from \(first)")
          }
          func normals(_ functions: lanes_functions) -> [UInt64] {
            numbers {
              functions.fill_normal(&place, first, count, deviation, $0.assumingMemoryBound(to: Double.self))
            }
          }
          #expect(normals(functions) == normals(portable))
          #expect(
            numbers { functions.fill_uniform(&place, first, count, 0, $0) }
              == raw.map { ((Double($0 >> 12) + 0.5) * 0x1p-52).bitPattern })
          #expect(
            numbers { functions.fill_index(&place, first, count, 1_000_003, $0) }
              == raw.map { $0.multipliedFullWidth(by: 1_000_003).high })
          #expect(
            numbers { functions.fill_sign(&place, first, count, deviation.bitPattern, $0) }
              == raw.map { ($0 >> 63 == 0 ? deviation : -deviation).bitPattern })
        }
      }
    }
  }

  @Test("give the numbers of four steps at once as step by step", arguments: instructionSets)
  func steps(name: String) throws {
    let functions = try #require(lanes_functions_of(name)).pointee
    var place = lanes_stream(key: 7, step: 1 << 32 - 2, trajectory: 9, purpose: 2, lanes: 8)
    for count in 1...35 {
      for first in [0, 1, 6, (1 << 33) - 300] as [UInt64] {
        func numbers(_ total: Int, _ fill: (UnsafeMutablePointer<Double>) -> Void) -> [UInt64] {
          var out = [Double](repeating: 3, count: total + 1)
          out.withUnsafeMutableBufferPointer { $0.baseAddress.map(fill) }
          #expect(out[total] == 3)
          return out.prefix(total).map(\.bitPattern)
        }
        let normals = numbers(count * 32) { functions.fill_normal_steps(&place, first, count, 0.7, $0) }
        let indices = numbers(count * 32) { functions.fill_index_steps(&place, first, count, 1009, $0) }
        var (oneByOne, chosen): ([UInt64], [UInt64]) = ([], [])
        for step in 0..<4 {
          var at = place
          at.step += UInt64(step)
          oneByOne += numbers(count * 8) { functions.fill_normal(&at, first, count, 0.7, $0) }
          chosen += numbers(count * 8) { functions.fill_index(&at, first, count, 1009, $0) }
        }
        #expect(normals == oneByOne && indices == chosen, "\(count) from \(first)")
      }
    }
  }

  /// Random bits as arguments, so that every exponent and what is no number occur; and all counts around eight.
  @Test("give the same elementary functions, element by element", arguments: instructionSets)
  func elementary(name: String) throws {
    let functions = try #require(lanes_functions_of(name)).pointee
    let portable = try #require(lanes_functions_of("portable")).pointee
    var random = RandomStream(seed: 31)
    var arguments = (0..<6000).map { _ in Double(bitPattern: random.pair()) }
    arguments += (0..<6000).map { _ in 30 * random.normal() }
    arguments += (0..<6000).map { _ in 1 + 1e-3 * random.normal() }
    arguments += [0, -0.0, .infinity, -.infinity, .nan, 710.4, -745]
    func compare(_ count: Int) {
      func bits(_ f: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void) -> [UInt64] {
        var out = arguments.map { _ in 0.5 }
        arguments.withUnsafeBufferPointer { x in
          out.withUnsafeMutableBufferPointer { out in
            if let x = x.baseAddress, let out = out.baseAddress { f(x, out) }
          }
        }
        #expect(out.dropFirst(count).allSatisfy { $0 == 0.5 })
        return out.prefix(count).map(\.bitPattern)
      }
      func all(_ functions: lanes_functions) -> [[UInt64]] {
        var unused = [Double](repeating: 0, count: arguments.count)
        return [
          bits { functions.log($0, $1, count) }, bits { functions.exp($0, $1, count) },
          bits { functions.sinh_cosh($0, $1, &unused, count) },
          bits { functions.sinh_cosh($0, &unused, $1, count) },
        ]
      }
      #expect(all(functions) == all(portable), "\(count) numbers")
    }
    compare(arguments.count)
    for count in 0...17 { compare(count) }
  }

  @Test("compute an array in place")
  func inPlace() {
    var x = (0..<21).map { 0.1 * Double($0 + 1) }
    var y = x
    var out = x
    x.withUnsafeMutableBufferPointer { lanes_log($0.baseAddress, $0.baseAddress, $0.count) }
    lanes_log(&y, &out, 21)
    #expect(x == out)
  }
}
