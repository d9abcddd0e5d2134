import Testing

@testable import Plotting

private func script(_ layers: [Layer], logarithmic: Set<Axis> = [], legend: Legend = .automatic) -> String {
  let panel = Panel("panel_a", x: "time", y: "it's", logarithmic: logarithmic, legend: legend, layers: layers)
  return GnuplotScript(Figure("log_det {x} @y `z`", panels: [panel]), as: .svg).text(output: "name.svg")
}

/// The lines of a data block.
private func block(_ name: String, in script: String) -> [String] {
  let lines = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  guard let start = lines.firstIndex(of: "$\(name) << EOD") else { return [] }
  return Array(lines[(start + 1)...].prefix { $0 != "EOD" })
}

@Suite struct GnuplotScriptTests {
  @Test func textIsTakenLetterByLetter() {
    let text = script([.line(x: [0, 1], y: [0, 1], label: "a\nb")])
    #expect(text.contains("title 'log_det {x} @y `z`' font ',14' noenhanced"))
    #expect(text.contains("set title 'panel_a' noenhanced"))
    #expect(text.contains("set ylabel 'it''s' noenhanced"))
    #expect(text.contains("title 'a b'"))
    #expect(text.contains("set output 'name.svg'"))
  }

  @Test(arguments: ["|rm x", "~/x.svg", "-x.svg"])
  func aFileNameIsNeverACommand(name: String) {
    #expect(GnuplotText.quotedFile(name) == "'./\(name)'")
  }

  @Test func numbersReadBackAsTheSameDouble() throws {
    let numbers: [Double] = [
      0.1, -1.0 / 3, .leastNonzeroMagnitude, 1e-300, 123_456_789.123_456_79, 0x1.fffffffffffffp99,
    ]
    let lines = block(
      "panel1_layer1", in: script([.line(x: numbers, y: numbers.map { -$0 })]))
    for (line, number) in zip(lines, numbers) {
      let read = line.split(separator: " ").compactMap { Double($0) }
      #expect(read == [number, -number])
    }
    #expect(lines.count == numbers.count)
  }

  @Test func whatIsNotANumberLeavesAGap() {
    let y: [Double] = [1, 2, .nan, 3, 4, .infinity, 5, 6, -.infinity]
    let lines = block("panel1_layer1", in: script([.line(x: (0..<9).map(Double.init), y: y)]))
    #expect(lines == ["0.0 1.0", "1.0 2.0", "", "3.0 3.0", "4.0 4.0", "", "6.0 5.0", "7.0 6.0"])
  }

  @Test func aShadedLineHasItsColoursFromAThirdNumber() {
    let line = Layer.shadedLine(
      x: [0, 1, 2, 3, 4], y: [1, 2, .nan, 3, 4], z: [-9, 0.5, 0, 9, .nan], colors: -1...2, label: "force")
    let text = script([line])
    // What lies beyond the colours takes the end's; what is not a number leaves a gap.
    #expect(block("panel1_layer1", in: text) == ["0.0 1.0 -1.0", "1.0 2.0 0.5", "", "3.0 3.0 2.0"])
    #expect(text.contains("$panel1_layer1 using 1:2:3 with lines linewidth 2.4 linecolor palette notitle"))
    #expect(text.contains("set cbrange [-1.0:2.0]") && text.contains("set cblabel 'force'"))
    #expect(!text.contains("keyentry"), "the name stands at the colours, not in a legend")
  }

  @Test func aPointBetweenGapsIsADot() {
    let text = script([.line(x: [0, 1, 2, 3, 4], y: [1, 2, .nan, 3, .nan])])
    #expect(block("panel1_layer1", in: text) == ["0.0 1.0", "1.0 2.0"])
    #expect(block("panel1_layer1_lone", in: text) == ["3.0 3.0"])
  }

  @Test func aLogarithmicAxisHasNoZero() {
    let line = Layer.line(x: [0, 1, 2, 3, 4], y: [1, 2, 0, 3, 4])
    let up = block("panel1_layer1", in: script([line], logarithmic: [.y]))
    #expect(up == ["0.0 1.0", "1.0 2.0", "", "3.0 3.0", "4.0 4.0"])
    let across = block("panel1_layer1", in: script([line], logarithmic: [.x]))
    #expect(across == ["1.0 2.0", "2.0 0.0", "3.0 3.0", "4.0 4.0"])
  }

  @Test func aPanelWithoutNumbersSaysSo() {
    let text = script([.line(x: [0, 1], y: [.nan, .infinity], label: "x"), .horizontal(at: 3)])
    #expect(text.contains("no finite data"))
    #expect(!text.contains("<< EOD"))
    #expect(!script([.line(x: [0, 1], y: [0, 1])]).contains("no finite data"))
  }

  @Test func aLayerWithoutNumbersKeepsItsNameInTheLegend() {
    let text = script([.line(x: [0, 1], y: [0, 1]), .line(x: [0, 1], y: [.nan, .nan], label: "eta_3")])
    #expect(text.contains("title 'eta_3 (no finite data)'"))
  }

  @Test func theLegendKeepsTheOrderOfThePanel() throws {
    let text = script([
      .line(x: [0, 1], y: [0, 1], label: "first"),
      .band(x: [0, 1], lower: [0, 0], upper: [1, 1], label: "second"),
    ])
    let first = try #require(text.firstRange(of: "title 'first'"))
    let second = try #require(text.firstRange(of: "title 'second'"))
    #expect(first.lowerBound < second.lowerBound)
    // ... while the band lies under the line.
    let band = try #require(text.firstRange(of: "with filledcurves"))
    let line = try #require(text.firstRange(of: "with lines"))
    #expect(band.lowerBound < line.lowerBound)
  }

  @Test func sameFigureSameText() {
    let layers: [Layer] = [.points(x: [1, 2], y: [3, 4], errors: [0.1, .nan], label: "p")]
    #expect(script(layers) == script(layers))
  }
}
