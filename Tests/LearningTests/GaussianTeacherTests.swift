import Learning
import Matrices
import Testing

@Suite("A Gaussian teacher") struct GaussianTeacherTests {
  @Test("has the rank asked for", arguments: [1, 2, 3, nil])
  func rank(rank: Int?) {
    let teacher = GaussianTeacher(samples: 1, inputs: 6, outputs: 4, rank: rank, seed: 5).draw().teacher
    let values = teacher.singularValues
    let expected = rank ?? 4
    #expect(values.count { $0 > 1e-3 } == expected)
    #expect(values.dropFirst(expected).allSatisfy { $0 < 1e-14 }, "roundings of numbers of size one")
  }

  @Test("has entries of variance one at any rank", arguments: [1, 3, nil])
  func teacherVariance(rank: Int?) {
    // E |beta|^2 = p k. For rank r the variance of |beta|^2 is below 60 (p k)^2 / r; 4000 draws.
    let draws = 4000
    let mean =
      (0..<draws).reduce(0.0) {
        let teacher = GaussianTeacher(samples: 1, inputs: 4, outputs: 4, rank: rank, seed: UInt64($1)).draw()
          .teacher
        return $0 + teacher.squaredNorm / 16
      } / Double(draws)
    // For A = u v^T, |A|^2 = |u|^2 |v|^2: variance (E|u|^4)^2 - 16^2 = 24^2 - 16^2 = 320, over 16^2: 1.25.
    #expect(abs(mean - 1) < 5 * (1.25 / Double(draws)).squareRoot())
  }

  @Test(
    "has inputs of the covariance asked for",
    arguments: [
      GaussianTeacher.Covariance.identity, .diagonal([4, 1, 0.25, 0]), .autoregressive(0.8),
      .autoregressive(-0.3),
    ])
  func covariance(covariance: GaussianTeacher.Covariance) {
    let (n, p) = (40000, 4)
    let expected = Matrix(p, p) { i, j in
      switch covariance {
      case .diagonal(let values): i == j ? values[i] : 0
      case .autoregressive(let rho): (0..<abs(i - j)).reduce(1.0) { power, _ in power * rho }
      case .identity, .whitened: i == j ? 1 : 0
      }
    }
    let problem = GaussianTeacher(samples: n, inputs: p, outputs: 1, covariance: covariance, seed: 6).draw()
      .problem
    for i in 0..<p {
      for j in 0..<p {
        // Var x_i x_j = S_ii S_jj + S_ij^2 for Gaussian x.
        let variance = expected[i, i] * expected[j, j] + expected[i, j] * expected[i, j]
        let deviation = problem.secondMoment[i, j] - expected[i, j]
        #expect(abs(deviation) <= 5 * (variance / Double(n)).squareRoot(), "entry \(i), \(j)")
      }
    }
  }

  @Test("whitens exactly", arguments: [(10, 10), (500, 7), (3, 1)])
  func whitened(shape: (Int, Int)) {
    let problem = GaussianTeacher(
      samples: shape.0, inputs: shape.1, outputs: 2, covariance: .whitened, seed: 7
    ).draw().problem
    #expect(
      (problem.secondMoment - .identity(shape.1)).norm < 1e-13, "Householder QR is orthogonal to rounding")
  }

  @Test("has targets X beta plus noise of the variance asked for")
  func targets() {
    let (exact, beta) = GaussianTeacher(samples: 50, inputs: 3, outputs: 2, seed: 8).draw()
    #expect((exact.targets - exact.inputs * beta).norm == 0)
    let (noisy, teacher) = GaussianTeacher(samples: 20000, inputs: 3, outputs: 2, noise: 0.5, seed: 8).draw()
    let residual = noisy.targets - noisy.inputs * teacher
    let z = (residual.squaredNorm / 40000 - 0.25) / (0.25 * (2.0 / 40000).squareRoot())
    #expect(abs(z) < 5)
    let mean = residual.entries.reduce(0, +) / 40000
    #expect(abs(mean) < 5 * 0.5 / 200)
    let correlation = (noisy.inputs.transposed * residual).entries
    let bound = 5 * 0.5 * 20000.0.squareRoot()
    #expect(correlation.allSatisfy { abs($0) < bound }, "noise is independent of the inputs")
  }

  @Test("is the same for the same seed only")
  func determinism() {
    let teacher = GaussianTeacher(samples: 5, inputs: 3, outputs: 2, noise: 1, seed: 9)
    var other = teacher
    other.seed = 10
    #expect(teacher.draw().problem.inputs == teacher.draw().problem.inputs)
    #expect(teacher.draw().problem.targets == teacher.draw().problem.targets)
    #expect(teacher.draw().problem.inputs != other.draw().problem.inputs)
  }
}
