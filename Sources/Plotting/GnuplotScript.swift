/// A figure written as a complete gnuplot script, its data included: `gnuplot name.gp` draws it again anywhere.
///
/// Written for gnuplot 5.4 and newer. Text is taken letter by letter; only the powers of ten on logarithmic axes are
/// typeset.
public struct GnuplotScript: Sendable {
  public let figure: Figure
  public let format: FigureFormat

  public init(_ figure: Figure, as format: FigureFormat) {
    self.figure = figure
    self.format = format
  }

  /// The script that draws into a file of the folder in which gnuplot runs.
  public func text(output file: String) -> String {
    let panels = figure.panels.enumerated().map { index, panel in
      GnuplotPanel(panel, number: index + 1, size: figure.panelSize)
    }
    let title =
      figure.title.isEmpty ? "" : " title \(GnuplotText.quoted(figure.title)) font ',14' noenhanced"
    var script = """
      set terminal \(format.terminal(figure.size))
      set output \(GnuplotText.quotedFile(file))
      set encoding utf8
      set minussign

      """
    script += panels.flatMap(\.blocks).joined()
    script += Self.style
    script += "set multiplot layout \(figure.rows),\(figure.columns) rowsfirst\(title)\n"
    for panel in panels { script += panel.commands.joined(separator: "\n") + "\n" }
    return script + "unset multiplot\nunset output\n"
  }

  /// Two spines, a light grid, and the colours of heat maps.
  private static let style: String = {
    let stops = Color.scale.enumerated().map { index, rgb in "\(index) \(GnuplotText.quoted(rgb: rgb))" }
    return """
      set border 3 linecolor rgb '#404040' linewidth 1
      set tics out nomirror scale 0.6,0.3 textcolor rgb '#202020'
      set grid xtics ytics back linetype 1 linecolor rgb '#e4e4e4' linewidth 0.7
      set palette defined (\(stops.joined(separator: ", ")))
      set colorbox noborder

      """
  }()
}
