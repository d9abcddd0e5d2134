import Foundation
import Plotting

/// A folder that appears whole or not at all: it is filled under a hidden name beside its place and renamed at the end.
struct PendingFolder: ~Copyable {
  let path: String
  private let place: String
  private var isFinished = false

  init(for place: String) throws(LaboratoryError) {
    self.place = place
    let parent = (place as NSString).deletingLastPathComponent
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    path = (parent as NSString).appendingPathComponent(
      ".\((place as NSString).lastPathComponent)-\(unique)")
    try Self.create(path)
  }

  /// Makes a folder and the folders above it.
  static func create(_ path: String) throws(LaboratoryError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path: path, reason: error.localizedDescription)
    }
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
