import Foundation

/// What the machine has for numbers. What cannot be had ends a program where it stands, so that what is known before is refused.
struct MachineMemory: Sendable {
  var bytes = ProcessInfo.processInfo.physicalMemory

  /// Throws, with exit code 64, if `what` takes more than there is.
  func check(_ needed: Double, _ what: String, cure: String) throws(LaboratoryError) {
    guard needed > Double(bytes) else { return }
    func size(_ bytes: Double) -> String { "\(readable((bytes / 0x1p30 * 10).rounded() / 10)) GiB" }
    throw .unknown(
      "\(what) would take \(size(needed)), and the machine has \(size(Double(bytes)))", cure: cure)
  }
}
