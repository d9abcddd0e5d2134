/// One line of progress: `label [#####-----] 42% 12.3 s, 17 s left`.
public struct ProgressLine: Sendable, Equatable {
  public var label: String
  /// Steps done and steps to do.
  public var completed: Int
  public var total: Int
  /// Seconds since the beginning.
  public var elapsed: Double
  /// What there is to say beside it.
  public var note: String?

  public init(label: String, completed: Int, total: Int, elapsed: Double, note: String? = nil) {
    self.note = note
    self.label = label
    self.completed = completed
    self.total = total
    self.elapsed = elapsed
  }

  /// From 0 to 1; nothing to do is done.
  public var fraction: Double {
    total <= 0 ? 1 : min(max(Double(completed) / Double(total), 0), 1)
  }

  /// Seconds to the end at the speed so far; nil before the first step.
  public var remaining: Double? { fraction == 0 ? nil : elapsed * (1 - fraction) / fraction }

  /// The line, cut off where it would not fit into a terminal of so many columns.
  public func text(columns: Int = 80) -> String {
    let cells = 20
    let full = Int(fraction * Double(cells))
    let bar = String(repeating: "#", count: full) + String(repeating: "-", count: cells - full)
    let left = remaining.map { ", \(Self.duration($0.rounded(.up), tenths: false)) left" } ?? ""
    let said = note.map { "; " + $0 } ?? ""
    let line =
      "\(label) [\(bar)] \(Int(fraction * 100))% \(Self.duration(elapsed, tenths: true))\(left)\(said)"
    return String(line.prefix(max(columns - 1, 0)))
  }

  /// Seconds in words: `12.3 s`, `2 min 05 s`, `3 h 07 min`, `2 d 04 h`.
  static func duration(_ seconds: Double, tenths: Bool) -> String {
    guard seconds >= 0, seconds < 1e9 else { return "?" }
    func pair(_ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
      "\(large) \(largeUnit) \(small < 10 ? "0" : "")\(small) \(smallUnit)"
    }
    let whole = Int(seconds)
    if whole >= 86400 { return pair(whole / 86400, "d", whole % 86400 / 3600, "h") }
    if whole >= 3600 { return pair(whole / 3600, "h", whole % 3600 / 60, "min") }
    if whole >= 60 { return pair(whole / 60, "min", whole % 60, "s") }
    return tenths ? "\(whole).\(Int(seconds * 10) % 10) s" : "\(whole) s"
  }
}
