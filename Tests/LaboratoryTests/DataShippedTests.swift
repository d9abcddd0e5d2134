import Laboratory
import Learning
import Matrices
import Testing

@Suite("The data that come with rankfall")
struct DataShippedTests {
  /// NIST certifies fifteen digits. Standardised, the inputs have a condition number of about 110, so that a
  /// backward stable solution is right to about 110 roundings in each coefficient; the constant term adds a
  /// cancellation of a few digits more. Allowed: 1e-11, relative.
  @Test("Longley's regression has the coefficients that NIST certifies")
  func longley() throws {
    let path = DataFixtures.experiment("longley.csv")
    let table = try CSVTable(contentsOf: path)
    #expect(
      table.names == ["employed", "deflator", "gnp", "unemployed", "armed_forces", "population", "year"])
    #expect(table.rowCount == 16)
    let inputs = try table.matrix(of: [2, 3, 4, 5, 6, "year"])
    let outputs = try table.matrix(of: ["employed"])
    let standardise = try Standardisation(fitting: inputs, file: path, intercept: true)
    let design = standardise(inputs)
    let factors = design.qr
    let scaled = try #require(factors.r.solving(factors.q.transposed * outputs))

    let slopes = (0..<6).map { scaled[$0 + 1, 0] / standardise.deviations[$0] }
    let constant = scaled[0, 0] - zip(slopes, standardise.means).reduce(0) { $0 + $1.0 * $1.1 }
    let certified = [
      -3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717359,
      -0.0511041056535807, 1829.15146461355,
    ]
    for (found, expected) in zip([constant] + slopes, certified) {
      #expect(abs(found / expected - 1) < 1e-11, "\(found), certified \(expected)")
    }
    let deviation = ((outputs - design * scaled).squaredNorm / 9).squareRoot()
    #expect(abs(deviation / 304.854073561965 - 1) < 1e-11)
  }

  @Test("the Gaussian archive has noiseless labels and the stated log-determinant")
  func gaussian() throws {
    let arrays = try NPZArchive(contentsOf: DataFixtures.experiment("gaussian-p5-k2-l10.npz"))
    let x = try arrays.matrix(named: "X")
    let y = try arrays.matrix(named: "Y")
    let theta = try arrays.matrix(named: "theta0")
    #expect([x.rows, x.columns, y.columns, theta.rows, theta.columns] == [1000, 5, 2, 7, 10])
    #expect((y - x * (try arrays.matrix(named: "beta"))).norm < 1e-13 * y.norm)
    // Ten digits are stated: half a unit of the last one.
    #expect(abs(logGramDeterminant(theta) - 11.011565402) < 5e-10)
  }

  @Test("the low-rank archive has a teacher of rank 2 and labels with unit noise")
  func lowRankTeacher() throws {
    let arrays = try NPZArchive(contentsOf: DataFixtures.experiment("low-rank-teacher.npz"))
    let x = try arrays.matrix(named: "X")
    let y = try arrays.matrix(named: "Y")
    let beta = try arrays.matrix(named: "beta")
    let theta = try arrays.matrix(named: "theta0")
    #expect([x.rows, x.columns, y.columns, theta.rows, theta.columns] == [200, 20, 20, 40, 40])
    let values = beta.singularValues
    #expect(abs(values[0] - 2) < 1e-14 && abs(values[1] - 1) < 1e-14 && values[2] < 1e-14)
    // The excess risk of least squares, stated to three digits.
    let factors = x.qr
    let estimate = try #require(factors.r.solving(factors.q.transposed * y))
    #expect(abs((estimate - beta).squaredNorm - 2.19) < 5e-3)
  }

  /// The numbers of the file's own source: optdigits.tes of the UCI repository has 1797 rows, and its documentation lists the
  /// samples of each class. Three pixels are 0 in every image; the first sample is a 0, the second a 1.
  @Test("the digits are the 1797 images of UCI, with 0 to 16 pixels a block")
  func digits() throws {
    let digits = try SampleFiles.npz(
      DataFile(contentsOf: DataFixtures.experiment("digits.npz")), as: .labels(classes: 10), name: "digits")
    #expect(digits.samples == 1797 && digits.image == ImageShape(height: 8, width: 8))
    #expect(digits.classCounts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(digits.inputs.allSatisfy { $0 >= 0 && $0 <= 16 && $0 == $0.rounded() })
    #expect(digits.inputs.max() == 16)
    #expect(Array(digits.row(0)[0..<16]) == [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0])
    #expect(digits.labels?.prefix(10) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    let dark = (0..<64).filter { pixel in (0..<1797).allSatisfy { digits.inputs[64 * $0 + pixel] == 0 } }
    #expect(dark == [0, 32, 39])
    let standardised = InputStandardisation(fitting: digits, per: .input)(digits)
    #expect(standardised.inputs.allSatisfy { $0.isFinite })
  }

  @Test(
    "the teacher of depth 2 fits its points with layers of the stated norm, and Theorem 4's assumptions are met"
  )
  func depthTeacher() throws {
    let table = try CSVTable(contentsOf: DataFixtures.experiment("depth-teacher.csv"))
    let x = try table.matrix(of: [1, 2, 3, 4, 5])
    let y = try table.matrix(of: ["y"])
    #expect(x.rows == 40)
    let root = 0.6401303796430255.squareRoot()
    let first = Matrix(3, 5) { $0 == $1 ? root : 0 }
    let head = Matrix(1, 3) { _, _ in root }
    #expect(abs(first.norm - 1.3857817789713778) < 1e-15 && abs(head.norm - first.norm) < 1e-15)
    let hidden = first * x.transposed
    let outputs = head * Matrix(3, 40) { max(0, hidden[$0, $1]) }
    // Six roundings of numbers up to 1.
    #expect((0..<40).allSatisfy { abs(outputs[0, $0] - y[$0, 0]) < 1e-15 })
    #expect((0..<40).allSatisfy { i in abs((0..<5).reduce(0) { $0 + x[i, $1] * x[i, $1] } - 1) < 1e-15 })
    #expect(y.entries.max() == 1 && y.entries.min() == 0)
  }
}
