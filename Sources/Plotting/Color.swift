/// A colour that stays distinct under the common forms of colour blindness (Okabe and Ito 2008), or a place on a
/// perceptually even scale.
public enum Color: Sendable, Equatable {
  /// The next colour of the palette that the panel has not used.
  case automatic
  case black, white, orange, skyBlue, bluishGreen, yellow, blue, vermilion, reddishPurple
  case gray
  /// A place from 0 (dark violet) to 1 (yellow green) on the scale of heat maps, for families of curves in their order.
  case shade(Double)

  /// The order of automatic colours; yellow is left out, which white paper swallows.
  static let cycle: [Color] = [.blue, .vermilion, .bluishGreen, .reddishPurple, .orange, .skyBlue, .black]

  /// The same over a heat map, whose own colours run from violet over green to yellow.
  static let cycleOverHeatMap: [Color] = [.vermilion, .black, .skyBlue, .reddishPurple]

  /// Viridis at equal distances (Smith and van der Walt 2015, CC0).
  static let scale: [UInt32] = [
    0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725,
  ]

  /// Red, green and blue in one number, 0xRRGGBB.
  var rgb: UInt32 {
    switch self {
    case .automatic, .black: 0x000000
    case .white: 0xFFFFFF
    case .orange: 0xE69F00
    case .skyBlue: 0x56B4E9
    case .bluishGreen: 0x009E73
    case .yellow: 0xF0E442
    case .blue: 0x0072B2
    case .vermilion: 0xD55E00
    case .reddishPurple: 0xCC79A7
    case .gray: 0x707070
    case .shade(let place): Self.interpolate(place)
    }
  }

  /// The colour at a place on the scale; the last tenth is left out for lines on white paper.
  private static func interpolate(_ place: Double) -> UInt32 {
    let clamped = place.isNaN ? 0 : min(max(place, 0), 1) * 0.9
    let position = clamped * Double(scale.count - 1)
    let index = min(Int(position), scale.count - 2)
    let fraction = position - Double(index)
    var mixed: UInt32 = 0
    for shift: UInt32 in [16, 8, 0] {
      let low = Double((scale[index] >> shift) & 0xFF)
      let high = Double((scale[index + 1] >> shift) & 0xFF)
      mixed |= UInt32((low + fraction * (high - low)).rounded()) << shift
    }
    return mixed
  }
}

extension Panel {
  /// The colour of each layer, automatic ones chosen.
  func colors() -> [Color] {
    let cycle = layers.contains(where: \.isHeatMap) ? Color.cycleOverHeatMap : Color.cycle
    var free = cycle.filter { cycled in !layers.contains { $0.isCurve && $0.color == cycled } }
    if free.isEmpty { free = cycle }
    var next = 0
    var colors = layers.map(\.color)
    for index in layers.indices where layers[index].isCurve && colors[index] == .automatic {
      colors[index] = free[next % free.count]
      next += 1
    }
    let bandsComeFirst = layers.first { $0.isBand || $0.isCurve }?.isBand ?? false
    for index in layers.indices where layers[index].isBand && colors[index] == .automatic {
      let curve =
        bandsComeFirst
        ? layers[index...].firstIndex(where: \.isCurve) : layers[..<index].lastIndex(where: \.isCurve)
      colors[index] = curve.map { colors[$0] } ?? free[0]
    }
    return colors
  }
}
