import Foundation

// Elementary functions under whole names, so that no file of this room imports Foundation for a logarithm.
func logarithm(_ x: Double) -> Double { log(x) }
func exponential(_ x: Double) -> Double { exp(x) }
func hyperbolicCosine(_ x: Double) -> Double { cosh(x) }
func hyperbolicSine(_ x: Double) -> Double { sinh(x) }
func cosine(_ x: Double) -> Double { cos(x) }
func sine(_ x: Double) -> Double { sin(x) }
func power(_ x: Double, _ exponent: Double) -> Double { pow(x, exponent) }
/// pi/2
let quarterTurn = Double.pi / 2
