import CLanes

/// Spectra of small matrices, one a lane, by the kernels of CLanes. What a lane gets is a function of its own matrix, to
/// the bit: the same alone, in any lane and on any machine.
public enum BlockSpectra {
  /// Whether matrices of this shape are small enough: the short side at most 32.
  public static func fits(_ rows: Int, _ columns: Int) -> Bool {
    min(rows, columns) <= largestLaneSide && max(rows, columns) <= 4096
  }

  /// All min(rows, columns) singular values of every lane, largest first, to a few roundings of the largest: from the
  /// matrix itself, not from its Gram matrix, so that no condition number is squared.
  public static func singularValues(of block: Block, into values: UnsafeMutablePointer<Double>) {
    guard fits(block.rows, block.columns) else {
      largeSingularValues(of: block, into: values)
      return
    }
    guard !block.isWhole else {
      laneSingularValues(
        block.base, rows: block.rows, columns: block.columns, lanes: block.lanes, into: values)
      return
    }
    var copy = Bundle(zeros: block.rows, block.columns, lanes: block.lanes)
    copy.withBlock {
      $0.copy(block)
      singularValues(of: $0, into: values)
    }
  }

  /// All min(rows, columns) singular values of one large matrix, largest first, by one-pass bidiagonal form: absolute error
  /// some roundings of the largest. Columns without gaps between their entries.
  public static func largeSingularValues(of block: Block, into values: UnsafeMutablePointer<Double>) {
    largeSingularValues(of: [block], into: values)
  }

  /// The same of up to eight matrices of one shape, each in a lane once it has two diagonals: they take the time of two
  /// there. The values of a matrix are those it has alone, to the bit. They follow those of the matrix before.
  public static func largeSingularValues(of blocks: [Block], into values: UnsafeMutablePointer<Double>) {
    guard let shape = blocks.first else { return }
    precondition(
      blocks.count <= 8
        && blocks.allSatisfy {
          $0.lanes == 1 && $0.rowStride == 1 && $0.rows == shape.rows && $0.columns == shape.columns
        }, "at most eight matrices of one shape whose columns are whole")
    let size = min(shape.rows, shape.columns)
    guard size > 0 else { return }
    let lanes = blocks.count == 1 ? 1 : 8
    let room = (size + 7) / 8 * 8
    var memory = Bundle(
      zeros: (2 + 3 * lanes) * room + lanes_reduction_scratch(shape.rows, shape.columns), 1)
    memory.withBlock { memory in
      let (q, e) = (memory.base, memory.base + room)
      let squares = e + room
      let (couplings, found) = (squares + lanes * room, squares + 2 * lanes * room)
      var scales = [Double](repeating: 1, count: lanes)
      for lane in 0..<lanes {
        // A lane too many has the last matrix once more.
        if lane < blocks.count {
          let block = blocks[lane]
          scales[lane] = lanes_reduce(
            block.base, block.columnStride, block.rows, block.columns, q, e, found + lanes * room)
        } else {
          scales[lane] = scales[lane - 1]
        }
        for i in 0..<size {
          squares[i * lanes + lane] = q[i]
          couplings[i * lanes + lane] = e[i]
        }
      }
      lanes_reduced_values(squares, couplings, size, scales, Int32(lanes), found)
      for lane in blocks.indices {
        for i in 0..<size { values[lane * size + i] = found[i * lanes + lane] }
      }
    }
  }

  /// log det(a a^T) = 2 sum log s_i in every lane, from the singular values.
  public static func logGramDeterminant(
    _ values: UnsafePointer<Double>, count: Int, lanes: Int, into result: UnsafeMutablePointer<Double>
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, count * lanes)) { logarithms in
      guard let logs = logarithms.baseAddress else { return }
      lanes_log(values, logs, count * lanes)
      for lane in 0..<lanes {
        var sum = 0.0
        for i in 0..<count { sum += logs[i * lanes + lane] }
        result[lane] = 2 * sum
      }
    }
  }

  /// The eigenvalues of a^T S a, S = diag(+1 in the first `positive` rows, -1 in the others), ascending, without those that
  /// are zero whatever the entries: with a^T = Q R they are those of R S R^T.
  public static func signedGramEigenvalues(
    of block: Block, positive: Int, into values: UnsafeMutablePointer<Double>
  ) {
    let size = min(block.rows, block.columns)
    let lanes = block.lanes
    // a^T, or its triangular factor where it has more rows than columns.
    var factor = Bundle(zeros: block.columns, block.rows, lanes: lanes)
    factor.withBlock { $0.copy(block.transposed) }
    if block.columns > block.rows {
      var triangle = Bundle(zeros: size, size, lanes: lanes)
      triangle.withBlock { triangle in
        factor.withReading {
          laneTriangularFactor($0.base, rows: $0.rows, columns: size, lanes: lanes, into: triangle.base)
        }
      }
      factor = triangle
    }
    var signed = factor
    signed.withBlock { $0.window(0..<$0.rows, positive..<$0.columns).scale(by: -1) }
    var gram = Bundle(zeros: size, size, lanes: lanes)
    gram.withBlock { gram in
      signed.withReading { left in factor.withReading { gram.assign(left, times: $0.transposed) } }
      laneSymmetricEigenvalues(gram.base, size: size, lanes: lanes, into: values)
    }
  }

  /// Diagonalises a symmetric matrix in every lane in place, for the inner loop of a step: the diagonal becomes the
  /// eigenvalues, in no order, the columns of `vectors` the orthonormal eigenvectors. Both blocks are whole.
  public static func diagonalize(_ block: Block, vectors: Block) {
    precondition(
      block.isWhole && vectors.isWhole && block.rows == block.columns && vectors.count == block.count,
      "diagonalisation of a \(block.rows) x \(block.columns) window")
    laneDiagonalize(block.base, vectors: vectors.base, size: block.rows, lanes: block.lanes)
  }
}
