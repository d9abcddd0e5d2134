import Matrices
import Simulation

// How near the weights are to zero, where all of the network is lost.
extension NetworkObservables {
  /// log |theta|^2, without squaring numbers that underflow.
  static let logSquaredNorm = Network("log_squared_norm", symbol: "log |theta|^2") { look, values in
    look.state.formLogSquaredNorm(into: values)
  }

  /// 1 where |theta|^2 < 1e-10, else 0: over trajectories the mean is the collapsed fraction.
  static let collapsed = Network("collapsed", symbol: "|theta|^2 < 1e-10") { look, values in
    look.state.formLogSquaredNorm(into: values)
    let cut = logarithm(CollapseThreshold.cut)
    for lane in 0..<look.state.lanes { values[lane] = values[lane] < cut ? 1 : 0 }
  }
}

extension NetworkState {
  fileprivate func formLogSquaredNorm(into values: UnsafeMutablePointer<Double>) {
    let count = rows * width
    weights.withReading { block in
      for lane in 0..<lanes {
        var largest = 0.0
        for i in 0..<count { largest = max(largest, abs(block.base[i * lanes + lane])) }
        var sum = 0.0
        if largest > 0 {
          for i in 0..<count {
            let ratio = block.base[i * lanes + lane] / largest
            sum += ratio * ratio
          }
        }
        values[lane] = logarithm(sum) + 2 * logarithm(largest)
      }
    }
  }
}
