import Foundation

/// Curves drawn with letters: eight dots a letter in Braille where the terminal knows Unicode, a letter a curve otherwise.
public struct TerminalPlot: Sendable {
  public let times: [Double]
  /// Curve after curve, as long as `times`; what is not finite leaves a gap.
  public let curves: [[Double]]
  public var columns = 72
  public var rows = 18
  /// What stands before the last of the times.
  public var axis = "time"

  public init(times: [Double], curves: [[Double]]) {
    self.times = times
    self.curves = curves
  }

  /// Colours of curves from low to high, numbers of the 256-colour palette from violet to yellow green.
  private static let palette = [93, 63, 33, 37, 35, 71, 107, 178]

  public func written(_ style: TerminalStyle, unicode: Bool) -> String {
    let finite = curves.joined().filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), let end = times.last, let begin = times.first
    else { return "nothing finite to draw" }
    let room = max(high - low, 1e-12 * max(abs(low), abs(high), 1e-300))
    let (wide, tall) = unicode ? (2, 4) : (1, 1)
    var dots = [UInt8](repeating: 0, count: columns * rows)
    var owner = [Int](repeating: -1, count: columns * rows)
    let height = rows * tall
    for (number, curve) in curves.enumerated() {
      var before: Int?
      for x in 0..<(columns * wide) {
        let place = Double(x) / Double(columns * wide - 1)
        let look = min(times.count - 1, Int((place * Double(times.count - 1)).rounded()))
        guard curve[look].isFinite else {
          before = nil
          continue
        }
        let y = min(height - 1, max(0, Int((curve[look] - low) / room * Double(height - 1) + 0.5)))
        // A steep piece is drawn down to its neighbour.
        let from = before.map { $0 < y ? $0 + 1 : $0 > y ? $0 - 1 : y } ?? y
        for dot in min(from, y)...max(from, y) {
          let row = rows - 1 - dot / tall
          let cell = row * columns + x / wide
          dots[cell] |= Self.bit(x % wide, dot % tall)
          owner[cell] = number
        }
        before = y
      }
    }
    let width = 9
    var lines = (0..<rows).map { row -> String in
      let value = row == 0 ? high : row == rows - 1 ? low : nil
      let label = value.map { String(format: "%.3g", $0) } ?? ""
      let cells = (0..<columns).map {
        letter(dots[row * columns + $0], owner[row * columns + $0], style, unicode)
      }
      return String(repeating: " ", count: max(0, width - label.count)) + label
        + (unicode ? " \u{2502}" : " |")
        + cells.joined()
    }
    let foot = String(format: "%.3g", end)
    lines.append(
      String(repeating: " ", count: width) + (unicode ? " \u{2514}" : " +")
        + String(repeating: unicode ? "\u{2500}" : "-", count: columns))
    let left = String(format: "%.3g", begin)
    lines.append(
      String(repeating: " ", count: width + 2) + left
        + String(repeating: " ", count: max(1, columns - left.count - foot.count - axis.count - 1)) + axis
        + " "
        + foot)
    return lines.joined(separator: "\n")
  }

  /// Braille's dots, counted from below.
  private static func bit(_ x: Int, _ y: Int) -> UInt8 {
    let left: [UInt8] = [0x40, 0x04, 0x02, 0x01]
    let right: [UInt8] = [0x80, 0x20, 0x10, 0x08]
    return x == 0 ? left[y] : right[y]
  }

  private func letter(_ dots: UInt8, _ owner: Int, _ style: TerminalStyle, _ unicode: Bool) -> String {
    guard dots != 0, owner >= 0 else { return " " }
    guard unicode else {
      return String("0123456789abcdefghijklmnopqrstuvwxyz".dropFirst(owner % 36).first ?? "*")
    }
    let text = Unicode.Scalar(0x2800 + UInt32(dots)).map { String(Character($0)) } ?? "*"
    guard style.hasColor else { return text }
    let place = curves.count < 2 ? 0 : owner * (Self.palette.count - 1) / (curves.count - 1)
    return "\u{1B}[38;5;\(Self.palette[place])m\(text)\u{1B}[0m"
  }

  /// As many columns as have room beside the labels: of $COLUMNS, else of the terminal, else of 84.
  public static func columns(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Int {
    var size = winsize()
    let asked = environment["COLUMNS"].flatMap { Int($0) }
    let seen = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : 0
    let room = asked ?? seen
    return min(72, max(16, (room > 0 ? room : 84) - 12))
  }

  /// Whether the environment speaks UTF-8.
  public static func knowsUnicode(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    return locale.uppercased().replacingOccurrences(of: "-", with: "").contains("UTF8")
  }
}
