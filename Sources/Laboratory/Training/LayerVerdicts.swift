import DeepNetworks
import Matrices
import Simulation

/// The theorems on rank held against one layer of a training: each holds, fails, or says that this training cannot tell.
struct LayerVerdicts {
  let layer: TrainedLayer
  let bounds: LayerBounds
  let certificates: LayerCertificates?
  let subject: TrainSubject
  let hasDiverged: Bool

  var all: [VerdictReport] {
    let isRecorded = subject.plan.recordsFactors
    // Without a velocity the claims are those of plain descent; with one there is a single claim on all of it.
    guard !subject.setting.hasMomentum else { return [report(MomentumCertificates.claim, withMomentum)] }
    return [
      report(RankMemory.claim, memory), report(RankTransport.claim, transport),
      report(RankCertificates.claim, exact), report(UpdateNoiseFloor.claim, noiseFloor),
    ] + (isRecorded ? [report(UnrolledUpdates.claim, unrolled)] : [])
  }

  /// What a theorem that applies should say: that it holds, if it can be asked at all.
  private func report(_ claim: Claim, _ judge: (LayerCertificates) -> Verdict) -> VerdictReport {
    let verdict: Verdict =
      if hasDiverged { .undecided(because: "the training diverged") } else if let certificates {
        judge(certificates)
      } else {
        .undecided(because: "the layer has \(bounds.spectrum.word): there is no rank to bound")
      }
    return VerdictReport(
      claim, verdict, on: layer.name, expected: verdict.evidence == nil ? "undecided" : "holds")
  }

  /// How far roundings may have moved singular values over |W_T|: of every entry once for each operation of an update, as
  /// far as it is not forgotten, with steps up to the size of the weights; and those of the decomposition.
  private func roundings(over updates: Int, _ now: LayerRanks) -> Double {
    let unit = subject.request.isDouble ? Double.ulpOfOne : Double(Float.ulpOfOne)
    let kept = keptRoundings(over: updates)
    let steps = unit * Double(operations) * kept * layer.largestNorm / now.spectralNorm
    return steps + 4 * Double(max(layer.weights.rows, layer.weights.columns)) * Double.ulpOfOne
  }

  /// What an entry goes through in an update: a product for each use of the weights in the batch, and the step.
  private var operations: Int { layer.weight.uses * subject.setting.batchSize + 4 }

  /// For how many updates a rounding is remembered; one of a velocity acts on the weights of all updates after it.
  private func keptRoundings(over updates: Int) -> Double {
    guard let rule = subject.setting.momentumRule else {
      return min(Double(updates), subject.forgetting.memory)
    }
    var memory = rule.memory
    var (sum, j) = (0.0, 0)
    while j < updates, let mu = subject.setting.pastLearningRate(j + 1) {
      let kept = abs(memory.ofWeights) + 2 * abs(memory.ofVelocity) / mu
      sum += kept
      guard kept > 1e-12 * sum else { break }
      memory.extend(learningRate: mu, weightDecay: rule.weightDecay)
      j += 1
    }
    return sum
  }

  private var basis: String {
    "roundings of \(operations) operations an update, as far as they are not forgotten"
  }

  /// How much a rank is beyond a bound once roundings are given away; nil where the bound says nothing, or roundings are
  /// as large as the threshold.
  private func excess(
    _ certificate: RankCertificate, above threshold: Double, _ now: LayerRanks
  ) -> Evidence? {
    guard !certificate.isVacuous else { return nil }
    let slack = roundings(over: certificate.window ?? layer.updates, now)
    guard slack < threshold / 2 else { return nil }
    let isUpper = certificate.direction == .atMost
    let rank = Double(now.rank(above: isUpper ? threshold + slack : threshold - slack))
    return Evidence(
      "rank \(now.rank(above: threshold)) above \(readable(threshold)) beyond \(certificate.number), "
        + "\(certificate.direction.rawValue) \(readable(certificate.bound))",
      predicted: 0, measured: max(0, isUpper ? rank - certificate.bound : certificate.bound - rank),
      allowed: Tolerance(0, .rounding, "a count, its threshold moved by \(scientific(slack)): \(basis)"))
  }

