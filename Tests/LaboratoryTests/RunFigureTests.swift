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
