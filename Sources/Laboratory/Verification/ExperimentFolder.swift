import Foundation

/// The experiments that come with rankfall.
public enum ExperimentFolder {
  /// The .yaml files of ./Experiments, or of the package that the program was built from; empty if neither is there.
  public static func shipped(
    workingFolder: String = FileManager.default.currentDirectoryPath,
    executable: String? = Bundle.main.executablePath
  ) -> [String] {
    let here = files(in: (workingFolder as NSString).appendingPathComponent("Experiments"))
    if !here.isEmpty { return here.map { "Experiments/" + ($0 as NSString).lastPathComponent } }
    guard let executable else { return [] }
    var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
        return files(in: folder.appendingPathComponent("Experiments").path)
      }
      folder.deleteLastPathComponent()
    }
    return []
  }

  /// The same; throws, with exit code 66, where there are none.
  public static func found(
    workingFolder: String = FileManager.default.currentDirectoryPath,
    executable: String? = Bundle.main.executablePath
  ) throws(DiagnosticError) -> [String] {
    let files = shipped(workingFolder: workingFolder, executable: executable)
    guard files.isEmpty else { return files }
    throw .unreadable(
      Diagnostic(
        file: "Experiments", message: "the experiments are neither near this folder nor near the program",
        suggestion: "run from rankfall's own folder, or name files: rankfall verify .../Experiments/*.yaml"))
  }

  private static func files(in folder: String) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
        .map { (folder as NSString).appendingPathComponent($0) }
    } catch {
      return []
    }
  }
}
