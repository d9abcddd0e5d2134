import Foundation
import Testing

@testable import Laboratory

/// Run folders say what was written, and nothing else is read.
@Suite("Sealed folders") struct FolderSealTests {
  typealias Fixtures = TrainExperimentFixtures

  private func linear(in output: String, threads: Int = 1) throws -> RunFolder {
    let data = URL(fileURLWithPath: output).appending(path: "own,data.csv")
    try PendingFolder.create(output)
    try Data("x,y\n1,2\n2,3\n3,5\n4,8\n".utf8).write(to: data)
    let text = ExperimentFixtures.small.replacing(
      "{teacher: {samples: 20, inputs: 3, outputs: 2, noise: 0.1}}",
      with: "{file: \"own,data.csv\", inputs: [x], targets: [y]}")
    let experiment = try ExperimentFixtures.experiment(text, file: output + "/small.yaml")
    return try ExperimentRunner(output: output, threads: threads).run(experiment).folder
  }

  private func spectrum(in output: String) throws -> RunFolder {
    var request = SpectrumRequest(model: "dyson")
    (request.paths, request.looks, request.step) = (4, 5, 0.1)
    let folder = SpectrumFolder(try SpectrumRun(request.subject()), in: output)
    _ = try folder.write(command: ["rankfall", "spectrum"], formats: [.svg])
    return RunFolder(folder.path)
  }

  private func training(in output: String) throws -> RunFolder {
    var request = TrainRequest(data: "gmm:classes=3,inputs=6,samples=60,separation=4")
    (request.layers, request.updates, request.weightDecay) = ("8-7", 100, 0.2)
    let folder = TrainFolder(try TrainRun(request.subject()), in: output)
    _ = try folder.write(command: ["rankfall", "train"], formats: [])
    return RunFolder(folder.path)
  }

  /// The files that a seal names, and those that seals below name.
  private func named(in folder: String) throws -> [String] {
    let lines = try String(contentsOfFile: folder + "/checksums.csv", encoding: .utf8).split(separator: "\n")
    #expect(lines.first == "file,bytes,crc32")
    return try lines.dropFirst().flatMap { line -> [String] in
      let file = line.split(separator: ",").dropLast(2).joined(separator: ",")
      guard file.hasSuffix("/checksums.csv") else { return [file] }
      let below = (file as NSString).deletingLastPathComponent
      return try named(in: folder + "/" + below).map { below + "/" + $0 }
    }
  }

  @Test("every kind of folder names all of its files, but run.json and figures")
  func coverage() throws {
    try Fixtures.withOutput { output in
      let swept = try Fixtures.run(try Fixtures.experiment(), in: output).folder
      for folder in try [linear(in: output), spectrum(in: output), training(in: output), swept] {
        let files = try Fixtures.contents(of: folder.path).keys.filter {
          !$0.hasPrefix("figures/") && !$0.hasSuffix("checksums.csv")
        }
        #expect(files.contains { $0.hasSuffix("observables.nc") } && files.contains("verdicts.json"))
        #expect(try named(in: folder.path).sorted() == files.sorted(), "\(folder.path)")
        #expect(throws: Never.self) { try folder.check() }
      }
    }
  }

  @Test("sums are those of CRC-32, of files beyond one piece too")
  func sums() throws {
    try Fixtures.withOutput { output in
      try PendingFolder.create(output)
      // The check value of the catalogue of CRCs, and of 2^21 + 3 zeros by another road: x^n reduced bit by bit.
      try Data("123456789".utf8).write(to: URL(fileURLWithPath: output + "/a"))
      let zeros = Data(count: 1 << 21 + 3)
      try zeros.write(to: URL(fileURLWithPath: output + "/b"))
      var sum = UInt32.max
      for _ in 0..<8 * zeros.count { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
      try FolderSeal.write(["a", "b"], in: output)
      let text = try String(contentsOfFile: output + "/checksums.csv", encoding: .utf8)
      #expect(
        text == "file,bytes,crc32\na,9,cbf43926\nb,\(zeros.count),\(String(~sum, radix: 16))\n")
    }
  }

  /// What reading a folder throws.
  private func damage(_ body: () throws -> Void) throws -> LaboratoryError? {
    do {
      try body()
      return nil
    } catch let error as LaboratoryError {
      return error
    }
  }

