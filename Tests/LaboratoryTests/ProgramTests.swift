import Foundation
import Testing

/// The program itself, as it was built beside these tests.
@Suite("The program") struct ProgramTests {
  private struct Ending {
    let code: Int32
    let output: String
    let complaint: String
  }

  private static func program() throws -> URL {
    try #require(Bundle.main.executableURL).deletingLastPathComponent().appending(path: "rankfall")
  }

  private static func process(_ words: [String]) throws -> Process {
    let process = Process()
    process.executableURL = try program()
    process.arguments = words
    return process
  }

  private static func run(_ words: [String], into output: FileHandle? = nil) throws -> Ending {
    let process = try process(words)
    let (printed, complained) = (Pipe(), Pipe())
    if let output { process.standardOutput = output } else { process.standardOutput = printed }
    process.standardError = complained
    try process.run()
    let text = output == nil ? printed.fileHandleForReading.readDataToEndOfFile() : Data()
    let complaint = complained.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Ending(
      code: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      complaint: String(decoding: complaint, as: UTF8.self))
  }

  @Test(
    "does not succeed where nobody can keep what it says",
    arguments: [["schema"], ["--help"], ["list"]])
  func fullDisk(words: [String]) throws {
    let full = try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full"))
    let ending = try Self.run(words, into: full)
    #expect(ending.code == 74 && ending.complaint.contains("cannot write standard output"))
    #expect(try Self.run(words).code == 0)
  }

  @Test("keeps its exit code where nobody hears its complaint")
  func fullComplaints() throws {
    let process = try Self.process(["trian"])
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full"))
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 64 && process.terminationReason == .exit)
  }

  @Test("leaves no template behind that it could not write, and says why")
  func fullTemplate() throws {
    let folder = temporaryFolder()
    defer { removeFolder(folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // A file may be made, and nothing be written into it.
    process.arguments = [
      "-c", "ulimit -f 0; trap '' XFSZ; exec \"$0\" new question", try Self.program().path,
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let complained = Pipe()
    process.standardError = complained
    try process.run()
    let text = String(decoding: complained.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 74 && text.contains("cannot write question.yaml"), "\(text)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test(
    "takes a negative number for the value of its flag",
    arguments: [
      ["train", "digits", "--epochs", "1", "--lr", "-1"],
      ["train", "digits", "--epochs", "1", "--batch", "-1"],
      ["train", "digits", "--epochs", "-1"], ["train", "digits", "--epochs", "1", "--seed", "-1"],
      ["bound", "--weights", "w.npz", "--batch", "1", "--wd", "0", "--lr", "-1"],
      ["compress", "w.npz", "--ranks", "-1"], ["compress", "w.npz", "--threads", "-1"],
      ["bench", "--steps", "-1"], ["run", "x.yaml", "--threads", "-1"],
      ["spectrum", "dyson", "--paths", "-1"],
      ["verify", "--threads", "-1"],
    ])
  func negative(words: [String]) throws {
    let ending = try Self.run(words)
    #expect(ending.code == 64 && !ending.complaint.contains("Missing value"), "\(ending.complaint)")
  }

  @Test(
    "refuses what it cannot use, with what would do",
    arguments: [
      (["trian"], "did you mean \"train\"?"), (["verify", "--threads", "4097"], "between 1 and 4096"),
      (["spectrum", "dyson", "--seed", "18446744073709551615"], "at most 9223372036854775807"),
      (["spectrum", "dyson", "-o", ""], "--output names a folder"),
      (["bound", "--weights", "a.npz", "--weights", "b.npz", "--batch", "1"], "one archive"),
    ])
  func refusals(words: [String], cure: String) throws {
    let ending = try Self.run(words)
    #expect(ending.code == 64 && ending.complaint.contains(cure), "\(ending.complaint)")
  }

  @Test(
    "says on standard error which blow-up its exit code is",
    arguments: [
      ["spectrum", "dyson", "--confinement", "1e300", "--paths", "4"],
      ["train", "gmm:samples=20", "--updates", "20", "--lr", "1e30", "--layers", "4"],
    ])
  func blowUps(words: [String]) throws {
    let folder = temporaryFolder()
    defer { removeFolder(folder) }
    let ending = try Self.run(words + ["-q", "-o", folder])
    #expect(ending.code == 1 && ending.complaint.contains("exit code 1"), "\(ending.complaint)")
  }

  @Test("prints one document where JSON was asked for")
  func resolved() throws {
    let file = ExperimentFixtures.shippedFolder.appending(path: "longley.yaml").path
    let ending = try Self.run(["check", file, "--json", "--resolved"])
    let document = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: String]
    #expect(document?["resolved"]?.contains("title:") == true)
  }
}
