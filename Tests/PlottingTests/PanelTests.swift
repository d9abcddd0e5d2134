import Testing

@testable import Plotting

@Suite struct PanelTests {
  private let line = Layer.line(x: [0, 1], y: [0, 1])
  private let band = Layer.band(x: [0, 1], lower: [0, 1], upper: [1, 2])

  @Test func automaticColorsDiffer() {
    let panel = Panel("", layers: Array(repeating: line, count: Color.cycle.count))
    #expect(Set(panel.colors().map(\.rgb)).count == Color.cycle.count)
  }

  @Test func automaticColorsAvoidThoseAskedFor() {
    let panel = Panel("", layers: [line, .line(x: [0, 1], y: [0, 1], color: .blue)])
    #expect(panel.colors() == [.vermilion, .blue])
  }

  @Test func aBandHasTheColorOfItsCurve() {
    let after = Panel("", layers: [line, band, line, band, band]).colors()
    #expect(after == [.blue, .blue, .vermilion, .vermilion, .vermilion])
    let before = Panel("", layers: [band, line, band, line]).colors()
    #expect(before == [.blue, .blue, .vermilion, .vermilion])
  }

  @Test func shadesRunAlongTheScale() {
    #expect(Color.shade(0).rgb == 0x440154)
    #expect(Color.shade(-3).rgb == Color.shade(0).rgb)
    #expect(Color.shade(.nan).rgb == Color.shade(0).rgb)
    #expect(Color.shade(0.5).rgb != Color.shade(0.6).rgb)
  }

  @Test func cellsMeetHalfwayBetweenTheirCentres() {
    #expect(cellEdges([1, 2, 4], logarithmic: false) == [0.5, 1.5, 3, 5])
    let edges = cellEdges([1, 100], logarithmic: true)
    for (edge, expected) in zip(edges, [0.1, 10, 1000]) { #expect(abs(edge / expected - 1) < 1e-14) }
    #expect(cellEdges([3], logarithmic: false) == [2.5, 3.5])
    #expect(cellEdges([], logarithmic: false).isEmpty)
  }
}

@Suite struct AxisScaleTests {
  private func scale(_ values: [Double], logarithmic: Bool = false, padding: Double = 0) -> AxisScale {
    AxisScale(showing: values, requested: nil, logarithmic: logarithmic, padding: padding)
  }

  @Test func showsAllFiniteValues() {
    #expect(scale([.nan, 2, .infinity, -3]).range == -3...2)
    #expect(scale([-1, 0, 10, 1000], logarithmic: true).range == 10...1000)
    #expect(scale([]).range == 0...1)
    #expect(scale([-1], logarithmic: true).range == 0.1...10)
  }

  @Test func aConstantStandsInTheMiddle() {
    #expect(abs(scale([7, 7]).fraction(7) - 0.5) < 1e-12)
    #expect(abs(scale([0]).fraction(0) - 0.5) < 1e-12)
    #expect(abs(scale([7, 7], logarithmic: true).fraction(7) - 0.5) < 1e-12)
    #expect(scale([.leastNonzeroMagnitude]).range.contains(0))
    // 1 and its neighbour are one value.
    #expect(scale([1, 1.0.nextUp]).range.upperBound > 1.001)
  }

  @Test(arguments: [true, false])
  func placesAndNumbersAreInverse(logarithmic: Bool) {
    let axis = scale([0.01, 50], logarithmic: logarithmic)
    for place in [0, 0.2, 0.9, 1.0] { #expect(abs(axis.fraction(axis.value(at: place)) - place) < 1e-12) }
    #expect(abs(axis.withHeadroom(0.25).fraction(axis.range.upperBound) - 0.75) < 1e-12)
  }

  @Test func aShortLogarithmicAxisHasEnoughTics() throws {
    #expect(scale([0.01, 1], logarithmic: true).explicitTics == [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1])
    let short = try #require(scale([1.7, 2.3], logarithmic: true).explicitTics)
    #expect((4...10).contains(short.count))
    #expect(scale([1e-9, 1], logarithmic: true).explicitTics == nil)
  }

  @Test func ticsOnASmallRangeAreToldApart() {
    #expect(scale([12345, 12345.001]).digits >= 9)
    #expect(scale([0, 10]).digits == 6)
  }

  @Test func anImpossibleRequestShowsAllData() {
    let axis = AxisScale(showing: [1, 10], requested: -1...5, logarithmic: true, padding: 0)
    #expect(axis.range == 1...10)
  }
}

@Suite struct LegendPlacementTests {
  private func place(_ x: [Double], _ y: [Double], label: String? = "name") -> (
    place: Legend, headroom: Double
  ) {
    let drawn = DrawnLayer(.line(x: x, y: y, label: label), color: .blue, logarithmic: [])
    let scale = AxisScale(showing: [0, 1], requested: nil, logarithmic: false, padding: 0)
    return LegendPlacement(x: scale, y: scale, layers: [drawn], panelSize: Size(480, 330))
      .resolve(.automatic, mayGrow: true)
  }

  @Test func takesTheFirstFreeCorner() {
    #expect(place([0, 1], [1, 0]).place == .topRight)
    #expect(place([0, 1], [0, 1]).place == .topLeft)
    #expect(place([0, 0, 1, 1], [0, 1, 1, 0.5]).place == .bottomRight)
  }

  @Test func makesRoomWhereAllCornersAreTaken() {
    let (place, headroom) = place([0, 0, 1, 1, 0], [0, 1, 1, 0, 0])
    #expect(place == .topRight)
    #expect(headroom > 0 && headroom < 0.45)
  }

  @Test func aPanelWithoutNamesHasNoLegend() { #expect(place([0, 1], [0, 1], label: nil).place == .none) }
}
