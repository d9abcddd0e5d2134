import Foundation

/// The memory of this process that stands in the machine's own.
enum ResidentMemory {
  /// The most that it was so far, in bytes.
  ///
  /// The kernel keeps it with the memory itself; `getrusage`, for systems without /proc, may give that of the program that
  /// started this one.
  static var peak: Int {
    if let file = fopen("/proc/self/status", "r") {
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 256)
      while fgets(&line, Int32(line.count), file) != nil {
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        // "VmHWM:     1234 kB"
        guard text.hasPrefix("VmHWM:") else { continue }
        return (Int(text.filter(\.isNumber)) ?? 0) * 1024
      }
    }
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
