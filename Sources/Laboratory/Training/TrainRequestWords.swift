import DeepNetworks
import Foundation

/// The flags that are words.
extension TrainRequest {
  /// PyTorch's weight_decay from either flag.
  func decay() throws(LaboratoryError) -> Double {
    guard weightDecay == nil || lambda == nil else {
      throw .unknown(
        "--wd and --lambda say the same thing twice, with a factor 2 between them",
        cure: "give --wd, PyTorch's weight_decay, or --lambda, the coefficient of lambda |W|^2 in the loss")
    }
    let decay = weightDecay ?? lambda.map { 2 * $0 } ?? 0
    guard decay >= 0, decay.isFinite, learningRate * decay < 1 else {
      throw .unknown(
        "a learning rate of \(readable(learningRate)) and a weight decay of \(readable(decay)) are not those of a training",
        cure: "both are 0 or more, and their product, the share that a step forgets, is below 1")
    }
    return decay
  }

  func askedLoss() throws(LaboratoryError) -> TrainingLoss? {
    switch loss {
    case nil: return nil
    case "cross-entropy"?: return .crossEntropy()
    case "squares"?: return .squares
    case "logistic"?: return .logistic
    case let word?:
      throw .unknown(
        "--loss \(legible(word))",
        cure: didYouMean(word, among: ["cross-entropy", "squares", "logistic"])
          ?? "there are cross-entropy, squares and logistic")
    }
  }

  func weightStart() throws(LaboratoryError) -> WeightStart {
    let parts = start.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.count > 1 ? Double(parts[1]) : nil) {
    case ("he", nil) where parts.count == 1: return .he
    case ("pytorch", nil) where parts.count == 1: return .pyTorch
    case ("gaussian", let deviation?) where deviation >= 0 && deviation.isFinite:
      return .gaussian(deviation: deviation)
    default:
      throw .unknown(
        "--init \(legible(start))",
        cure: "he (variance 2/inputs), pytorch (uniform), or gaussian:0.05 with a deviation")
    }
  }

  func batchOrder() throws(LaboratoryError) -> BatchOrder {
    switch order {
    case "shuffled": return .shuffled
    case "cyclic": return .cyclic
    case "replacement": return .withReplacement
    default:
      throw .unknown(
        "--order \(legible(order))",
        cure: didYouMean(order, among: ["shuffled", "cyclic", "replacement"])
          ?? "there are shuffled (anew every epoch), cyclic and replacement")
    }
  }

  /// constant, cosine, or step:60,100,200:0.2 with milestones in the unit of the training's length.
  func rates(_ total: Int, _ perEpoch: Int) throws(LaboratoryError) -> RateSchedule {
    let share = try learningRate * decay()
    let parts = schedule.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.count) {
    case ("constant", 1): return .constant
    case ("cosine", 1): return .cosine(updates: total)
    case ("step", 3):
      let numbers = parts[1].split(separator: ",").map { Int($0) }
      let milestones = numbers.compactMap(\.self)
      guard let factor = Double(parts[2]), factor > 0, factor.isFinite, !milestones.isEmpty,
        milestones.count == numbers.count, milestones.allSatisfy({ (1...1_000_000_000).contains($0) }),
        milestones == milestones.sorted()
      else { break }
      // A rate that grows must not make a step forget more than there is.
      guard factor <= 1 || share * pow(factor, Double(milestones.count)) < 1 else { break }
      let unit = epochs == nil ? 1 : perEpoch
      return .steps(milestones: milestones.map { $0 * unit }, factor: factor)
    default: break
    }
    throw .unknown(
      "--schedule \(legible(schedule))",
      cure: "constant, cosine, or step:60,100,200:0.2, which multiplies the rate by 0.2 after so many "
        + (epochs == nil ? "updates" : "epochs"))
  }

  /// The network that --layers and its flags mean for some data.
  func architecture(for data: TrainData, _ text: LayerText) throws(LaboratoryError) -> Architecture {
    let outputs = try askedLoss() == .logistic ? 1 : data.train.outputCount
    return try Architecture(
      text, for: data.train, outputs: outputs,
      .init(hasBiases: hasBiases, isLinear: isLinear, isNormalized: isNormalized, batchSize: batchSize))
  }
}
