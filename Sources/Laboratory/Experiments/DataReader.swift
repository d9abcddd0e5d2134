import Foundation
import Learning
import LinearNetworks
import Matrices

/// Turns `data` sections into regression problems. Runs that share a section share its samples, which are read once.
struct DataReader {
  let folder: String
  private var problemsRead: [String: Regression?] = [:]
  private var teachersRead: [String: Teacher] = [:]
  /// The files that were read, by the path written, with their bytes.
  private(set) var files: [String: [UInt8]] = [:]

  init(folder: String) { self.folder = folder }

  mutating func regression(_ data: FieldValue, _ problems: inout Problems) -> Regression? {
    guard case .section(let section) = data.content, section.invalid.isEmpty else { return nil }
    let key = Self.key(data)
    if let known = problemsRead[key] { return known }
    let read = read(section, &problems)
    problemsRead[key] = .some(read)
    if let read {
      teachersRead[key] = section.section("teacher").flatMap(teacherDrawn) ?? truth(section, read, &problems)
    }
    return read
  }

  /// Sections at one place are one section.
  private static func key(_ data: FieldValue) -> String {
    "\(data.place.source.file):\(data.place.line):\(data.place.column)"
  }

  /// Who drew the data of a section that was read; nil for data from files.
  func teacher(of data: FieldValue) -> Teacher? { teachersRead[Self.key(data)] }

  /// A path of the file as the working folder sees it.
  func resolved(_ path: String) -> String {
    path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
  }

  /// The bytes of an input, remembered.
  mutating func bytes(of path: FieldValue, _ written: String, _ problems: inout Problems) -> [UInt8]? {
    if let known = files[written] { return known }
    do {
      let bytes = try InputFile.bytes(of: resolved(written))
      files[written] = bytes
      return bytes
    } catch {
      problems.add(error, namedAt: path.place)
      return nil
    }
  }

  private mutating func read(_ section: Section, _ problems: inout Problems) -> Regression? {
    let sources = ["file", "inputs_file", "teacher"].filter { section.entry($0) != nil }
    guard sources.count == 1, let source = sources.first else {
      problems.add(
        sources.isEmpty
          ? "data names no source" : "data has two sources: \(sources.joined(separator: " and "))",
        at: section.place, cure: "give one of file, inputs_file with targets_file, and teacher")
      return nil
    }
    if source == "teacher" { return section.section("teacher").flatMap { teacher($0, &problems) } }
    guard let (x, y) = source == "file" ? together(section, &problems) : apart(section, &problems) else {
      return nil
    }
    guard x.rows == y.rows else {
      problems.add(
        "the inputs have \(x.rows) samples and the targets \(y.rows)", at: section.place,
        cure: "both need one row for each sample")
      return nil
    }
    guard x.isFinite, y.isFinite else {
      problems.add(
        "the data hold NaN or infinities", at: section.place, cure: "remove or fill in those samples")
      return nil
    }
    return prepared(x, y, section, &problems)
  }

  private func prepared(_ x: Matrix, _ y: Matrix, _ section: Section, _ problems: inout Problems)
    -> Regression?
  {
    let intercept = section.boolean("intercept")
    guard section.boolean("standardise") else {
      let ones = Matrix(x.rows, 1) { _, _ in 1 }
      let inputs =
        intercept ? Matrix(rows: x.rows, columns: x.columns + 1, entries: ones.entries + x.entries) : x
      return Regression(inputs: inputs, targets: y)
    }
    do {
      let file = resolved(section.text("file") ?? section.text("inputs_file") ?? "")
      let inputs = try Standardisation(fitting: x, file: file, intercept: intercept)
      let targets = try Standardisation(fitting: y, file: file)
      return Regression(inputs: inputs(x), targets: targets(y))
    } catch {
      problems.add(error, namedAt: section.place)
      return nil
    }
  }

