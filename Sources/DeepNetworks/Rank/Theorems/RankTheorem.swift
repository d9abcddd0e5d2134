import Simulation

/// A theorem about the rank of weights that SGD with weight decay trains.
public protocol RankTheorem: Theorem where Engine == RankEngine {}

/// Every theorem of this part of the room, in the order of the notes. A new one is a file beside this and a line here.
public let rankTheorems: [any RankTheorem.Type] = [
  UnrolledUpdates.self,
  MomentumMemory.self,
  RankMemory.self,
  TightSlabs.self,
  RankTransport.self,
  RankCertificates.self,
  UpdateNoiseFloor.self,
  TruncatedSpectrum.self,
  FilterMatrix.self,
  MomentumCertificates.self,
  FactoredLayers.self,
]
