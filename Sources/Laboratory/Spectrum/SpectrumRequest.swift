import Foundation
import Repulsion
import Simulation

/// What `rankfall spectrum` was asked for, flag by flag; nil where a model's own value is to be taken.
public struct SpectrumRequest: Sendable {
  public var model: String
  public var size: Int?
  public var beta: Double?
  public var rows: Double?
  public var confinement: Double?
  public var decay: Double?
  public var noise: Double?
  public var width: Int?
  public var curvature: Double?
  public var signal: Double?
  public var scale: Double?
  public var weights: Int?
  /// "zero", "even", or numbers separated by commas.
  public var start: String?
  public var method: String?
  public var softening: Double?
  public var time: Double?
  public var step: Double?
  public var looks: Int?
  public var paths = 200
  public var seed: UInt64 = 1
  public var threads = 1

  public init(model: String) { self.model = model }

  /// The models that can be asked for. A new one is an entry here and a case of `RepulsionModel`, or a subject of its own.
  public static let models: [SpectrumModel] = [
    SpectrumModel(
      name: "dyson",
      summary: "eigenvalues of a moving symmetric or Hermitian matrix; --confinement holds them",
      flags: ["beta", "confinement", "start", "method", "softening"], start: "zero", time: 2),
    SpectrumModel(
      name: "laguerre", summary: "eigenvalues of X^T X for a moving rows x n matrix X",
      flags: ["beta", "rows", "start", "method", "softening"],
      start: "zero", time: 1),
    SpectrumModel(
      name: "multiplicative", summary: "eigenvalues of theta theta^T when noise multiplies theta",
      flags: ["decay", "noise", "start", "method", "softening"], start: "even", time: 5),
    SpectrumModel(
      name: "network", summary: "W1 W1^T of a network of one output and white inputs under label noise",
      flags: ["noise", "width", "curvature", "signal", "scale", "weights"], start: "", time: 60, steps: 1200),
  ]

  /// What is to be run, or the first thing that is wrong with what was asked for (exit code 64).
  public func subject() throws(LaboratoryError) -> any SpectrumSubject {
    guard let known = Self.models.first(where: { $0.name == model }) else {
      throw .unknown(
        "no model is called \(quoted(model))",
        cure: didYouMean(model, among: Self.models.map(\.name))
          ?? "there are " + Self.models.map(\.name).joined(separator: ", "))
    }
    try refuseForeignFlags(known)
    let length = time ?? known.time
    let h = step ?? length / Double(known.steps)
    guard length > 0, h > 0, h <= length, length.isFinite else {
      throw .unknown("--time \(readable(length)) in steps of \(readable(h))", cure: "0 < step <= time")
    }
    let exact = length / h
    let count = exact.rounded()
    guard paths > 0, count <= 1e8, looks ?? 1 > 0 else {
      throw .unknown(
        "\(paths) paths of \(readable(count)) steps",
        cure: "at least one path and one look, at most 1e8 steps")
    }
    // Steps of one length end at a multiple of it; that of a model's own number of steps may round.
    guard abs(exact - count) <= 1e-9 * count else {
      throw .unknown(
        "--time \(readable(length)) is not a whole number of steps of \(readable(h))",
        cure: "take --time \(readable(exact.rounded(.down) * h)) or \(readable(exact.rounded(.up) * h)), "
          + "or --step \(readable(length / exact.rounded(.up)))")
    }
    let steps = Int(count)
    let schedule = Schedule(steps: steps, every: max(1, steps / (looks ?? 100)))
    let ensemble = Ensemble(trajectories: paths, seed: seed, threads: threads)
    let subject: any SpectrumSubject =
      known.name == "network"
      ? try network(h, schedule, ensemble) : RepulsionSubject(try points(known, h, schedule, ensemble))
    // A record is put together from its parts and copied for its judgement: four times its size at most.
    try MachineMemory().check(
      "what is kept of these paths", takes: 4 * 8 * subject.recordedNumbers,
      cure: "fewer --paths, --weights or --looks")
    return subject
  }

  private func points(
    _ known: SpectrumModel, _ h: Double, _ schedule: Schedule, _ ensemble: Ensemble
  ) throws(LaboratoryError) -> RepulsionSetting {
    let starting = try points(known)
    let moving = try parsedModel(size: starting.count)
    let way = try parsedMethod()
    if way == .implicit, let problem = moving.problem(size: starting.count) {
      throw .unknown("this \(model) cannot be run by the implicit method", cure: problem)
    }
    if way != .implicit, zip(starting, starting.dropFirst()).contains(where: { $0 >= $1 }) {
      throw .unknown(
        "Euler's method cannot part points that start together",
        cure: "take --method implicit or another --start")
    }
    return RepulsionSetting(
      moving, start: starting, by: way, timeStep: h, schedule: schedule, ensemble: ensemble)
  }

