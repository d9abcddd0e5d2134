import Foundation

/// Draws a figure with the gnuplot on the PATH, and keeps the script beside it as `<name>.gp`.
///
/// The figure appears whole or not at all. Drawing the same name in two formats keeps the script of the last.
public func render(
  _ figure: Figure, to path: String, as format: FigureFormat
) throws(PlottingError) {
  try Gnuplot().render(figure, to: path, as: format)
}

/// The gnuplot program.
public struct Gnuplot: Sendable {
  public let executable: String

  /// Looks for gnuplot in folders separated by colons, by default those of PATH.
  public init(in folders: String? = nil) throws(PlottingError) {
    let folders = folders ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
    let candidates = folders.split(separator: ":").map { "\($0)/gnuplot" }
    guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
      throw .gnuplotMissing
    }
    executable = found
  }

  /// Draws a figure and keeps its script beside it.
  public func render(
    _ figure: Figure, to path: String, as format: FigureFormat
  ) throws(PlottingError) {
    let target = URL(fileURLWithPath: path)
    let folder = target.deletingLastPathComponent()
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    let temporary = folder.appendingPathComponent(".figure-\(unique).\(format.rawValue)")
    let temporaryScript = folder.appendingPathComponent(".figure-\(unique).gp")
    defer { for leftover in [temporary, temporaryScript] { unlink(leftover.path) } }

    let script = GnuplotScript(figure, as: format)
    try write(script.text(output: temporary.lastPathComponent), to: temporaryScript)
    let (status, message) = try run(temporaryScript, in: folder)
    guard status == 0, FileManager.default.fileExists(atPath: temporary.path) else {
      throw .gnuplotFailed(figure: path, message: message.isEmpty ? "exit code \(status)" : message)
    }
    let kept = target.deletingPathExtension().appendingPathExtension("gp")
    try write(script.text(output: target.lastPathComponent), to: kept)
    guard rename(temporary.path, target.path) == 0 else {
      throw .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// Runs gnuplot with a script on its standard input; a file there, unlike a pipe, cannot block or break.
  private func run(_ script: URL, in folder: URL) throws(PlottingError) -> (status: Int32, message: String) {
    do {
      let process = Process()
      let messages = Pipe()
      process.executableURL = URL(fileURLWithPath: executable)
      process.arguments = ["--default-settings"]
      process.currentDirectoryURL = folder
      process.standardInput = try FileHandle(forReadingFrom: script)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = messages
      try process.run()
      let said = try messages.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      let text = String(decoding: said, as: UTF8.self)
      return (process.terminationStatus, text.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch {
      throw .gnuplotFailed(figure: script.path, message: error.localizedDescription)
    }
  }

  private func write(_ text: String, to file: URL) throws(PlottingError) {
    do {
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      throw .cannotWrite(path: file.path, reason: error.localizedDescription)
    }
  }
}