  private mutating func apart(_ section: Section, _ problems: inout Problems) -> (Matrix, Matrix)? {
    guard let inputs = section["inputs_file"], let targets = section["targets_file"] else {
      problems.add(
        "data has inputs_file without targets_file", at: section.place, cure: "add `targets_file: data/Y.npy`"
      )
      return nil
    }
    let x = array(inputs, named: section["inputs"], standard: "X", &problems)
    let y = array(targets, named: section["targets"], standard: "Y", &problems)
    guard let x, let y else { return nil }
    return (x, y)
  }

  private mutating func together(_ section: Section, _ problems: inout Problems) -> (Matrix, Matrix)? {
    guard let file = section["file"], let path = section.text("file") else { return nil }
    if !path.lowercased().hasSuffix(".npz") {
      for key in ["inputs", "targets"] where !section.mentions(key) {
        problems.add(
          "which columns of \(path) are the \(key)?", at: file.place, cure: "add `\(key): [a, b]` below it")
      }
      guard section.mentions("inputs"), section.mentions("targets") else { return nil }
    }
    let x = array(file, named: section["inputs"], standard: "X", &problems)
    let y = array(file, named: section["targets"], standard: "Y", &problems)
    guard let x, let y else { return nil }
    return (x, y)
  }

  /// An array of an .npz archive by its name, an .npy file, or columns of a table.
  mutating func array(
    _ path: FieldValue, named choice: FieldValue?, standard: String, _ problems: inout Problems
  ) -> Matrix? {
    guard case .text(let written) = path.content, let bytes = bytes(of: path, written, &problems) else {
      return nil
    }
    let file = resolved(written)
    do {
      switch (written as NSString).pathExtension.lowercased() {
      case "npz":
        var name = standard
        if case .text(let given) = choice?.content { name = given }
        return try named(choice ?? path, &problems) { () throws(DiagnosticError) in
          try NPZArchive(decoding: bytes, file: file).matrix(named: name)
        }
      case "npy": return try NPYFile(decoding: bytes, file: file).matrix
      case "csv", "tsv", "txt", "dat":
        let table = try CSVTable(parsing: try SourceText(decoding: bytes, file: file))
        guard let choice else { return table.matrix }
        return try named(choice, &problems) { () throws(DiagnosticError) in
          try table.matrix(of: Self.selectors(choice))
        }
      default:
        problems.add(
          "\(quoted(written)) has no known ending", at: path.place, cure: "name a .npz, .npy or .csv file")
        return nil
      }
    } catch {
      problems.add(error, namedAt: path.place)
      return nil
    }
  }

  /// A name that the file does not have is a mistake of the experiment: it is shown there.
  private func named(
    _ choice: FieldValue, _ problems: inout Problems, _ read: () throws(DiagnosticError) -> Matrix
  ) throws(DiagnosticError) -> Matrix? {
    do {
      return try read()
    } catch {
      guard let problem = error.diagnostics.first,
        problem.message.contains(" has no array ")
          || problem.message.hasPrefix("no column") || problem.message.hasPrefix("there is no column")
      else { throw error }
      problems.add(
        "\(problem.file): \(problem.message)", at: Self.place(of: problem, in: choice),
        cure: problem.suggestion)
      return nil
    }
  }

  /// The name of a list that a problem speaks of.
  private static func place(of problem: Diagnostic, in choice: FieldValue) -> Place {
    guard case .list(let items) = choice.content else { return choice.place }
    let meant = items.first { item in
      if case .text(let name) = item.content { problem.message.contains(quoted(name)) } else { false }
    }
    return meant?.place ?? choice.place
  }

  private static func selectors(_ choice: FieldValue) -> [ColumnSelector] {
    let items: [FieldValue] = if case .list(let list) = choice.content { list } else { [choice] }
    return items.compactMap { item in
      guard case .text(let name) = item.content else { return nil }
      return .name(name)
    }
  }
}