  private func refuseForeignFlags(_ known: SpectrumModel) throws(LaboratoryError) {
    let given = [
      ("beta", beta), ("rows", rows), ("confinement", confinement), ("decay", decay), ("noise", noise),
      ("width", width.map(Double.init)), ("curvature", curvature), ("signal", signal), ("scale", scale),
      ("weights", weights.map(Double.init)),
      ("softening", softening),
    ]
    let words = [("start", start), ("method", method)].filter { $0.1 != nil }.map(\.0)
    for flag in given.filter({ $0.1 != nil }).map(\.0) + words where !known.flags.contains(flag) {
      throw .unknown(
        "--\(flag) says nothing to the model \(known.name)",
        cure: "it takes " + known.flags.map { "--" + $0 }.joined(separator: " and "))
    }
    for (flag, value) in given {
      if let value, !value.isFinite {
        throw .unknown("--\(flag) is not a finite number", cure: "give a number")
      }
    }
  }

  private func parsedModel(size: Int) throws(LaboratoryError) -> RepulsionModel {
    switch model {
    case "dyson": return .dyson(beta: beta ?? 1, confinement: confinement ?? 0)
    case "laguerre":
      guard rows ?? 1 <= Self.mostRows else {
        throw .unknown(
          "--rows \(readable(rows ?? 0))",
          cure: "at most \(readable(Self.mostRows)): doubles do not tell the eigenvalues of more apart")
      }
      return .laguerre(beta: beta ?? 1, rows: rows ?? Double(size + 2))
    default: return .multiplicative(decay: decay ?? 0.05, noise: noise ?? 0.1)
    }
  }

  private func parsedMethod() throws(LaboratoryError) -> RepulsionSetting.Method {
    switch method ?? "implicit" {
    case "implicit":
      guard softening == nil else {
        throw .unknown(
          "the implicit method softens nothing", cure: "leave --softening out, or take --method euler")
      }
      return .implicit
    case "euler":
      guard softening ?? 1 > 0 else { throw .unknown("--softening must be positive", cure: "such as 0.001") }
      return .euler(softening: softening ?? 0.001)
    default:
      let name = method ?? ""
      throw .unknown(
        "no method is called \(quoted(name))",
        cure: didYouMean(name, among: ["implicit", "euler"]) ?? "there are implicit and euler")
    }
  }

  private func points(_ known: SpectrumModel) throws(LaboratoryError) -> [Double] {
    let word = start ?? known.start
    let positive = model != "dyson"
    if word == "zero" || word == "even" {
      let count = size ?? 8
      guard count > 0, count <= Int(SpectrumRequest.most) else {
        throw .unknown("\(count) points", cure: "1 to \(SpectrumRequest.most) of them")
      }
      if word == "zero" {
        guard model != "multiplicative" else {
          throw .unknown("multiplicative noise leaves zero at zero", cure: "take --start even, or numbers")
        }
        return [Double](repeating: 0, count: count)
      }
      let middle = 0.5 * Double(count - 1)
      return (0..<count).map { i -> Double in positive ? 0.5 * Double(i + 1) : Double(i) - middle }
    }
    let numbers = word.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) }
    let values = numbers.compactMap(\.self)
    guard values.count == numbers.count, !values.isEmpty, values.allSatisfy(\.isFinite) else {
      throw .unknown(
        "--start \(word) is not a list of numbers",
        cure: didYouMean(word, among: ["zero", "even"]) ?? "zero, even, or numbers such as 0.5,1,2")
    }
    guard size == nil || size == values.count else {
      throw .unknown("--start has \(values.count) numbers and -n says \(size ?? 0)", cure: "leave -n out")
    }
    let sorted = values.sorted()
    guard model == "dyson" || sorted[0] >= 0, model != "multiplicative" || sorted[0] > 0,
      values.count <= SpectrumRequest.most
    else {
      throw .unknown(
        "--start \(word) has a point where the model has none",
        cure: "Wishart's are 0 or more, "
          + "multiplicative ones positive, at most \(SpectrumRequest.most) in all")
    }
    return sorted
  }

  /// The most points.
  static let most = 64
  /// The most rows: singular values near 1e6, of distance 1, are known to 1e-10.
  static let mostRows = 1e12
}

/// A model by its name on the command line.
public struct SpectrumModel: Sendable {
  public let name: String
  public let summary: String
  /// The flags that it takes beside those of every model.
  public let flags: [String]
  let start: String
  let time: Double
  var steps = 400
}