  @Test("flipped bits in headers and numbers, cut and missing files are told before anything is read")
  func damages() throws {
    try Fixtures.withOutput { output in
      let (linear, training) = (try linear(in: output), try training(in: output))
      let readers: [(folder: RunFolder, files: [String], read: () throws -> Void)] = [
        (
          linear, ["noisy/observables.nc", "verdicts.json", "resolved.yaml", "inputs/own,data.csv"],
          { _ = try linear.load() }
        ),
        (
          training, ["observables.nc", "layers.json", "train.json"],
          { _ = try TrainSpectra(folder: training.path) }
        ),
      ]
      for (folder, files, read) in readers {
        try read()
        for file in files {
          let url = URL(fileURLWithPath: folder.file(file))
          let whole = try Data(contentsOf: url)
          func expect(_ bytes: Data?, _ what: String) throws {
            if let bytes { try bytes.write(to: url) } else { removeFolder(url.path) }
            let expected = LaboratoryError.damaged(folder: folder.path, file: file, isThere: bytes != nil)
            #expect(try damage(read) == expected, "\(file): \(what)")
          }
          // Every part of a header, and numbers to the last.
          let places = Array(0..<min(32, whole.count)) + Array(stride(from: 32, to: whole.count, by: 211))
          for place in places + [whole.count - 1] {
            var bytes = whole
            bytes[place] ^= 1 << UInt8(place % 8)
            try expect(bytes, "bit \(place % 8) of byte \(place)")
          }
          for count in [0, 1, 4, whole.count / 2, whole.count - 1] {
            try expect(whole.prefix(count), "\(count) bytes")
          }
          try expect(whole + [0], "a byte too many")
          try expect(nil, "missing")
          try whole.write(to: url)
        }
        try read()
      }
    }
  }

  @Test("a damaged seal confirms nothing, and the message says what to do")
  func damagedSeal() throws {
    try Fixtures.withOutput { output in
      let folder = try linear(in: output)
      let url = URL(fileURLWithPath: folder.file("checksums.csv"))
      let whole = try Data(contentsOf: url)
      for place in whole.indices where whole[place] != 10 {
        var bytes = whole
        bytes[place] ^= 4
        try bytes.write(to: url)
        guard case .damaged = try damage({ _ = try folder.load() }) else {
          Issue.record("byte \(place) of \(String(decoding: bytes, as: UTF8.self))")
          continue
        }
      }
      // A line that is gone leaves its series unread.
      let lines = String(decoding: whole, as: UTF8.self).split(separator: "\n")
      let fewer = lines.filter { !$0.hasPrefix("noisy/") }.joined(separator: "\n")
      try Data(fewer.utf8).write(to: url)
      let error = try #require(try damage { _ = try folder.load() })
      #expect(error == .damaged(folder: folder.path, file: "noisy/observables.nc", isThere: true))
      #expect(error.exitCode == 74 && "\(error)".contains("noisy/observables.nc is not what was written"))
      #expect("\(error)".contains("--force"))
    }
  }

  @Test("folders of earlier versions, without a seal, are read as they are")
  func unsealed() throws {
    try Fixtures.withOutput { output in
      let (linear, training) = (try linear(in: output), try training(in: output))
      let kept = try linear.load().results
      let spectra = try TrainSpectra(folder: training.path)
      for folder in [linear, training] { removeFolder(folder.file("checksums.csv")) }
      #expect(try linear.load().results.map(\.record.series) == kept.map(\.record.series))
      #expect(try linear.verdicts() == kept.flatMap(\.verdicts))
      let again = try TrainSpectra(folder: training.path)
      // A rank that a layer has not is NaN.
      let bits = [again, spectra].map { $0.record.series.flatMap(\.values).map(\.bitPattern) }
      #expect(bits[0] == bits[1])
      // A series that a flipped bit has renamed is still seen.
      let url = URL(fileURLWithPath: linear.file("quiet/observables.nc"))
      var bytes = try Data(contentsOf: url)
      let place = try #require(bytes.range(of: Data("log_determinant".utf8)))
      bytes[place.lowerBound] ^= 1
      try bytes.write(to: url)
      #expect { try linear.load() } throws: { "\($0)".contains("no series log_determinant: it is damaged") }
    }
  }

  @Test("the seal has the same bytes for any number of threads")
  func threads() throws {
    let seals = try [1, 2].map { threads in
      try Fixtures.withOutput { output in
        try Data(contentsOf: URL(fileURLWithPath: linear(in: output, threads: threads).file("checksums.csv")))
      }
    }
    #expect(seals[0] == seals[1])
  }
}
