import ArgumentParser
import Foundation
import Laboratory
import Plotting

struct SlabsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slabs",
    abstract: "Random updates in place of a network's: the rank that forgetting leaves.",
    discussion: """
      SGD with weight decay is W' = (1 - 2 mu lambda) W - (mu/B) D^T A: a slab, a
      sum of B outer products, comes in and all that came before fades. This moves
      weights by slabs that no network made, draws their spectrum here under the
      envelope that theory allows, and judges every bound on their rank:

        rankfall slabs                            64 x 64, B = 1, 2 mu lambda = 0.2
        rankfall slabs --batch 1,2,4 --lambda 0.25,0.5,1
        rankfall slabs --law orthogonal           the bound is met
        rankfall slabs --law alike --directions 4 slabs that push alike: rank 4
        rankfall slabs --start 10 --updates 30    weights that have not forgotten yet
        rankfall slabs --size 256 --lr 0.05 --wd 0.4 --eps 0.1,0.001 --json

      Laws of D and A: normal, all entries independent; orthogonal, e_k e_k^T with
      new k in every update; alike, one of a few fixed pairs for every slab. Of
      several values of --batch, --lr and --lambda every combination is walked. From
      zero only B and the product 2 mu lambda count: mu and lambda move alike.
      --lambda is theory's, of lambda |W|^2 in the loss; --wd is PyTorch's
      weight_decay, twice that.
      """)

  @Option(help: "normal, orthogonal or alike.")
  var law = "normal"

  @Option(name: [.customShort("n"), .long], parsing: .unconditional, help: "How many rows, and columns.")
  var size = 64

  @Option(parsing: .unconditional, help: "How many columns, if not as many as rows.")
  var columns: Int?

  @Option(parsing: .unconditional, help: "How many fixed pairs, 4 otherwise (alike).")
  var directions: Int?

  @Option(parsing: .unconditional, help: "Batch sizes B: slabs an update.")
  var batch = "1"

  @Option(name: .customLong("lr"), parsing: .unconditional, help: "Learning rates mu.")
  var rates = "0.1"

  @Option(parsing: .unconditional, help: "Theory's lambdas; 1 otherwise.")
  var lambda: String?

  @Option(
    name: .customLong("wd"), parsing: .unconditional, help: "Instead: PyTorch's weight_decays, 2 lambda.")
  var decay: String?

  @Option(
    parsing: .unconditional, help: "How many; twice what the smallest eps remembers otherwise.")
  var updates: Int?

  @Option(parsing: .unconditional, help: "The deviation of the first weights; from zero otherwise.")
  var start = 0.0

  @Option(name: .customLong("eps"), parsing: .unconditional, help: "Thresholds, with commas between them.")
  var thresholds = "0.1,0.03,0.01,0.003,0.001"

  @Option(parsing: .unconditional, help: "The seed of slabs and first weights.")
  var seed: UInt64 = 1

  @OptionGroup var folder: FolderOptions

  @OptionGroup var speech: SpeechOptions

  func validate() throws { try check(seed: seed) }

  private var request: SlabRequest {
    var request = SlabRequest()
    (request.law, request.size, request.columns, request.directions) = (law, size, columns, directions)
    (request.batches, request.rates, request.lambdas, request.decays) = (batch, rates, lambda, decay)
    (request.updates, request.start, request.thresholds) = (updates, start, thresholds)
    (request.seed, request.threads) = (seed, folder.threads)
    return request
  }

  func run() throws {
    try reporting {
      let subjects = try request.subjects()
      let total = SlabRun.steps(subjects)
      let (result, kept, warnings) = try withProgress("slabs", steps: total, quiet: folder.quiet) {
        let result = try SlabRun(subjects, threads: folder.threads, progress: $0)
        let kept = SlabFolder(result, in: folder.output)
        return (result, kept, try kept.write(command: folder.command, formats: folder.formats))
      }
      for warning in warnings { complain("warning: \(warning)") }
      if speech.json {
        print(JSONText.object(["folder": .text(kept.path), "result": result.json]).written())
      } else if !folder.quiet {
        if let picture = result.picture(speech.style) { print(picture) }
        print(SlabTables(result).written(speech.style))
        print()
        print(
          subjects.count > 1
            ? VerdictTable.counted(result.verdicts, speech.style)
            : VerdictTable.written(result.verdicts, speech.style))
        for line in VerdictTable.silences(result.verdicts) { print(line) }
        print("\(VerdictTable.summary(result.verdicts)); everything is in \(kept.path)")
      }
      guard result.verdicts.allSatisfy(\.isExpected) else { throw ExitCode(1) }
    }
  }
}
