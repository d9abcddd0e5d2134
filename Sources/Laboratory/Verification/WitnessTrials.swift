import Dispatch
import LinearNetworks
import Simulation
import Synchronization

/// Every theorem on its own witness, with the right engine and with every wrong one that it names.
public struct WitnessTrials: Sendable {
  /// One theorem and one engine; nil if no engine has the name.
  private struct Trial: Sendable {
    let theorem: Int
    let name: String
    let engine: Engine?
    let examine: @Sendable (Engine) -> Verdict
  }

  private let claims: [Claim]
  private let trials: [Trial]

  /// The wrong engines are those that a theorem names, or all that there are.
  public init(
    of theorems: [any NetworkTheorem.Type] = LinearNetworks.theorems, againstEveryEngine: Bool = false
  ) {
    claims = theorems.map { $0.claim }
    trials = theorems.enumerated().flatMap { index, theorem in
      let right = Trial(theorem: index, name: "", engine: .rankfall, examine: { theorem.examine($0) })
      let names = againstEveryEngine ? Engine.wrong.map(\.name) : theorem.counterexamples
      let wrong = names.map { name in
        Trial(
          theorem: index, name: name, engine: EngineList.engine(named: name),
          examine: { theorem.examine($0) })
      }
      return [right] + wrong
    }
  }

  public var count: Int { trials.count }

  /// Runs all trials on some threads; `progress` counts them. Throws if it is cancelled.
  public func run(
    threads: Int, progress: RunProgress = RunProgress()
  ) throws(LaboratoryError) -> [Examination] {
    let verdicts = Mutex([Verdict?](repeating: nil, count: trials.count))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in
      while !progress.isCancelled {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < trials.count else { return }
        let trial = trials[index]
        let verdict = trial.engine.map { trial.examine($0) }
        verdicts.withLock { $0[index] = verdict }
        progress.advance(by: 1)
      }
    }
    if progress.isCancelled { throw .interrupted }
    let found = verdicts.withLock { $0 }
    return claims.enumerated().map { theorem, claim in
      let own = trials.indices.filter { trials[$0].theorem == theorem }
      let wrong = own.dropFirst()
      return Examination(
        claim: claim,
        verdict: own.first.flatMap { found[$0] } ?? .undecided(because: "it was not examined"),
        rejections: wrong.compactMap { index in
          found[index].map { Examination.Rejection(engine: trials[index].name, verdict: $0) }
        },
        unknown: wrong.filter { trials[$0].engine == nil }.map { trials[$0].name })
    }
  }
}
