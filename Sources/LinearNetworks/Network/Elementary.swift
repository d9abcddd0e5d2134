import Foundation

// Elementary functions under whole names, so that no file of this room imports Foundation for a logarithm.
func logarithm(_ x: Double) -> Double { log(x) }
func exponential(_ x: Double) -> Double { exp(x) }
