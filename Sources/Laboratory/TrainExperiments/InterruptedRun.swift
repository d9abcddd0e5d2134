import Foundation

/// What an earlier run of an experiment, or of `rankfall train`, has left where it was interrupted.
enum InterruptedRun {
  /// The interrupted folders NAME-HASH.partial of a name, whatever the settings were.
  static func folders(of name: String, beside path: String) -> [String] {
    let output = parentFolder(of: path)
    do {
      return try FileManager.default.contentsOfDirectory(atPath: output.isEmpty ? "." : output).filter {
        // With a hash of eight digits, so that a name which begins alike is another one.
        $0.hasPrefix(name + "-") && $0.hasSuffix(".partial") && $0.count == name.count + 1 + 8 + 8
      }.map { (output as NSString).appendingPathComponent($0) }.sorted()
    } catch {
      return []
    }
  }

  /// Throws if it was another experiment of this name: its file, or the data, changed since.
  static func refuse(other experiment: TrainExperiment, than folder: RunFolder) throws(LaboratoryError) {
    guard !FileManager.default.fileExists(atPath: TrainStore.partial(of: folder)) else { return }
    guard let other = folders(of: experiment.name, beside: folder.path).last else { return }
    let change = (SourceLines(other + "/resolved.yaml")).map { $0.change(to: experiment.resolvedText) } ?? ""
    throw .changed(folder: other, what: change)
  }
}

/// The lines of a file that is small.
struct SourceLines {
  private let lines: [Substring]

  /// Nil if it cannot be read.
  init?(_ path: String) {
    guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
    lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  /// The first line that another text has differently, and how.
  func change(to text: String) -> String {
    let now = text.split(separator: "\n")
    let place = zip(lines, now).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    guard let place else { return lines.count == now.count ? "" : "the number of lines" }
    // Of long lines that begin alike, what comes shortly before the difference and after it.
    let alike = zip(lines[place], now[place]).prefix { $0 == $1 }.count
    func shown(_ line: Substring) -> String {
      alike > 24
        ? "..." + line.dropFirst(alike - 16) : line.trimmingCharacters(in: .whitespaces)
    }
    return "\(quoted(shown(lines[place]))) is now \(quoted(shown(now[place])))"
  }
}
