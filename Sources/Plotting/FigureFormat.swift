/// The file formats of a figure.
public enum FigureFormat: String, Sendable, CaseIterable {
  case svg, pdf, png

  /// gnuplot's terminal for a figure of a size in points; PNG has twice as many pixels as points.
  func terminal(_ size: Size) -> String {
    let (width, height) = (size.width, size.height)
    let common = "enhanced background '#ffffff' font 'sans-serif,12'"
    return switch self {
    case .svg: "svg size \(width),\(height) \(common)"
    case .pdf:
      "pdfcairo size \(Double(width) / 72)in,\(Double(height) / 72)in \(common) fontscale 0.65 linewidth 1.3"
    case .png:
      "pngcairo size \(2 * width),\(2 * height) \(common) fontscale 1.5 linewidth 2 pointscale 2"
    }
  }
}
