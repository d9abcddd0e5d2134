import LinearNetworks
import Simulation

extension SpectrumRequest {
  /// The most inputs of a network: a step costs their square.
  static let mostInputs = 4096

  /// The network that was asked for.
  func network(
    _ h: Double, _ schedule: Schedule, _ ensemble: Ensemble
  ) throws(LaboratoryError) -> NetworkSubject {
    let inputs = size ?? 8
    guard inputs > 0, inputs <= Self.mostInputs else {
      throw .unknown("\(inputs) inputs", cure: "1 to \(Self.mostInputs) of them")
    }
    let width = width ?? 2 * inputs
    guard width >= inputs, width <= 16 * Self.mostInputs else {
      throw .unknown(
        "--width \(width) for \(inputs) inputs",
        cure: "the spectrum moves by itself from a width of p on; -n to \(16 * Self.mostInputs)")
    }
    guard weights ?? 0 >= 0, inputs * width <= 1 << 24 || weights == nil else {
      throw .unknown("--weights \(weights ?? 0)", cure: "as many paths as have room: 0 or more")
    }
    let (noise, curvature, signal) = (noise ?? 0.1, curvature ?? 1, signal ?? 1)
    let scale = scale ?? 1 / Double(width).squareRoot()
    guard noise > 0, curvature >= 0, signal >= 0, scale > 0, (scale * scale).isNormal else {
      throw .unknown(
        "a noise of \(readable(noise)), curvature \(readable(curvature)), signal \(readable(signal)) and scale "
          + readable(scale),
        cure: "noise and scale are positive, curvature and signal 0 or more, "
          + "and the square of the scale is within the range of doubles")
    }
    return NetworkSubject(
      inputs: inputs, width: width, scale: scale, signal: signal,
      flow: SpectralFlow(inputs: inputs, noise: noise, curvature: curvature, timeStep: h),
      weightPaths: weights ?? 0,
      schedule: schedule, ensemble: ensemble)
  }
}
