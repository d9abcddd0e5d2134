import Foundation

/// Files that a user names as input.
public enum InputFile {
  /// All bytes of a file.
  ///
  /// Throws with exit code 66 if it is missing (and names a file beside it whose name is near), is a folder, or
  /// may not be read.
  public static func bytes(of path: String) throws(DiagnosticError) -> [UInt8] {
    guard !path.isEmpty else {
      throw .unreadable(
        Diagnostic(file: quoted(path), message: "this is no name of a file", suggestion: "name a file"))
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .unreadable(
        Diagnostic(file: path, message: "there is no such file", suggestion: neighbour(of: path)))
    }
    guard !isFolder.boolValue else {
      throw .unreadable(
        Diagnostic(file: path, message: "this is a folder, not a file", suggestion: "name a file inside it"))
    }
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      let reason = FileManager.default.isReadableFile(atPath: path) ? "" : ": permission denied"
      throw .unreadable(
        Diagnostic(
          file: path, message: "the file cannot be read\(reason)", suggestion: "check its permissions"))
    }
  }

  private static func neighbour(of path: String) -> String {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      return didYouMean(url.lastPathComponent, among: names)
        ?? "check the name; relative paths begin at the file that names them or at the working folder"
    } catch {
      return "the folder \(folder) is not there either: check the path"
    }
  }
}
