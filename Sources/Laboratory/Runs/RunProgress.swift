import Simulation

/// Steps done, and the wish to stop: Simulation's progress, not Foundation's.
public typealias RunProgress = Simulation.Progress
