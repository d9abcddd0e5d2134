import Laboratory
import Matrices
import Testing

@Suite("Tables of numbers in text")
struct DataCSVTests {
  private func table(_ text: String) throws -> CSVTable {
    try CSVTable(parsing: SourceText(text, file: "table.csv"))
  }

  @Test(
    "are the same with any delimiter, line end and header",
    arguments: [
      "x,y\n1,2.5\n-3,4e-3\n", "x;y\n1;2.5\n-3;4e-3", "x\ty\r\n1\t2.5\r\n-3\t4e-3\r\n",
      "x y\n1  2.5\n -3 4e-3 \n",
      "\u{FEFF}x,y\r1,2.5\r-3,4e-3\r\r\n", "# a, b\n\n x , y \n# c\n1, 2.5\n-3, +.004\n\n\n",
      "\"x\",\"y\"\n\"1\",2.5\n-3,\"4e-3\"",
    ])
  func forms(_ text: String) throws {
    let table = try table(text)
    #expect(table.names == ["x", "y"])
    #expect(table.columns == [[1, -3], [2.5, 0.004]])
    #expect(table.matrix == Matrix(rows: 2, columns: 2, entries: [1, -3, 2.5, 0.004]))
  }

  @Test("may do without a header")
  func withoutHeader() throws {
    let table = try table("1,2\n3,4\n")
    #expect(!table.hasHeader)
    #expect(table.names == ["column 1", "column 2"])
    #expect(try table.column(2) == [2, 4])
    #expect(try self.table("5\n6\n").columns == [[5, 6]])
  }

  @Test("may quote delimiters, quotes and line ends in a name")
  func quotes() throws {
    let table = try table("\"a, \"\"b\"\"\",\"two\nlines\"\n1,2\n")
    #expect(table.names == ["a, \"b\"", "two\nlines"])
    #expect(table.rowCount == 1)
  }

  @Test("in tabs and without a first name are not taken for columns of white space")
  func leadingTab() throws {
    let error = try #require(
      DataFixtures.rejection { () throws(DiagnosticError) in
        _ = try CSVTable(parsing: SourceText("\tx\n0\t1.5\n", file: "t.csv"))
      })
    #expect(error.diagnostics.map(\.message) == ["column 1 has no name"])
  }

  @Test("count lines through a quoted line end")
  func linesAfterQuotedLineEnd() throws {
    let error = try #require(
      DataFixtures.rejection { () throws(DiagnosticError) in
        _ = try CSVTable(parsing: SourceText("\"a\nb\",c\r\n1,?\r\n", file: "t.csv"))
      })
    #expect(error.diagnostics[0].line == 3)
    #expect(error.diagnostics[0].column == 3)
  }

  @Test("give columns by name and by number, in any order")
  func selection() throws {
    let table = try table("x,width,y\n1,2,3\n4,5,6\n")
    #expect(try table.matrix(of: ["y", 1]) == Matrix(rows: 2, columns: 2, entries: [3, 6, 1, 4]))
    #expect(try table.index(of: "width") == 1)
  }

  @Test("say which columns there are when one is missing")
  func missingColumn() throws {
    let table = try table("# comment\nx,width,y\n1,2,3\n")
    let misspelt = try #require(
      DataFixtures.rejection { () throws(DiagnosticError) in _ = try table.column("widht") })
    #expect(
      misspelt.description == """
        table.csv:2: error: no column is called "widht"; the columns are x, width, y
          x,width,y
          cure: did you mean "width"?
        """)
    let beyond = try #require(
      DataFixtures.rejection { () throws(DiagnosticError) in _ = try table.column(4) })
    #expect(beyond.diagnostics[0].message == "there is no column 4: the file has 3")
    let zero = try #require(DataFixtures.rejection { () throws(DiagnosticError) in _ = try table.column(0) })
    #expect(zero.diagnostics[0].suggestion == "columns count from 1 to 3")
  }

  @Test("read every double back from its shortest text")
  func exactNumbers() throws {
    let values = [0.1, -1 / 3.0, .leastNonzeroMagnitude, 1.7976931348623157e308, 123456789012345680, -0.0]
    let text = values.map { "\($0)" }.joined(separator: "\n")
    let bits = try table(text).columns[0].map(\.bitPattern)
    #expect(bits == values.map(\.bitPattern))
  }
}
