import Foundation
import Testing

/// What signals do to the program: a process of its own, which says in a file what it has to say.
@Suite("The program, interrupted", .serialized, .timeLimit(.minutes(5))) struct SignalTests {
  /// A program at work on an experiment in a folder, with signals as a terminal gives them.
  private struct Running {
    let folder: String
    let process = Process()
    var output: String { folder + "/results" }

    init(_ experiment: String, drawingBy gnuplot: String? = nil) throws {
      folder = temporaryFolder()
      try FileManager.default.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
      for (name, content) in [("question.yaml", experiment), ("said", ""), ("drawing", "")] {
        try Data(content.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      if let gnuplot {
        try Data(gnuplot.utf8).write(to: URL(fileURLWithPath: folder + "/bin/gnuplot"))
        chmod(folder + "/bin/gnuplot", 0o755)
      }
      let program = try #require(Bundle.main.executableURL).deletingLastPathComponent()
        .appending(path: "rankfall").path
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      // Whoever tests may ignore the end of the terminal, as `nohup` does.
      process.arguments = [
        "--default-signal=INT,TERM,HUP", "PATH=\(folder)/bin:/usr/bin:/bin", "DRAWING=\(folder)/drawing",
        program,
        "run", folder + "/question.yaml", "-o", output,
      ]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/said"))
      try process.run()
    }

    func text(_ name: String) -> String {
      String(decoding: FileManager.default.contents(atPath: folder + "/" + name) ?? Data(), as: UTF8.self)
    }

    /// The names of the folders of runs, hidden ones too; none before there is a place for them.
    var left: [String] {
      FileManager.default.subpaths(atPath: output)?.filter { !$0.contains("/") } ?? []
    }

    /// Waits for something that the program does; it must not end before.
    func wait(_ what: String, until isDone: () -> Bool) throws {
      while !isDone() {
        try #require(process.isRunning, "ended before \(what): \(text("said"))")
        usleep(20_000)
      }
    }

    func send(_ number: Int32) { kill(process.processIdentifier, number) }

    func end() -> Int32 {
      process.waitUntilExit()
      return process.terminationReason == .exit ? process.terminationStatus : -1
    }

    func remove() {
      if process.isRunning { send(SIGKILL) }
      if let drawing = pid_t(text("drawing").trimmingCharacters(in: .whitespacesAndNewlines)) {
        kill(drawing, SIGKILL)
      }
      removeFolder(folder)
    }
  }

  @Test("stops of itself at one signal, and leaves nothing", arguments: [SIGINT, SIGTERM, SIGHUP])
  func once(signal: Int32) throws {
    // As many paths at once as there are threads, for hours.
    let running = try Running(
      ExperimentFixtures.small.replacing("duration: 1\n", with: "duration: 1e7\n").replacing(
        "trajectories: 5\n", with: "trajectories: 600\nkeep: statistics\n"))
    defer { running.remove() }
    try running.wait("it had a folder") { !running.left.isEmpty }
    #expect(running.left.allSatisfy { $0.hasPrefix(".question-") })
    running.send(signal)
    #expect(running.end() == 130)
    let said = running.text("said")
    #expect(said.contains("stopping as soon as") && said.contains("nothing is left behind"), "\(said)")
    #expect(running.left.isEmpty, "\(running.left)")
  }

  @Test("ends at once at a second signal, whatever it is waiting for, and leaves nothing")
  func twice() throws {
    // Nothing that the program can do ends this.
    let running = try Running(
      ExperimentFixtures.small, drawingBy: "#!/bin/sh\necho $$ > \"$DRAWING\"\nexec sleep 100000\n")
    defer { running.remove() }
    try running.wait("it drew") { running.text("drawing").hasSuffix("\n") }
    #expect(running.left.count == 1 && running.left[0].hasPrefix(".question-"))
    running.send(SIGTERM)
    try running.wait("it answered") { running.text("said").contains("stopping as soon as") }
    #expect(running.left.count == 1)
    running.send(SIGINT)
    #expect(running.end() == 130)
    #expect(running.left.isEmpty, "\(running.left)")
  }
}
