import Matrices
import Simulation

// How well the network predicts what its teacher would say, and what its time average does.
extension NetworkObservables {
  /// What can be seen where the teacher is known.
  static func risks(_ setting: Setting) -> [Network] {
    guard let teacher = setting.teacher else { return [] }
    let risk = BlockLoss(excessRiskOf: teacher)
    let ofWeights = Network("excess_risk", symbol: "E |W^T x - W*^T x|^2") { look, values in
      risk.evaluate(at: look.state, into: values)
    }
    guard setting.averaging != nil else { return [ofWeights] }
    let ofAverage = Network("average_excess_risk", symbol: "E |mean(W)^T x - W*^T x|^2") { look, values in
      risk.evaluate(at: look.state.averageProduct, into: values)
    }
    return [ofWeights, ofAverage]
  }

  /// The time average of W = W1 W2 and its singular values, where it is kept; NaN before its window.
  static func averages(_ setting: Setting) -> [Network] {
    guard setting.averaging != nil else { return [] }
    let (p, k) = (setting.inputs, setting.outputs)
    return [
      Network("W_average", symbol: "mean of W1 W2 over time", components: p * k) { look, values in
        let average = look.state.averageProduct
        average.withReading { values.update(from: $0.base, count: p * k * average.lanes) }
      },
      Network(
        "W_average_singular_values", symbol: "s_i(mean of W1 W2 over time)", components: min(p, k)
      ) { look, values in
        look.state.averageProduct.withReading { BlockSpectra.singularValues(of: $0, into: values) }
      },
    ]
  }
}

extension NetworkState {
  /// The time average of W1 W2 so far; NaN where it is not kept, or not yet.
  var averageProduct: Bundle {
    var mean = Bundle(Matrix(inputs, outputs) { _, _ in .nan }, lanes: lanes)
    average?.form(into: &mean)
    return mean
  }
}
