import Simulation

/// What random numbers for data are drawn for. Each has a trajectory number of its own, so that no two share a random
/// number; 0 belongs to `GaussianTeacher`.
enum DataDraw: Int {
  /// The law that samples are drawn from: the means of a mixture, the weights of a teacher.
  case law = 1
  /// The samples, each a step of its own: sample i is a function of the seed and i.
  case samples
  case choice
  case split

  func stream(seed: UInt64) -> RandomStream { RandomStream(seed: seed, trajectory: rawValue, for: .data) }

  /// `count` directions, each uniform on the unit sphere of R^d, one after the other.
  static func directions(_ count: Int, of size: Int, seed: UInt64) -> [Double] {
    var random = law.stream(seed: seed)
    return (0..<count).flatMap { number in
      random.begin(step: number)
      let direction = (0..<size).map { _ in random.normal() }
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return direction.map { $0 / length }
    }
  }
}

/// <a, b>, summed from the first entry on.
func inner(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
