import Matrices
import Simulation

/// A matrix of independent standard normal entries.
func normalMatrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
  var random = RandomStream(seed: seed, for: .data)
  random.begin(step: 0)
  return Matrix(rows, columns) { _, _ in random.normal() }
}