  /// The bound of theory at each threshold at which it says something and its assumption was met: in integers, and as it is
  /// printed where that follows.
  private func memory(_ found: LayerCertificates) -> Verdict {
    var (isVacuous, isYoung, hasFallen) = (false, false, false)
    let evidence = bounds.lines.flatMap { line -> [Evidence] in
      guard let bound = line.certificate("T3.3"), let n = bound.window, !bound.isVacuous else {
        isVacuous = true
        return []
      }
      // With momentum the norm one update earlier counts, too, where there was one.
      let ages = subject.setting.hasMomentum && n < layer.updates ? [n, n + 1] : [n]
      let norms = ages.compactMap { layer.pastNorms[layer.updates - $0] }
      guard norms.count == ages.count else {
        isYoung = true
        return []
      }
      guard norms.allSatisfy({ $0 <= 2 * found.now.spectralNorm }) else {
        hasFallen = true
        return []
      }
      let printed = line.printed.flatMap { value in
        line.printedFormHolds
          ? RankCertificate(
            "T3.3 as printed", "printed", "rank <= r1 log(2/eps)/x", .atMost, value,
            largestRank: found.now.largestRank, window: n) : nil
      }
      return [bound, printed].compactMap {
        $0.flatMap { excess($0, above: line.threshold, found.now) }
      }
    }
    return Verdict(
      evidence,
      otherwise: isYoung
        ? "the training is shorter than its memory"
        : hasFallen
          ? "the norm fell by more than a half within the memory"
          : isVacuous ? "the bound is no less than the number of rows or columns" : "roundings hide it")
  }

  private func transport(_ found: LayerCertificates) -> Verdict {
    let moving = layer.snapshots.filter { $0.addedRank < found.now.largestRank }
    guard let oldest = moving.first else {
      return .undecided(because: "between two looks every singular value may have moved")
    }
    let evidence = Evidence(
      "how far C3 is from holding, over \(moving.count) earlier spectra", predicted: 0,
      measured: found.transport.violation,
      allowed: Tolerance(
        roundings(over: layer.updates - oldest.update, found.now), .rounding, basis + ", over |W|_2"))
    return Verdict([evidence])
  }

  /// Every certificate that takes nothing for granted, and says something.
  private func exact(_ found: LayerCertificates) -> Verdict {
    let counts = bounds.lines.flatMap { line in
      line.assessment.certificates.filter { $0.assumption == nil }
        .compactMap { excess($0, above: line.threshold, found.now) }
    }
    let measured = [found.now.stableRank, found.now.nuclearRank]
    let sums = zip(bounds.summed, measured).compactMap { certificate, rank -> Evidence? in
      guard !certificate.isVacuous else { return nil }
      return Evidence(
        "\(certificate.quantity.rawValue) \(readable(rank)) beyond C5, at most \(readable(certificate.bound))",
        predicted: 0, measured: max(0, rank - certificate.bound),
        allowed: Tolerance(
          Double(found.now.largestRank) * 2 * roundings(over: layer.updates, found.now), .rounding,
          basis + ", of each singular value and its square"))
    }
    let all = counts + sums
    return Verdict(all, otherwise: "every bound is vacuous, or roundings hide it")
  }

  /// All of it for a training with momentum: theory's bound, C3, the certificates and C1, as far as they can tell.
  private func withMomentum(_ found: LayerCertificates) -> Verdict {
    let parts = [memory(found), transport(found), exact(found)]
    let recorded = subject.plan.recordsFactors ? [unrolled(found)] : []
    return Verdict(
      (parts + recorded).compactMap(\.evidence),
      otherwise: "no old weights are forgotten, every bound is vacuous, or roundings hide it")
  }

  private func noiseFloor(_ found: LayerCertificates) -> Verdict {
    let share = subject.forgetting.share
    guard share > 0, layer.updates > 0 else { return .undecided(because: "nothing is forgotten") }
    let floor = NoiseFloor(
      before: layer.before, after: layer.weights, share: share, updateRank: layer.fullUpdateRank)
    guard floor.floor > 0 else { return .undecided(because: "an update may have full rank") }
    let scale = layer.weights.norm
    let allowed = roundings(over: 1, found.now)
    guard allowed < floor.floor / scale else {
      return .undecided(because: "the floor is below the roundings of one update")
    }
    return Verdict([
      Evidence(
        "the last update, \(readable(floor.ratio)) times the floor, short of it by this much of |W|_F",
        predicted: 0, measured: max(0, floor.floor - floor.step) / scale,
        allowed: Tolerance(allowed, .rounding, basis + ", of one update"))
    ])
  }

  /// C1: at rounding, whatever the rank.
  private func unrolled(_ found: LayerCertificates) -> Verdict {
    guard let check = found.remainder else { return .undecided(because: "no update was recorded") }
    let unit = subject.request.isDouble ? Double.ulpOfOne : Double(Float.ulpOfOne)
    return Verdict([
      Evidence(
        "what W_T - \(subject.setting.hasMomentum ? "R_n" : "P_n W_(T-n)") - U_n leaves of |W_T|_F, n = \(check.window)",
        predicted: 0,
        measured: check.residual,
        allowed: Tolerance(
          unit * found.remainderRoundings, .rounding,
          "roundings of every operation of \(check.window) updates, as far as they are not forgotten"))
    ])
  }
}
