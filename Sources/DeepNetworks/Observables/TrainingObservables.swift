import Matrices
import Simulation

/// What can be seen of a training. Per layer means: a component for each weight matrix, in the network's order.
public struct TrainingObservables<Element: NetworkElement>: Sendable {
  public typealias Seen = Observable<TrainingState<Element>>

  private let setting: TrainingSetting
  private let layers: [NetworkParameter]
  /// The thresholds of the ranks.
  public let thresholds: [Double]

  public init(_ setting: TrainingSetting, thresholds: [Double] = [0.001, 0.01, 0.05]) {
    self.setting = setting
    self.thresholds = thresholds
    layers = setting.network.weights
  }

  public var all: [Seen] {
    performance + [
      norms, normRatios, collapsed, singularValues, stableRanks, ranks(of: .spectral), ranks(of: .frobenius),
    ]
  }

  /// Mean loss without decay and accuracy on the data, and on the test data where there are some.
  public var performance: [Seen] {
    let train = NetworkEvaluation<Element>(setting.network, setting.samples, setting.loss)
    let test = setting.test.map { NetworkEvaluation<Element>(setting.network, $0, setting.loss) }
    return pair("train", train, key: 8001) + (test.map { pair("test", $0, key: 8002) } ?? [])
  }

  private func pair(_ name: String, _ evaluation: NetworkEvaluation<Element>, key: Int) -> [Seen] {
    @Sendable func number(_ look: Snapshot<TrainingState<Element>>, _ index: Int) -> Double {
      look.memo.once(key, count: 2) {
        let (loss, accuracy) = evaluation.measure(look.state)
        $0[0] = loss
        $0[1] = accuracy
      } _: {
        $0[index]
      }
    }
    let loss = Seen("\(name)_loss", symbol: "mean loss (\(name))") { [number($0, 0)] }
    let accuracy = Seen("\(name)_accuracy", symbol: "accuracy (\(name))") { [number($0, 1)] }
    return setting.samples.classes == nil ? [loss] : [loss, accuracy]
  }

  /// Under which number of a look's memo the spectrum of a weight is.
  static func spectrumKey(_ number: Int) -> Int { 9000 + number }

  /// |W|, Frobenius, per layer.
  public var norms: Seen {
    Seen("weight_norms", symbol: "|W| of each layer", components: layers.count) { [layers] look in
      layers.map { look.state.norm(of: $0) }
    }
  }

  /// |W_t| / |W_{t-1}| per layer, over the last update; NaN at the start.
  public var normRatios: Seen {
    Seen("norm_ratios", symbol: "|W_t| / |W_{t-1}|", components: layers.count) { [layers] look in
      layers.map { layer in
        look.previous.map { look.state.norm(of: layer) / $0.norm(of: layer) } ?? .nan
      }
    }
  }

  /// Per layer whether it has collapsed: 1 or 0.
  public var collapsed: Seen {
    Seen("collapsed", symbol: "layer has collapsed", components: layers.count) { [layers, setting] look in
      layers.indices.map { number in
        let layer = layers[number]
        return LayerCollapse(
          norm: look.state.norm(of: layer), start: look.initial.norm(of: layer),
          previous: look.previous?.norm(of: layer),
          forgetting: setting.forgetting(of: number, at: max(0, look.step - 1)),
          unit: Double(Element.ulpOfOne)
        ).hasCollapsed ? 1 : 0
      }
    }
  }

  /// Every singular value of every layer, largest first, layer after layer.
  public var singularValues: Seen {
    Seen(
      "layer_singular_values", symbol: "singular values of each layer",
      components: layers.reduce(0) { $0 + min($1.rows, $1.columns) }
    ) { [layers] look in
      layers.indices.flatMap { look.spectrum(of: layers[$0], number: $0) }
    }
  }

  /// sum s^2 / s_1^2 per layer; NaN for a zero matrix.
  public var stableRanks: Seen {
    Seen("stable_ranks", symbol: "|W|_F^2 / |W|_2^2 of each layer", components: layers.count) {
      [layers] look in
      layers.indices.map {
        let values = look.spectrum(of: layers[$0], number: $0)
        return values[0] > 0 ? SpectralMetrics.stableRank(values) : .nan
      }
    }
  }

  public enum Norm: String, Sendable { case spectral, frobenius }

  /// How many singular values exceed each threshold times the norm, threshold after threshold for each layer. A layer without a
  /// norm has no rank: NaN, never 0.
  public func ranks(of norm: Norm) -> Seen {
    Seen(
      "\(norm.rawValue)_ranks", symbol: "s_i > eps |W|, \(norm.rawValue)",
      components: layers.count * thresholds.count
    ) { [layers, thresholds] look in
      layers.indices.flatMap { number in
        let values = look.spectrum(of: layers[number], number: number)
        let size =
          norm == .spectral ? values[0] : values[0] * SpectralMetrics.stableRank(values).squareRoot()
        return thresholds.map { threshold in
          size > 0 && size.isFinite ? Double(values.count { $0 > threshold * size }) : .nan
        }
      }
    }
  }
}

/// Whether a layer has lost against weight decay, so that its direction means nothing.
public struct LayerCollapse: Sendable {
  public let norm: Double
  public let start: Double
  /// The norm one update earlier.
  public let previous: Double?
  /// beta of that update
  public let forgetting: Double
  /// The distance of 1 from the next number of the weights' precision.
  public let unit: Double

  /// The norm is below 10^-6 of the first one, or it is below a hundredth and the last update did nothing but forget: it changed
  /// the norm by the factor beta < 1 to 10^-9, or to four roundings of the weights where these are more, and they are less than
  /// a hundredth of the decay. (A larger layer forgets alone too, when a batch has no gradient.)
  public var hasCollapsed: Bool {
    if norm < 1e-6 * start || norm == 0 { return true }
    let allowed = max(1e-9, 4 * unit)
    guard let previous, allowed < 0.01 * (1 - forgetting), norm < 0.01 * start else { return false }
    return abs(norm / previous - forgetting) < allowed
  }
}

extension TrainingState {
  /// The Frobenius norm of a parameter.
  public func norm(of parameter: NetworkParameter) -> Double {
    weights.withReading { Element.squares($0 + parameter.offset, count: parameter.count) }.squareRoot()
  }
}

extension Snapshot {
  /// The singular values of a layer, worked out once a look.
  fileprivate func spectrum<Element>(of layer: NetworkParameter, number: Int) -> [Double]
  where State == TrainingState<Element> {
    let count = min(layer.rows, layer.columns)
    return memo.once(TrainingObservables<Element>.spectrumKey(number), count: count) {
      for (i, value) in state.spectrum(of: layer).enumerated() { $0[i] = value }
    } _: {
      Array(UnsafeBufferPointer(start: $0, count: count))
    }
  }
}
