import Laboratory
import Matrices
import Testing

@Suite("Standardisation")
struct DataStandardisationTests {
  @Test("gives mean 0 and variance 1, after a column of ones if asked")
  func moments() throws {
    let data = Matrix(rows: 4, columns: 2, entries: [1, 3, 1, 3, 1e6, 1e6 + 1, 1e6 + 2, 1e6 + 5])
    let standardise = try Standardisation(fitting: data, file: "x.csv", intercept: true)
    #expect(standardise.means == [2, 1e6 + 2])
    #expect(standardise.deviations == [1, 3.5.squareRoot()])
    let result = standardise(data)
    #expect(result[0..<4, 0..<2] == Matrix(rows: 4, columns: 2, entries: [1, 1, 1, 1, -1, 1, -1, 1]))
    // Rounding: four terms of order one.
    let last = result[0..<4, 2..<3]
    #expect(abs(last.entries.reduce(0, +)) < 1e-15 && abs(last.squaredNorm - 4) < 4e-15)
  }

  @Test("is applied to other data as it was fitted")
  func otherData() throws {
    let standardise = try Standardisation(
      fitting: Matrix(rows: 2, columns: 1, entries: [0, 4]), file: "x.csv")
    #expect(standardise(Matrix(rows: 1, columns: 1, entries: [6])).entries == [2])
  }

  @Test("rejects constant and non-finite columns by name, all at once")
  func rejection() throws {
    let tenths = [Double](repeating: 0.1, count: 10)
    let bad = Matrix(
      rows: 10, columns: 3, entries: tenths + (0..<10).map(Double.init) + (0..<9).map(Double.init) + [.nan])
    let error = try #require(
      DataFixtures.rejection { () throws(DiagnosticError) in
        _ = try Standardisation(fitting: bad, names: ["bias", "x", "y"], file: "x.csv")
      })
    #expect(error.exitCode == 65)
    #expect(
      error.diagnostics.map(\.message) == [
        #"column 1, "bias", is constant and cannot be scaled to variance 1"#,
        #"column 3, "y", has an entry that is not finite, in row 10"#,
      ])
    let single = DataFixtures.rejection { () throws(DiagnosticError) in
      _ = try Standardisation(fitting: Matrix(rows: 1, columns: 1, entries: [3]), file: "x.csv")
    }
    let large = DataFixtures.rejection { () throws(DiagnosticError) in
      _ = try Standardisation(fitting: Matrix(rows: 2, columns: 1, entries: [0, 1e200]), file: "x.csv")
    }
    #expect(large?.diagnostics[0].message == "column 1 is too large to be squared")
    #expect(single?.diagnostics[0].message.hasPrefix("column 1 is constant") == true)
  }
}
