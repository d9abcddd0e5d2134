/// Every theorem of this room, in the order of the notes. A new one is a file beside this and a line here.
public let theorems: [any NetworkTheorem.Type] = [
  DeterminantDecay.self
]
