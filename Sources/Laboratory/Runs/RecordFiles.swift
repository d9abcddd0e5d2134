import Simulation

extension RunResult {
  /// Writes what was seen into a NetCDF file; the same record gives the same bytes.
  func write(to path: String, of experiment: Experiment) throws(OutputError) {
    let attributes = [
      "title": experiment.title, "experiment": experiment.name, "run": run.name,
      "engine": run.engine.name, "keep": run.setting.ensemble.keeping.rawValue,
      "source": "rankfall \(Provenance.rankfallVersion)",
    ]
    try NetCDFWriter(attributes: attributes).write(record, to: path)
  }
}
