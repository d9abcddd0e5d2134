import Learning
import Matrices
import Simulation
import Testing

/// The laws that samples are drawn from, by moments: |z| < 5, with the variances of the Gaussian law.
@Suite("Drawn samples") struct SampleLawTests {
  /// |sum - n mean| in standard deviations.
  private func z(_ values: [Double], mean: Double, variance: Double) -> Double {
    let n = Double(values.count)
    return (values.reduce(0, +) - n * mean) / (n * variance).squareRoot()
  }

  private func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  @Test("of a mixture lie around their cluster, with noise of variance 1/d in each direction")
  func mixture() {
    let (d, n, clusters) = (5, 20000, 6)
    let mixture = GaussianMixture(inputs: d, classes: 3, clusters: 2, separation: 50, seed: 4)
    let samples = mixture.draw(0..<n)
    let means = (0..<clusters).map { Array(mixture.means[$0 * d..<($0 + 1) * d]) }
    for mean in means { #expect(abs(product(mean, mean).squareRoot() / 50 - 1) < 8 * .ulpOfOne) }
    var counts = [Int](repeating: 0, count: clusters)
    var noise = [[Double]](repeating: [], count: d)
    for sample in 0..<n {
      let x = Array(samples.row(sample))
      // The noise has length one: the cluster of a sample is the nearest by far.
      let near = (0..<clusters).filter { c in product(zip(x, means[c]).map(-), zip(x, means[c]).map(-)) < 16 }
      #expect(near.count == 1)
      guard let cluster = near.first else { return }
      #expect(samples.labels?[sample] == cluster % 3)
      counts[cluster] += 1
      for i in 0..<d { noise[i].append(x[i] - means[cluster][i]) }
    }
    let variance = 1 / Double(d)
    for i in 0..<d {
      #expect(abs(z(noise[i], mean: 0, variance: variance)) < 5)
      #expect(abs(z(noise[i].map { $0 * $0 }, mean: variance, variance: 2 * variance * variance)) < 5)
      let next = noise[(i + 1) % d]
      #expect(abs(z(zip(noise[i], next).map(*), mean: 0, variance: variance * variance)) < 5)
    }
    let share = 1 / Double(clusters)
    for count in counts {
      #expect(abs(Double(count) - Double(n) * share) < 5 * (Double(n) * share * (1 - share)).squareRoot())
    }
  }

  /// E u_i = 0 and E u_i^2 = 1/d on the sphere, with variance 2 (d - 1) / (d^2 (d + 2)); E u_i u_j = 0, 1 / (d (d + 2)).
  @Test("have means in uniform directions, independent between clusters and seeds")
  func directions() {
    let d = 3
    let rows = (0..<2000).flatMap { seed in
      let means = GaussianMixture(inputs: d, classes: 2, separation: 1, seed: UInt64(seed)).means
      return [(Array(means[0..<d]), Array(means[d..<2 * d]))]
    }
    for i in 0..<d {
      #expect(abs(z(rows.map { $0.0[i] }, mean: 0, variance: 1.0 / 3)) < 5)
      #expect(abs(z(rows.map { $0.1[i] * $0.1[i] }, mean: 1.0 / 3, variance: 4.0 / 45)) < 5)
      #expect(abs(z(rows.map { $0.0[i] * $0.0[(i + 1) % d] }, mean: 0, variance: 1.0 / 15)) < 5)
      #expect(abs(z(rows.map { $0.0[i] * $0.1[i] }, mean: 0, variance: 1.0 / 9)) < 5)
    }
  }

  @Test("of a teacher have its outputs", arguments: NetworkTeacher.Activation.allCases)
  func teacher(activation: NetworkTeacher.Activation) {
    let teacher = NetworkTeacher(inputs: 4, hidden: 3, outputs: 2, activation: activation, seed: 7)
    let samples = teacher.draw(0..<40)
    let u = Matrix(3, 4) { teacher.firstLayer[4 * $0 + $1] }
    let v = Matrix(2, 3) { teacher.secondLayer[3 * $0 + $1] }
    for j in 0..<3 { #expect(abs((0..<4).reduce(0) { $0 + u[j, $1] * u[j, $1] } - 1) < 8 * .ulpOfOne) }
    #expect(v.entries.allSatisfy { abs($0) == 1 })
    let problem = samples.regression
    let fields = problem.inputs * u.transposed
    let active = Matrix(40, 3) { activation == .relu && fields[$0, $1] < 0 ? 0 : fields[$0, $1] }
    // A handful of products of numbers below ten.
    #expect((problem.targets - active * v.transposed).norm < 1e-13)
    #expect(fields.entries.contains { $0 < 0 } && fields.entries.contains { $0 > 0 })
  }

  @Test("of a teacher have standard normal inputs and noise of the variance asked for, once for each sample")
  func teacherNoise() {
    let exact = NetworkTeacher(inputs: 3, hidden: 2, outputs: 2, seed: 8)
    var noisy = exact
    noisy.noiseVariance = 0.25
    let (clean, drawn) = (exact.draw(0..<10000), noisy.draw(0..<10000))
    #expect(clean.inputs == drawn.inputs)
    #expect(abs(z(clean.inputs, mean: 0, variance: 1)) < 5)
    #expect(abs(z(clean.inputs.map { $0 * $0 }, mean: 1, variance: 2)) < 5)
    let noise = zip(drawn.targets ?? [], clean.targets ?? []).map(-)
    #expect(noise.count == 20000)
    #expect(abs(z(noise, mean: 0, variance: 0.25)) < 5)
    #expect(abs(z(noise.map { $0 * $0 }, mean: 0.25, variance: 2 * 0.0625)) < 5)
    let inputs = (0..<10000).map { clean.inputs[3 * $0] }
    let first = (0..<10000).map { noise[2 * $0] }
    #expect(abs(z(zip(inputs, first).map(*), mean: 0, variance: 0.25)) < 5)
    #expect(noisy.draw(0..<5).targets == noisy.draw(0..<5).targets)
  }

  /// Of z given |z| > m: E z^2 = 1 + m r and E z^4 = 3 + (m^3 + 3 m) r with r = phi(m) / (1 - Phi(m)), here m = 3/2.
  @Test("that are separable keep the margin, and the law of Gaussian points beyond it")
  func separable() {
    let ratio = 0.12951759566589174 / 0.06680720126885807
    let points = SeparablePoints(inputs: 4, margin: 1.5, seed: 9)
    let samples = points.draw(0..<20000)
    let w = points.direction
    #expect(abs(product(w, w) - 1) < 8 * .ulpOfOne)
    let along = (0..<20000).map { product(w, Array(samples.row($0))) }
    #expect(along.allSatisfy { abs($0) > 1.5 })
    #expect(samples.labels == along.map { $0 > 0 ? 1 : 0 })
    let second = 1 + 1.5 * ratio
    let fourth = 3 + (3.375 + 4.5) * ratio
    #expect(abs(z(along, mean: 0, variance: second)) < 5)
    #expect(abs(z(along.map { $0 * $0 }, mean: second, variance: fourth - second * second)) < 5)
    let across = (0..<20000).map {
      product(Array(samples.row($0)), Array(samples.row($0))) - along[$0] * along[$0]
    }
    #expect(abs(z(across, mean: 3, variance: 6)) < 5, "chi-square of three degrees of freedom")
  }

  @Test("depend on the seed and their number only")
  func determinism() {
    func check(_ draw: (UInt64, Range<Int>) -> LabelledSamples) {
      let all = draw(1, 0..<20)
      #expect(draw(1, 0..<20) == all)
      #expect(draw(1, 7..<12) == all.subset(7..<12), "a range of a larger draw")
      #expect(draw(2, 0..<20).inputs != all.inputs)
      #expect(Set((0..<20).map { all.inputs[all.inputCount * $0] }).count == 20, "samples differ")
    }
    check { GaussianMixture(inputs: 5, classes: 2, separation: 1, seed: $0).draw($1) }
    check { NetworkTeacher(inputs: 5, hidden: 2, noiseVariance: 1, seed: $0).draw($1) }
    check { SeparablePoints(inputs: 5, margin: 1, seed: $0).draw($1) }
  }
}
