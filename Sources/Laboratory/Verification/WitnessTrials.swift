import Dispatch
import Simulation
import Synchronization

/// Every theorem on its own witness, with the right engine and with every wrong one that it names.
public struct WitnessTrials: Sendable {
  /// One theorem and one engine.
  private struct Trial: Sendable {
    let theorem: Int
    let engine: String
  }

  private let theorems: [(subject: String, theorem: Subject.Theorem)]
  private let trials: [Trial]

  /// The wrong engines are those that a theorem names, or all that its room has.
  public init(of subjects: [Subject] = Subject.all, againstEveryEngine: Bool = false) {
    theorems = subjects.flatMap { subject in subject.theorems.map { (subject.name, $0) } }
    let engines = subjects.flatMap { subject in
      subject.theorems.map { againstEveryEngine ? subject.wrongEngines.map(\.name) : $0.counterexamples }
    }
    trials = engines.enumerated().flatMap { index, names in
      ([Subject.right] + names).map { Trial(theorem: index, engine: $0) }
    }
  }

  public var count: Int { trials.count }

  /// Runs all trials on some threads; `progress` counts them. Throws if it is cancelled.
  public func run(
    threads: Int, progress: RunProgress = RunProgress()
  ) throws(LaboratoryError) -> [Examination] {
    let verdicts = Mutex([Verdict?](repeating: nil, count: trials.count))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, trials.count))) { _ in
      while !progress.isCancelled {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < trials.count else { return }
        let trial = trials[index]
        let verdict = theorems[trial.theorem].theorem.examine(trial.engine)
        verdicts.withLock { $0[index] = verdict }
        progress.advance(by: 1)
      }
    }
    if progress.isCancelled { throw .interrupted }
    let found = verdicts.withLock { $0 }
    return theorems.enumerated().map { number, entry in
      let own = trials.indices.filter { trials[$0].theorem == number }
      let wrong = own.dropFirst()
      return Examination(
        subject: entry.subject, claim: entry.theorem.claim,
        verdict: own.first.flatMap { found[$0] } ?? .undecided(because: "it was not examined"),
        rejections: wrong.compactMap { index in
          found[index].map { Examination.Rejection(engine: trials[index].engine, verdict: $0) }
        },
        unknown: wrong.filter { found[$0] == nil }.map { trials[$0].engine })
    }
  }
}
