import ArgumentParser
import Laboratory

struct OrdersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orders", abstract: "Measure the order of convergence of every integrator.",
    discussion: """
      Without noise against a Runge-Kutta solution on the raw data; strongly along
      shared Brownian paths; weakly without a random number, by Gauss-Hermite
      quadrature against the series of the equation's generator.

        rankfall orders
        rankfall orders --engine fixed-field-order
      """)

  @Option(help: "The engine to measure; `rankfall list engines` names them.")
  var engine = "rankfall"

  @OptionGroup var speech: SpeechOptions

  func run() throws {
    guard let engine = EngineList.engine(named: engine) else {
      let hint = didYouMean(self.engine, among: EngineList.all.map(\.name)).map { "; " + $0 } ?? ""
      throw ValidationError("no engine is called \(self.engine)\(hint)")
    }
    let measurements = OrderTable.measurements(of: engine)
    print(
      speech.json ? OrderTable.json(measurements).written() : OrderTable.written(measurements, speech.style))
    guard measurements.allSatisfy({ OrderTable.isAsDeclared($0) }) else { throw ExitCode(1) }
  }
}
