import Simulation
import Testing

@testable import DeepNetworks

/// What theorems on training must not reject.
@Suite("The theorems on training") struct TrainingTheoremTests {
  private static let ofTheLoss = ["loss-descent", "norm-ledger", "stationary-norms"]

  /// Label smoothing is no mistake: no ledger may call it one, but those that have the loss in their claim.
  @Test(arguments: trainingTheorems.map { $0.claim.name }.filter { !ofTheLoss.contains($0) })
  func allowsLabelSmoothing(name: String) throws {
    let theorem = try #require(trainingTheorems.first { $0.claim.name == name })
    let smoothing = TrainingEngine.altering("smooth", "label smoothing") {
      if case .crossEntropy = $0.loss { $0.loss = .crossEntropy(smoothing: 0.2) }
    }
    let verdict = theorem.examine(smoothing)
    #expect(verdict.holds, "\(name): \(verdict)")
  }
}
