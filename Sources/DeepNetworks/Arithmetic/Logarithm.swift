import Foundation

/// The natural logarithm: without Foundation's names in the files that need no more of it.
func logarithm(_ x: Double) -> Double { log(x) }
func exponential(_ x: Double) -> Double { exp(x) }
