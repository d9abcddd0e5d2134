import CGSL
import CNetCDF
import Foundation

/// The versions of what computed a run.
public struct Provenance: Sendable {
  public static let rankfallVersion = "0.1.0"

  /// What run.json says of how any run came about: command, versions, commit, threads.
  static func members(command: [String], threads: Int) -> [JSONText.Member] {
    [
      .init(key: "command", value: .array(command.map { .text($0) })),
      .init(
        key: "versions",
        value: .object([
          "rankfall": .text(rankfallVersion), "swift": .text(swiftVersion), "gsl": .text(gslVersion),
          "netcdf": .text(netCDFVersion),
        ])),
      .init(
        key: "git_commit", value: .optional(gitCommit(above: FileManager.default.currentDirectoryPath))),
      .init(key: "threads", value: .integer(threads)),
    ]
  }

  public static var gslVersion: String { String(cString: rankfall_gsl_version()) }

  /// The version of the NetCDF library, such as "4.9.0".
  public static var netCDFVersion: String {
    guard let text = nc_inq_libvers() else { return "unknown" }
    return String(cString: text).split(separator: " ").first.map(String.init) ?? "unknown"
  }

  /// The version of Swift that compiled this program, as far as the compiler tells.
  public static var swiftVersion: String {
    #if swift(>=6.4)
      "6.4 or newer"
    #elseif compiler(>=6.3.1)
      "6.3.1"
    #elseif swift(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }

  /// The commit of the repository that holds a folder, with `+` if a `.git` is there but its head cannot be read.
  public static func gitCommit(above folder: String) -> String? {
    var place = URL(fileURLWithPath: folder).standardizedFileURL
    while place.path != "/" {
      let git = place.appendingPathComponent(".git")
      if FileManager.default.fileExists(atPath: git.path) { return head(of: git) }
      place.deleteLastPathComponent()
    }
    return nil
  }

  /// The commit that a `.git` folder, or the file that stands for one in a work tree, points at.
  private static func head(of git: URL) -> String? {
    var folder = git
    if let link = text(git), link.hasPrefix("gitdir: ") {
      folder = URL(fileURLWithPath: String(link.dropFirst(8)), relativeTo: git.deletingLastPathComponent())
    }
    guard let head = text(folder.appendingPathComponent("HEAD")) else { return nil }
    guard head.hasPrefix("ref: ") else { return head }
    let reference = String(head.dropFirst(5))
    let common =
      text(folder.appendingPathComponent("commondir"))
      .map { URL(fileURLWithPath: $0, relativeTo: folder) } ?? folder
    if let commit = text(common.appendingPathComponent(reference)) { return commit }
    let packed = text(common.appendingPathComponent("packed-refs"))?.split(separator: "\n") ?? []
    return packed.first { $0.hasSuffix(" " + reference) }.map { String($0.prefix(40)) }
  }

  /// A small text file, trimmed; nil if there is none.
  private static func text(_ file: URL) -> String? {
    guard let bytes = FileManager.default.contents(atPath: file.path) else { return nil }
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
