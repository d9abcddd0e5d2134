import Learning
import Matrices

/// A polynomial in the weights (x, y, z) of a network with two inputs, one output and one hidden unit.
struct WeightPolynomial {
  /// Exponents of (x, y, z), eight bits each, to coefficients.
  private var terms: [Int: Double] = [:]

  init(_ terms: [Int: Double] = [:]) { self.terms = terms }
  static func variable(_ i: Int) -> WeightPolynomial { WeightPolynomial([1 << (8 * i): 1]) }

  static func + (a: WeightPolynomial, b: WeightPolynomial) -> WeightPolynomial {
    WeightPolynomial(a.terms.merging(b.terms, uniquingKeysWith: +))
  }

  static func * (scale: Double, a: WeightPolynomial) -> WeightPolynomial {
    WeightPolynomial(a.terms.mapValues { scale * $0 })
  }

  static func * (a: WeightPolynomial, b: WeightPolynomial) -> WeightPolynomial {
    var product: [Int: Double] = [:]
    for (m, x) in a.terms {
      for (n, y) in b.terms { product[m + n, default: 0] += x * y }
    }
    return WeightPolynomial(product)
  }

  func derivative(_ i: Int) -> WeightPolynomial {
    var result: [Int: Double] = [:]
    for (m, x) in terms {
      let exponent = (m >> (8 * i)) & 255
      if exponent > 0 { result[m - (1 << (8 * i))] = Double(exponent) * x }
    }
    return WeightPolynomial(result)
  }

  func callAsFunction(_ point: [Double]) -> Double {
    // In the order of the exponents, so that the sum is the same in every run.
    terms.sorted { $0.key < $1.key }.reduce(0) { sum, term in
      var value = term.value
      for i in 0..<3 {
        for _ in 0..<((term.key >> (8 * i)) & 255) { value *= point[i] }
      }
      return sum + value
    }
  }
}

/// E f(theta_T) of the stochastic gradient flow with p = 2, k = l = 1, exactly, as the series sum T^n/n! L^n f in the
/// generator L: for a polynomial f every term is one. No random number and no engine is in it.
struct GeneratorSeries {
  /// The components of the drift and of each noise field, polynomials in theta
  private let drift: [WeightPolynomial]
  private let fields: [[WeightPolynomial]]

  init(_ problem: Regression, covariance: Matrix, learningRate: Double) {
    precondition(problem.inputCount == 2 && problem.outputCount == 1, "two inputs and one output")
    let (h, b) = (problem.secondMoment, problem.crossMoment)
    let weights = (0..<3).map { WeightPolynomial.variable($0) }
    let z = weights[2]
    let m = (0..<2).map { i in
      WeightPolynomial([0: b[i, 0]]) + (-h[i, 0]) * (weights[0] * z) + (-h[i, 1]) * (weights[1] * z)
    }
    drift = [m[0] * z, m[1] * z, m[0] * weights[0] + m[1] * weights[1]]
    let eigen = covariance.symmetricEigen
    fields = (0..<2).map { f in
      let size = (learningRate * max(0, eigen.values[f])).squareRoot()
      let (u, v) = (size * eigen.vectors[0, f], size * eigen.vectors[1, f])
      return [u * z, v * z, u * weights[0] + v * weights[1]]
    }
  }

  /// L f = drift . grad f + (1/2) sum over fields g of g^T (Hessian f) g
  func generator(_ f: WeightPolynomial) -> WeightPolynomial {
    var result = WeightPolynomial()
    for i in 0..<3 {
      let first = f.derivative(i)
      result = result + drift[i] * first
      for j in 0..<3 {
        let second = first.derivative(j)
        for field in fields { result = result + 0.5 * (field[i] * field[j] * second) }
      }
    }
    return result
  }

  func expectation(of f: WeightPolynomial, from start: [Double], after time: Double, terms: Int) -> Double {
    var power = f
    var factor = 1.0
    var sum = f(start)
    for n in 1...terms {
      power = generator(power)
      factor *= time / Double(n)
      sum += factor * power(start)
    }
    return sum
  }
}
