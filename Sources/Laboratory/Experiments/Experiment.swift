import Foundation
import LinearNetworks
import Simulation

/// A question put to the laboratory: what an experiment file says, composed and checked.
public struct Experiment: Sendable {
  public let name: String
  public let title: String
  public let question: String?
  public let source: String?
  public let runs: [ExperimentRun]
  public let figures: [FigurePlan]
  /// The file as it was given.
  public let text: String
  /// Everything composed and written out: `rankfall run` takes it as an experiment file beside `inputs`.
  public let resolvedText: String
  /// The data files, by the names they have in `resolvedText`.
  public let inputs: [String: [UInt8]]
  /// What is allowed but probably not meant.
  public let warnings: [String]
}

/// One run of an experiment.
public struct ExperimentRun: Sendable {
  public let name: String
  public let setting: Setting
  /// The names of what is recorded, beside what the theorems need.
  public let observables: [String]
  /// The verdicts that should not be `holds`, by theorem.
  public let expectations: [String: String]
  public let engine: Engine
  /// What the file says of it, composed.
  let keys: Section

  /// The number under a key such as `label_noise.variance`; nil if there is none.
  public func number(at key: String) -> Double? {
    let path = key.split(separator: ".").map(String.init)
    guard let last = path.last else { return nil }
    let section = path.dropLast().reduce(Optional(keys)) { $0?.section($1) }
    return section?.number(last) ?? section?.integer(last).map(Double.init)
  }

  /// The verdict that a theorem should reach on this run.
  public func expectation(of theorem: String) -> String { expectations[theorem] ?? "holds" }

  /// The theorems that apply to this run and can judge what it keeps.
  public var predictions: [any NetworkPrediction] { setting.predictions }
}

/// A figure that an experiment asks for.
public struct FigurePlan: Sendable, Equatable {
  public let observable: String
  public let title: String
  public let isLogarithmic: Bool
  public let columns: Int?
  /// A panel for each run instead of one for all.
  public let isSplit: Bool
  /// The names of the runs.
  public let runs: [String]
  /// The observable whose numbers colour the lines, one for one; nil: colours tell runs and components apart.
  public var coloredBy: String?
  /// The keys of the runs over which their last looks are drawn: none draws them over time.
  public var against: [String] = []
}

/// A key of an experiment that is set from outside the file: `learning_rate=0.05`, `runs.noisy.batch=2`.
public struct Override: Sendable, Equatable {
  public let key: [String]
  public let value: String
  let source: SourceText

  /// Reads `key=value`; throws with exit code 64 where there is no `=`.
  public init(_ text: String) throws(DiagnosticError) {
    source = SourceText(text, file: "--set")
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw DiagnosticError(
        diagnostics: [
          source.diagnostic(
            "this is not key=value", line: 1, column: 1, cure: "write --set learning_rate=0.05")
        ], exitCode: 64)
    }
    key = text[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    value = String(text[text.index(after: equals)...])
  }

  init(key: [String], value: String, source: SourceText) {
    (self.key, self.value, self.source) = (key, value, source)
  }

  public static func == (a: Override, b: Override) -> Bool { a.key == b.key && a.value == b.value }
}
