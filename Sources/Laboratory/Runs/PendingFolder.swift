import Foundation
import Plotting
import Synchronization

/// A folder that appears whole or not at all: it is filled under a hidden name beside its place, sealed and renamed at the end.
struct PendingFolder: ~Copyable {
  let path: String
  private let place: String
  private let lock: FolderLock
  private var isFinished = false

  /// Those that this process is filling.
  private static let all = Mutex<Set<String>>([])

  init(for place: String) throws(LaboratoryError) {
    self.place = place
    let parent = parentFolder(of: place)
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    let path = (parent as NSString).appendingPathComponent(Self.prefix(of: place) + unique)
    self.path = path
    if !parent.isEmpty { try Self.create(parent) }
    Self.removeLeftovers(of: place, in: parent.isEmpty ? "." : parent)
    _ = Self.all.withLock { $0.insert(path) }
    do throws(LaboratoryError) {
      try Self.create(path)
      lock = try FolderLock(path)
    } catch {
      Self.abandon(path)
      throw error
    }
  }

  private static func prefix(of place: String) -> String { ".\((place as NSString).lastPathComponent)-" }

  /// Removes what processes that were killed have left of earlier runs: folders that nobody holds.
  private static func removeLeftovers(of place: String, in parent: String) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: parent)
    } catch {
      return
    }
    let beginning = prefix(of: place)
    for name in names where name.hasPrefix(beginning) && !name.dropFirst(beginning.count).contains("-") {
      let path = (parent as NSString).appendingPathComponent(name)
      // A minute for the moment between making a folder and locking it.
      if age(of: path) > 60, !FolderLock.isHeld(in: path) { remove(path) }
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
    let parent = parentFolder(of: path)
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
    try Self.create(parentFolder(of: file))
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

  /// Seals the folder and gives it its name; what stood there before is removed afterwards.
  consuming func finish() throws {
    try FolderSeal.write(in: path)
    lock.release()
    try Self.rename(path, to: place)
    isFinished = true
  }

  /// Gives a folder the name of another, which is removed afterwards.
  static func rename(_ path: String, to place: String) throws(LaboratoryError) {
    let replaced = path + "-replaced"
    // What a crash has left of an earlier end.
    remove(replaced)
    let isReplacing = Foundation.rename(place, replaced) == 0
    guard Foundation.rename(path, place) == 0 else {
      let reason = String(cString: strerror(errno))
      if isReplacing { _ = Foundation.rename(replaced, place) }
      throw .cannotWrite(path: place, reason: reason)
    }
    if isReplacing { remove(replaced) }
  }

  deinit {
    if isFinished { _ = Self.all.withLock { $0.remove(path) } } else { Self.abandon(path) }
  }

  private static func abandon(_ path: String) {
    remove(path)
    _ = all.withLock { $0.remove(path) }
  }

  /// Ends the process at once, and leaves no folder that it was filling. Another program removes them in its place: no thread of
  /// this one goes on writing then.
  static func abandonAll(exitCode: Int32) -> Never {
    let paths = all.withLock { $0.sorted() }
    if !paths.isEmpty {
      let words = ["sh", "-c", "rm -rf -- \"$@\"; exit \(exitCode)", "sh"] + paths
      execv("/bin/sh", words.map { strdup($0) } + [nil])
    }
    _exit(exitCode)
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
