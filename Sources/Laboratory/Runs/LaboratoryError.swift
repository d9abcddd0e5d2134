/// Why the laboratory stopped, beside mistakes in a user's files.
public enum LaboratoryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Something that was asked for does not exist.
  case unknown(String, cure: String)
  /// A folder is not one that a command has written.
  case notARun(folder: String, reason: String, of: String = "run")
  /// A file of a finished folder is not what was written, or not there.
  case damaged(folder: String, file: String, isThere: Bool)
  case toolMissing(String)
  /// A file that must not be overwritten.
  case exists(path: String)
  case cannotWrite(path: String, reason: String)
  case interrupted
  /// A run was interrupted, now or earlier (`isOld`), and what was finished of it is kept; `counted` says what of: runs or
  /// updates.
  case suspended(folder: String, finished: Int, of: Int, counted: String, isOld: Bool)
  /// What was interrupted was another experiment.
  case changed(folder: String, what: String)

  public var exitCode: Int32 {
    switch self {
    case .unknown, .suspended(_, _, _, _, true), .changed: 64
    case .notARun: 66
    case .toolMissing: 69
    case .damaged, .exists, .cannotWrite: 74
    case .interrupted, .suspended: 130
    }
  }

  public var description: String {
    switch self {
    case .unknown(let what, let cure): "error: \(what)\n  cure: \(cure)"
    case .notARun(let folder, let reason, let command):
      "error: \(folder) is not a finished run: \(reason)\n  cure: name a folder that `rankfall \(command)` has written"
    case .damaged(let folder, let file, let isThere):
      "error: \(folder) is damaged: \(file) is \(isThere ? "not what was written" : "missing") "
        + "(\(FolderSeal.name) says)\n"
        + "  cure: give it back from a copy, or make the folder anew: the command is in run.json, "
        + "and `rankfall run` wants --force"
    case .toolMissing(let what): "error: \(what)"
    case .exists(let path): "error: \(path) is there already\n  cure: choose another name, or remove it first"
    case .cannotWrite(let path, let reason):
      "error: cannot write \(path): \(reason)\n  cure: check permissions and space, or choose another folder with --output"
    case .interrupted: "interrupted: nothing is left behind"
    case .suspended(let folder, let finished, let all, let counted, false):
      "interrupted: \(finished) of \(all) \(counted) are finished, and all that was done is kept in \(folder)\n"
        + "  the same command with --resume goes on"
    case .suspended(let folder, let finished, let all, let counted, true):
      "error: \(finished) of \(all) \(counted) are in \(folder), which was interrupted\n"
        + "  cure: --resume goes on with them, --force begins anew"
    case .changed(let folder, let what):
      "error: the experiment has changed since \(folder) was interrupted"
        + (what.isEmpty ? "" : ": \(what)") + "\n"
        + "  cure: put it back as it was to go on; without --resume this one begins, and the other stays as it is"
    }
  }
}
