import Laboratory
import Plotting
import Testing

@Suite("Figures of runs")
struct RunFigureTests {
  @Test("by default the determinant of all runs together, and the singular values of W1 a panel a run")
  func standard() throws {
    let experiment = try ExperimentFixtures.experiment()
    let gallery = FigureGallery(of: experiment, try experiment.perform(threads: 1))
    #expect(gallery.figures.map(\.name) == ["log_determinant", "W1_singular_values"])
    let determinant = gallery.figures[0].figure
    #expect(determinant.panels.count == 1)
    let layers = determinant.panels[0].layers
    #expect(layers.compactMap(\.label).prefix(2) == ["quiet", "noisy"])
    #expect(layers.contains { $0.label?.contains("(2.1)") == true })
    let bands = layers.count { if case .band = $0 { true } else { false } }
    #expect(bands == 2)
    let values = gallery.figures[1].figure
    #expect(values.panels.map(\.title) == ["quiet", "noisy"])
    #expect(values.panels.allSatisfy { $0.logarithmic == [.y] })
    #expect(values.panels[0].yRange == values.panels[1].yRange)
  }

  @Test("a single trajectory has no band")
  func noBand() throws {
    let experiment = try ExperimentFixtures.experiment(small: ["trajectories=1"])
    let gallery = FigureGallery(of: experiment, try experiment.perform(threads: 1))
    for layer in gallery.figures.flatMap(\.figure.panels).flatMap(\.layers) {
      if case .band = layer { Issue.record("a band of one trajectory") }
    }
  }

  @Test("lines may be coloured by another series, on one scale for all panels")
  func colored() throws {
    let experiment = try ExperimentFixtures.experiment(
      small: [
        "observables=[W1_singular_values, W1_repulsion]",
        "figures=[{observable: W1_singular_values, color_by: W1_repulsion}]",
      ])
    let results = try experiment.perform(threads: 1)
    let panels = FigureGallery(of: experiment, results).figures[0].figure.panels
    var scales: Set<[Double]> = []
    for (panel, result) in zip(panels, results) {
      #expect(panel.layers.count == 3, "a line for each singular value, and no band")
      for layer in panel.layers {
        guard case .shadedLine(_, _, let z, let colors, let label, _) = layer else {
          Issue.record("a line without shades")
          continue
        }
        scales.insert([colors.lowerBound, colors.upperBound])
        #expect(label == "repulsion in d log s_i(W1)/dt, 1/time")
        #expect(z.allSatisfy { $0 == 0 } == (result.run.name == "quiet"), "no noise, no repulsion")
      }
    }
    #expect(panels.count == 2 && scales.count == 1)
  }

  @Test("a file may ask for its own figures, or for none")
  func asked() throws {
    let asked = try ExperimentFixtures.experiment(
      small: ["figures=[{observable: loss, scale: log, runs: [noisy]}, {observable: loss, panels: each}]"])
    let gallery = FigureGallery(of: asked, try asked.perform(threads: 1))
    #expect(gallery.figures.map(\.name) == ["loss", "loss-2"])
    #expect(gallery.figures.map(\.figure.panels.count) == [1, 2])
    #expect(try ExperimentFixtures.experiment(small: ["figures=[]"]).figures.isEmpty)
  }
}
