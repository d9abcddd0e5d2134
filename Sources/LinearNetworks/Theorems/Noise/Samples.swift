import Matrices
import Simulation

/// The matrix R of the step before a look, W1 <- W1 + R W2^T, as numbers: R is all that a noisy step adds.
func recoveredStep(_ setting: Setting) -> Observable<NetworkState> {
  let (count, keep) = (setting.inputs * setting.outputs, setting.keep)
  return Observable("recovered_step", symbol: "R of the step", components: count) { look in
    guard let previous = look.previous,
      let r = recoverStep(from: previous, to: look.state, keep: keep)
    else { return [Double](repeating: .nan, count: count) }
    return r.entries
  }
}

/// Evidence that a sample's mean is what it should be, at five standard errors of that very sample.
func meanEvidence(
  _ quantity: String, _ samples: [Double], predicted: Double, errors: Double = 5, bias: Double = 0
) -> Evidence {
  let summary = SampleSummary(samples)
  return Evidence(
    quantity, predicted: predicted, measured: summary.mean,
    allowed: Tolerance(
      errors * summary.standardError + bias, .sampling,
      "\(errors.short) standard errors of \(samples.count) samples"
        + (bias > 0 ? " and a bias of \(bias.short)" : "")))
}
