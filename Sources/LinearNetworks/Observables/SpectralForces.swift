import Matrices
import Simulation

extension NetworkObservables {
  /// What the repulsion of (5.1) adds to d log s_i(W1)/dt: the slope that it gives a path on a logarithmic axis. Zero without
  /// label noise, or where a singular value is zero.
  static func repulsion(_ setting: Setting) -> Network {
    let count = LayerMatrix.firstLayer.rank(setting.inputs, setting.outputs, setting.width)
    return Network(
      "W1_repulsion", symbol: "repulsion in d log s_i(W1)/dt", unit: "1/time", components: count
    ) { look in
      let motion = SpectralMotion(firstLayerOf: look.state, setting)
      let forces = motion.repulsion
      return (0..<count).map { motion.values[$0] > 0 ? forces[$0] / (2 * motion.values[$0]) : 0 }
    }
  }
}
