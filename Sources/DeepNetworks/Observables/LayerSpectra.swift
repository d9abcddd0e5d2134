import Dispatch
import Matrices
import Synchronization

extension Matrix {
  /// The singular values of a weight matrix, largest first: small ones with a small relative error up to 64 rows or columns;
  /// beyond, to some roundings of the largest, which is enough to count them and three times as fast.
  var weightSpectrum: [Double] {
    let count = min(rows, columns)
    guard count > 64, isFinite else { return singularValues }
    var copy = self
    return [Double](unsafeUninitializedCapacity: count) { values, filled in
      if let base = values.baseAddress {
        copy.withBlock { BlockSpectra.largeSingularValues(of: $0, into: base) }
      }
      filled = count
    }
  }
}

extension TrainingState {
  /// The singular values of a weight, largest first; beyond 64 rows and columns by the Gram matrix if the weights are in single
  /// precision: a rounding of the squares in double precision is less than a rounding of the weights.
  func spectrum(of layer: NetworkParameter) -> [Double] {
    guard Element.self == Float.self, min(layer.rows, layer.columns) > 64 else {
      return self[layer].weightSpectrum
    }
    // The transpose, whose columns lie as the rows do here.
    let numbers = weights.withReading { all in
      let floats = UnsafeRawPointer(all + layer.offset).assumingMemoryBound(to: Float.self)
      return (0..<layer.count).map { Double(floats[$0]) }
    }
    return Matrix(rows: layer.columns, columns: layer.rows, entries: numbers).gramSingularValues
  }

  /// The singular values of every weight, largest first, the weights shared out over threads.
  public func layerSpectra(threads: Int) -> [[Double]] {
    let layers = layers
    let found = Mutex([[Double]](repeating: [], count: layers.count))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, layers.count)) { _ in
      while true {
        let number = next.add(1, ordering: .relaxed).oldValue
        guard number < layers.count else { return }
        let values = spectrum(of: layers[number])
        found.withLock { $0[number] = values }
      }
    }
    return found.withLock { $0 }
  }
}
