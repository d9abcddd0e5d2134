import DeepNetworks
import Foundation
import Matrices
import Simulation

/// The theorems on rank held against weights that random slabs have moved.
struct SlabVerdicts {
  let walk: SlabWalk
  let subject: SlabSubject
  let bounds: LayerBounds
  let certificates: SlabCertificates?

  var all: [VerdictReport] {
    [
      report(RankMemory.claim, memory), report(RankTransport.claim, transport),
      report(RankCertificates.claim, exact), report(UpdateNoiseFloor.claim, noiseFloor),
      report(UnrolledUpdates.claim, unrolled),
    ] + (subject.slabs.law == .orthogonal && subject.start == 0 ? [report(TightSlabs.claim, tight)] : [])
  }

  private func report(_ claim: Claim, _ judge: (SlabCertificates) -> Verdict) -> VerdictReport {
    let verdict =
      certificates.map(judge)
      ?? .undecided(because: "the weights have \(bounds.spectrum.word): there is no rank to bound")
    return VerdictReport(
      claim, verdict, on: subject.name, expected: verdict.evidence == nil ? "undecided" : "holds")
  }

  /// How far roundings may have moved singular values over |W_T|: of every entry once for each operation of an update, as far
  /// as it is not forgotten, and those of the decomposition.
  private func roundings(_ now: LayerRanks) -> Double {
    let kept = min(Double(subject.updates), subject.forgetting.memory)
    let steps = Double(subject.slabs.batchSize + 4) * kept * walk.largestNorm / now.spectralNorm
    return Double.ulpOfOne * (steps + 4 * Double(max(bounds.rows, bounds.columns)))
  }

  private static let basis = "a rounding of each operation of an update, as far as it is not forgotten"

  /// How much a rank is beyond a bound that says something.
  private func excess(
    _ certificate: RankCertificate, above threshold: Double, _ now: LayerRanks
  ) -> Evidence? {
    guard !certificate.isVacuous else { return nil }
    let slack = roundings(now)
    let isUpper = certificate.direction == .atMost
    let rank = Double(now.rank(above: isUpper ? threshold + slack : threshold - slack))
    return Evidence(
      "rank \(now.rank(above: threshold)) above \(readable(threshold)) beyond \(certificate.number), "
        + "\(certificate.direction.rawValue) \(readable(certificate.bound))",
      predicted: 0, measured: max(0, isUpper ? rank - certificate.bound : certificate.bound - rank),
      allowed: Tolerance(0, .rounding, "a count, its threshold moved by \(scientific(slack)): " + Self.basis))
  }

  private func memory(_ found: SlabCertificates) -> Verdict {
    var reasons: [String] = []
    let evidence = bounds.lines.flatMap { line -> [Evidence] in
      guard let bound = line.certificate("T3.3"), let n = bound.window, !bound.isVacuous else {
        reasons.append("the bound is no less than the number of rows or columns")
        return []
      }
      guard n <= subject.updates,
        let old = walk.history.snapshots.first(where: { walk.history.age(of: $0) == n })
      else {
        reasons.append("there were fewer updates than a memory has")
        return []
      }
      guard old.spectralNorm <= 2 * found.now.spectralNorm else {
        reasons.append("the norm fell by more than a half within the memory")
        return []
      }
      let printed = line.printed.flatMap { value in
        line.printedFormHolds
          ? RankCertificate(
            "T3.3 as printed", "printed", "rank <= r1 log(2/eps)/x", .atMost, value,
            largestRank: found.now.largestRank, window: n) : nil
      }
      return [bound, printed].compactMap { $0.flatMap { excess($0, above: line.threshold, found.now) } }
    }
    return Verdict(evidence, otherwise: reasons.last ?? "there is no threshold")
  }

  private func transport(_ found: SlabCertificates) -> Verdict {
    let moving = found.transport.snapshots.filter { $0.addedRank < found.now.largestRank }
    guard !moving.isEmpty else {
      return .undecided(because: "between two looks every singular value may have moved")
    }
    return Verdict([
      Evidence(
        "how far C3 is from holding, over \(moving.count) earlier spectra", predicted: 0,
        measured: found.transport.violation,
        allowed: Tolerance(roundings(found.now), .rounding, Self.basis + ", over |W|_2"))
    ])
  }

  /// Every certificate that takes nothing for granted, and says something.
  private func exact(_ found: SlabCertificates) -> Verdict {
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
          Double(found.now.largestRank) * 2 * roundings(found.now), .rounding,
          Self.basis + ", of each singular value and its square"))
    }
    return Verdict(counts + sums, otherwise: "every bound is vacuous")
  }

  private func noiseFloor(_ found: SlabCertificates) -> Verdict {
    guard subject.forgetting.share > 0 else { return .undecided(because: "nothing is forgotten") }
    let floor = NoiseFloor(
      before: walk.before, after: walk.weights, share: subject.forgetting.share,
      updateRank: subject.updateRank)
    let allowed = roundings(found.now)
    let scale = walk.weights.norm
    guard floor.floor > allowed * scale else {
      return .undecided(because: "the weights before had no higher rank than an update")
    }
    return Verdict([
      Evidence(
        "the last update, \(readable(floor.ratio)) times the floor, short of it by this much of |W|_F",
        predicted: 0, measured: max(0, floor.floor - floor.step) / scale,
        allowed: Tolerance(allowed, .rounding, Self.basis))
    ])
  }

  /// C1
  private func unrolled(_ found: SlabCertificates) -> Verdict {
    guard let check = found.remainder else { return .undecided(because: "no update was recorded") }
    return Verdict([
      Evidence(
        "what W_T - P_n W_(T-n) - U_n leaves of |W_T|_F, n = \(check.window)", predicted: 0,
        measured: check.residual,
        allowed: Tolerance(Double.ulpOfOne * found.remainderRoundings, .rounding, Self.basis))
    ])
  }

  /// Singular values and ranks of orthogonal slabs from zero, by powers of beta alone.
  private func tight(_ found: SlabCertificates) -> Verdict {
    let (batch, beta) = (subject.slabs.batchSize, subject.forgetting.factor)
    guard beta < 1 else { return .undecided(because: "nothing is forgotten") }
    let powers = (0..<found.now.largestRank).map { i in
      i < batch * subject.updates ? pow(beta, Double(i / batch)) : 0
    }
    let values = found.now.singularValues.map { $0 / found.now.spectralNorm }
    let worst = zip(values, powers).reduce(0) { max($0, abs($1.0 - $1.1)) }
    let allowed = roundings(found.now)
    let ranks = bounds.lines.compactMap { line -> Evidence? in
      // A threshold that a power meets is above or not by a rounding.
      guard powers.allSatisfy({ abs($0 - line.threshold) > allowed }) else { return nil }
      return Evidence(
        "rank above \(readable(line.threshold))",
        predicted: Double(powers.count { $0 > line.threshold }), measured: Double(line.assessment.rank),
        allowed: Tolerance(0, .rounding, "a count"))
    }
    return Verdict(
      [
        Evidence(
          "largest deviation of s_i/s_1 from beta^floor((i-1)/B)", predicted: 0, measured: worst,
          allowed: Tolerance(allowed, .rounding, Self.basis))
      ] + ranks)
  }
}
