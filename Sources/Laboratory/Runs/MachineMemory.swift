import Foundation

/// What the machine has for numbers. What cannot be had ends a program where it stands, so that what is known before is refused.
struct MachineMemory: Sendable {
  var bytes = ProcessInfo.processInfo.physicalMemory

  /// How much of it one thing may take.
  enum Share: Double {
    case whole = 1
    case half = 0.5
    case quarter = 0.25
  }

  /// Throws, with exit code 64, if `what` takes more than its share.
  func check(
    _ what: String, takes needed: Double, atMost share: Share = .whole, cure: String
  ) throws(LaboratoryError) {
    guard needed > share.rawValue * Double(bytes) else { return }
    let part =
      switch share {
      case .whole: ""
      case .half: "half of "
      case .quarter: "a quarter of "
      }
    throw .unknown(
      "\(what) would take \(memorySize(needed)), more than \(part)the machine's \(memorySize(Double(bytes)))",
      cure: cure)
  }
}
