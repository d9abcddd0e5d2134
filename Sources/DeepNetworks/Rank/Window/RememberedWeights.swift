import Matrices

extension WeightSnapshot {
  /// What is left of weights and their velocity with momentum, a W + b v, as a snapshot that nothing more is forgotten of;
  /// nil without both.
  public func remembered(by memory: StepMemory) -> WeightSnapshot? {
    guard let weights, let velocity else { return nil }
    let left = memory.ofWeights * weights + memory.ofVelocity * velocity
    return WeightSnapshot(
      update: update, singularValues: left.weightSpectrum, weights: left, addedRank: addedRank)
  }
}

extension LayerHistory {
  /// What is left of the snapshots: W_T is such a remainder and a sum of gradients of rank `addedRank`. Without momentum these
  /// are the snapshots, each with the product of the decays since; with it they are a W + b v.
  public func remainders() -> [WeightSnapshot] {
    guard let momentum else { return snapshots }
    var memory = momentum.memory
    var seen = 0
    return snapshots.sorted { $0.update > $1.update }.compactMap { snapshot -> WeightSnapshot? in
      while seen < age(of: snapshot) {
        seen += 1
        memory.extend(
          learningRate: learningRates[learningRates.count - seen], weightDecay: momentum.weightDecay)
      }
      return snapshot.remembered(by: memory)
    }.reversed()
  }

  /// c_1, ..., c_n: what the last n gradients count for in W_T.
  public func gradientWeights(ofLast n: Int) -> [Double] {
    guard let momentum else { return window.gradientWeights(ofLast: n) }
    return momentum.gradientWeights(of: (0..<n).map { window.learningRate($0 + 1) })
  }

  /// U_n, what W_T has from the last n updates.
  public func sum(ofLast n: Int) -> WindowSum { WindowSum(window, weights: gradientWeights(ofLast: n)) }

  /// How much roundings of the last n updates have grown by now: the sum of what one unit in the weights and one in the
  /// velocity, which is at most two weights over the rate, has become.
  func keptRoundings(ofLast n: Int) -> Double {
    guard let momentum else { return (0..<n).reduce(0) { $0 + window.product(ofLast: $1) } }
    var memory = momentum.memory
    return (0..<n).reduce(0) { sum, j in
      let mu = window.learningRate(j + 1)
      defer { memory.extend(learningRate: mu, weightDecay: momentum.weightDecay) }
      return sum + abs(memory.ofWeights) + 2 * abs(memory.ofVelocity) / mu
    }
  }
}
