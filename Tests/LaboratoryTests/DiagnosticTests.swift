import Laboratory
import Testing

@Suite("Diagnostics")
struct DiagnosticTests {
  @Test("show the place, the line, a caret and the cure")
  func rendering() {
    let source = SourceText("model:\n\twidht: 10\n", file: "run.yaml")
    let problem = source.diagnostic(
      "unknown key \(quoted("widht"))", line: 2, column: 2,
      cure: didYouMean("widht", among: ["inputs", "width"]))
    #expect(
      problem.description == """
        run.yaml:2:2: error: unknown key "widht"
          \twidht: 10
          \t^
          cure: did you mean "width"?
        """)
    #expect(Diagnostic(file: "a.npy", message: "cut short").description == "a.npy: error: cut short")
  }

  @Test("cut a long line and keep the caret under its column")
  func longLine() throws {
    let line = String(repeating: "x", count: 500) + "!" + String(repeating: "y", count: 500)
    let rows = Diagnostic(file: "f", line: 1, column: 501, message: "m", sourceLine: line).description
      .split(separator: "\n").map(Array.init)
    let caret = try #require(rows[2].firstIndex(of: "^"))
    #expect(rows[1][caret] == "!")
    #expect(rows[1].count < 120)
  }

  @Test("let no control character of the user's file through")
  func controlCharacters() {
    let problem = Diagnostic(
      file: "f", line: 1, column: 1, message: quoted("\u{1B}[2Jab\n"), sourceLine: "\u{1B}[2J")
    #expect(!problem.description.contains("\u{1B}"))
    #expect(problem.message == #""\u{1B}[2Jab\n""#)
  }

  @Test("count what they do not show")
  func manyProblems() {
    let problems = (1...23).map { Diagnostic(file: "f", line: $0, message: "m") }
    #expect(
      DiagnosticError.badContent(problems).description.hasSuffix("f:20: error: m\n... and 3 more problems"))
  }

  @Test("find lines and columns in characters, for every line end")
  func positions() {
    let source = SourceText("ab\r\n\u{E9}\u{1F600}c\rd\n", file: "f")
    #expect(source.position(ofByte: 0) == (1, 1))
    #expect(source.position(ofByte: 4) == (2, 1))
    #expect(source.position(ofByte: 10) == (2, 3))
    #expect(source.position(ofByte: 12) == (3, 1))
    #expect(source.position(ofByte: 14) == (4, 1))
    #expect((1...5).map(source.line) == ["ab", "\u{E9}\u{1F600}c", "d", "", nil])
  }

  @Test(
    "guess the name that was meant",
    arguments: [
      ("widht", "width"), ("learning_rate", "learningRate"), ("Theta", "theta0"),
      ("lerningRat", "learningRate"),
      ("label", "labelNoiseVariance"), ("outpust", "outputs"), ("X", "x"),
    ])
  func closest(_ name: String, _ meant: String) {
    let names = ["inputs", "outputs", "width", "learningRate", "labelNoiseVariance", "theta0", "x"]
    #expect(closestMatch(to: name, among: names) == meant)
  }

  @Test("guess nothing when nothing is near", arguments: ["y", "batch", "tau", "", "zzzzzz"])
  func nothingClose(_ name: String) {
    let names = ["inputs", "outputs", "width", "learningRate", "labelNoiseVariance", "theta0", "x"]
    #expect(closestMatch(to: name, among: names) == nil)
  }
}
