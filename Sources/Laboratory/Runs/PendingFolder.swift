import Foundation
import Plotting

/// A folder that appears whole or not at all: it is filled under a hidden name beside its place and renamed at the end.
struct PendingFolder: ~Copyable {
  let path: String
  private let place: String
  /// The open folder, locked for as long as the process is at work in it; -1 where it could not be opened.
  private let descriptor: Int32
  private var isFinished = false

  init(for place: String) throws(LaboratoryError) {
    self.place = place
    let parent = (place as NSString).deletingLastPathComponent
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    path = (parent as NSString).appendingPathComponent(
      Self.prefix(of: place) + unique)
    if !parent.isEmpty { try Self.create(parent) }
    Self.removeLeftovers(of: place, in: parent.isEmpty ? "." : parent)
    try Self.create(path)
    descriptor = Self.locked(path)
  }

  private static func prefix(of place: String) -> String { ".\((place as NSString).lastPathComponent)-" }

  /// The folder, open and locked; -1 where another process has it, or it cannot be locked.
  private static func locked(_ path: String) -> Int32 {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return -1 }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return -1
    }
    return descriptor
  }

  /// Removes what processes that were killed have left of earlier runs: folders that nobody holds.
  private static func removeLeftovers(of place: String, in parent: String) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: parent)
    } catch {
      return
    }
    let beginning = prefix(of: place)
    for name in names where name.hasPrefix(beginning) {
      let path = (parent as NSString).appendingPathComponent(name)
      // A minute for the moment between making a folder and locking it.
      guard !name.dropFirst(beginning.count).contains("-"), age(of: path) > 60 else { continue }
      let descriptor = locked(path)
      guard descriptor >= 0 else { continue }
      remove(path)
      close(descriptor)
    }
  }

  /// Seconds since something in a folder was named or removed.
  private static func age(of path: String) -> Double {
    do {
      let found = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
      return found.map { -$0.timeIntervalSinceNow } ?? 0
    } catch {
      return 0
    }
  }

  /// Makes a folder and the folders above it.
  static func create(_ path: String) throws(LaboratoryError) {
    let parent = (path as NSString).deletingLastPathComponent
    if mkdir(path, 0o777) == 0 { return }
    var problem = errno
    if problem == ENOENT, !parent.isEmpty, parent != path {
      try create(parent)
      if mkdir(path, 0o777) == 0 { return }
      problem = errno
    }
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if isThere, isFolder.boolValue { return }
    throw .cannotWrite(
      path: path, reason: isThere ? "it is a file, not a folder" : String(cString: strerror(problem)))
  }

  func write(_ bytes: some Sequence<UInt8>, to name: String) throws(LaboratoryError) {
    let file = (path as NSString).appendingPathComponent(name)
    try Self.create((file as NSString).deletingLastPathComponent)
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: file))
    } catch {
      throw .cannotWrite(path: file, reason: error.localizedDescription)
    }
  }

  func write(_ text: String, to name: String) throws(LaboratoryError) { try write(text.utf8, to: name) }

  /// Draws figures into its folder `figures`. Without gnuplot a run is still a run: then this says so.
  func draw(_ figures: [(name: String, figure: Figure)], as formats: [FigureFormat]) throws -> [String] {
    do {
      let gnuplot = try Gnuplot()
      try Self.create(path + "/figures")
      for (name, figure) in figures {
        for format in formats {
          try gnuplot.render(figure, to: "\(path)/figures/\(name).\(format.rawValue)", as: format)
        }
      }
      return []
    } catch PlottingError.gnuplotMissing {
      return ["\(PlottingError.gnuplotMissing); the figures are left out"]
    }
  }

  /// Gives the folder its name; what stood there before is removed afterwards.
  consuming func finish() throws(LaboratoryError) {
    let replaced = path + "-replaced"
    let isReplacing = rename(place, replaced) == 0
    guard rename(path, place) == 0 else {
      let reason = String(cString: strerror(errno))
      if isReplacing { rename(replaced, place) }
      throw .cannotWrite(path: place, reason: reason)
    }
    isFinished = true
    if isReplacing { Self.remove(replaced) }
  }

  deinit {
    if !isFinished { Self.remove(path) }
    if descriptor >= 0 { close(descriptor) }
  }

  static func remove(_ path: String) {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      // It is gone already, or a leftover that harms nobody, and there is nobody left to tell.
    }
  }

  /// Files below a folder that a killed process had not named yet.
  static func removeLeftovers(in path: String) throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: path)
    where (name as NSString).lastPathComponent.hasPrefix(".") && name.hasSuffix(".tmp") {
      remove(path + "/" + name)
    }
  }
}
