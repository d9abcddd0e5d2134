/// A figure as a value: panels laid out row by row under one title.
///
/// All text is plain: an underscore is an underscore. Numbers that are not finite leave gaps, as do numbers that are not
/// positive on a logarithmic axis.
public struct Figure: Sendable, Equatable {
  public var title: String
  public var columns: Int
  public var panels: [Panel]
  /// Width and height of one panel in points (1/72 inch).
  public var panelSize: Size

  public init(_ title: String, columns: Int = 1, panelSize: Size = Size(480, 330), panels: [Panel]) {
    precondition(columns > 0 && !panels.isEmpty, "\(panels.count) panels in \(columns) columns")
    self.title = title
    self.columns = min(columns, panels.count)
    self.panelSize = panelSize
    self.panels = panels
  }

  var rows: Int { (panels.count + columns - 1) / columns }
  var titleHeight: Int { title.isEmpty ? 0 : 30 }

  /// Width and height of the whole figure in points.
  public var size: Size { Size(columns * panelSize.width, rows * panelSize.height + titleHeight) }
}

/// A width and a height in points.
public struct Size: Sendable, Equatable {
  public var width: Int
  public var height: Int

  public init(_ width: Int, _ height: Int) {
    precondition(width > 0 && height > 0, "a size of \(width) x \(height)")
    self.width = width
    self.height = height
  }
}
