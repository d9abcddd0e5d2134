import CLanes

/// A precision that networks are computed in: Float or Double. Matrices lie row after row without gaps.
///
/// What is long is a loop of CLanes, called once for a whole matrix; so one code serves both precisions at full speed.
public protocol NetworkElement: BinaryFloatingPoint & Sendable {
  /// A part of a product: these rows and columns of c become keep c + scale a b.
  static func multiply(_ product: MatrixProduct<Self>, rows: Range<Int>, columns: Range<Int>, keep: Self)
  /// The parts of `MatrixProduct`, for a crew.
  static var productPart: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Void { get }
  /// The parts of `LayerShare`, for a crew.
  static var applyPart: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Void { get }
  static var descendPart: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Void { get }
  /// y[r] = b[r] + <w[r], x> for each row r, rectified if asked.
  static func apply(
    _ w: UnsafePointer<Self>, rows: Int, columns: Int, to x: UnsafePointer<Self>,
    adding b: UnsafePointer<Self>?, rectified: Bool, into y: UnsafeMutablePointer<Self>)
  /// back += w^T d with the old w, and w <- keep w + (scale d) x^T, in one sweep over w.
  static func descend(
    _ w: UnsafeMutablePointer<Self>, rows: Int, columns: Int, along d: UnsafePointer<Self>,
    _ x: UnsafePointer<Self>, keep: Self, scale: Self, back: UnsafeMutablePointer<Self>?)
  /// y[n][r] = <w[r], x[n]> + b[r] for `count` samples, a row of x each; rows of y are `stride` apart.
  static func apply(
    _ w: UnsafePointer<Self>, rows: Int, columns: Int, to x: UnsafePointer<Self>, count: Int,
    adding b: UnsafePointer<Self>?, into y: UnsafeMutablePointer<Self>, stride: Int)
  /// back[n] (+)= w^T d[n] with the old w, and w <- keep w + scale sum_n d[n] x[n]^T, in one sweep over w. `turned` is room for
  /// rows x count numbers.
  static func descend(
    _ w: UnsafeMutablePointer<Self>, rows: Int, columns: Int, along d: UnsafePointer<Self>, stride: Int,
    _ x: UnsafePointer<Self>, count: Int, keep: Self, scale: Self, back: UnsafeMutablePointer<Self>?,
    addingBack: Bool, turned: UnsafeMutablePointer<Self>)
  /// y = max(x, 0); y may be x.
  static func rectify(_ x: UnsafePointer<Self>, into y: UnsafeMutablePointer<Self>, count: Int)
  /// d = e where y > 0, else 0; d may be e. With `adding`, d += that.
  static func mask(
    _ d: UnsafeMutablePointer<Self>, _ e: UnsafePointer<Self>, where y: UnsafePointer<Self>, count: Int,
    adding: Bool)
  /// y = a x + b z, entry by entry; y may be x or z.
  static func combine(
    _ y: UnsafeMutablePointer<Self>, _ a: Self, _ x: UnsafePointer<Self>, _ b: Self, _ z: UnsafePointer<Self>,
    count: Int)
  /// Every row of y becomes b, or zero.
  static func fill(_ y: UnsafeMutablePointer<Self>, rows: Int, columns: Int, with b: UnsafePointer<Self>?)
  /// sum = the sum of the rows of x.
  static func sum(_ x: UnsafePointer<Self>, rows: Int, columns: Int, into sum: UnsafeMutablePointer<Self>)
  /// The mean and the mean square deviation of each column.
  static func moments(
    _ x: UnsafePointer<Self>, rows: Int, columns: Int, mean: UnsafeMutablePointer<Self>,
    variance: UnsafeMutablePointer<Self>)
  /// deviate = (x - mean) inverse with inverse = 1 / sqrt(variance + epsilon), or 0 where that divides by zero; y = gain deviate + shift.
  static func normalize(
    _ x: UnsafePointer<Self>, rows: Int, columns: Int, mean: UnsafePointer<Self>,
    variance: UnsafePointer<Self>, epsilon: Self, gain: UnsafePointer<Self>?, shift: UnsafePointer<Self>?,
    inverse: UnsafeMutablePointer<Self>, deviate: UnsafeMutablePointer<Self>,
    into y: UnsafeMutablePointer<Self>)
  /// d (+)= inverse gain (e - sums / rows - deviate products / rows).
  static func unnormalize(
    _ d: UnsafeMutablePointer<Self>, _ e: UnsafePointer<Self>, rows: Int, columns: Int,
    deviate: UnsafePointer<Self>, inverse: UnsafePointer<Self>, gain: UnsafePointer<Self>?,
    sums: UnsafePointer<Self>, products: UnsafePointer<Self>, adding: Bool)
  /// sum = the sum over rows of x z, column by column.
  static func pair(
    _ x: UnsafePointer<Self>, _ z: UnsafePointer<Self>, rows: Int, columns: Int,
    into sum: UnsafeMutablePointer<Self>)
  /// rows = the patches of images.
  static func unfold(
    _ patches: inout lanes_patches, _ images: UnsafePointer<Self>, into rows: UnsafeMutablePointer<Self>)
  /// images += the transpose of that.
  static func fold(
    _ patches: inout lanes_patches, _ rows: UnsafePointer<Self>, into images: UnsafeMutablePointer<Self>)
  /// Each row becomes softmax(scale row); scratch has room for a row.
  static func softmax(
    _ x: UnsafeMutablePointer<Self>, rows: Int, columns: Int, scale: Double,
    scratch: UnsafeMutablePointer<Double>)
  /// e <- scale p (e - <p, e>), row by row.
  static func unsoftmax(
    _ e: UnsafeMutablePointer<Self>, at p: UnsafePointer<Self>, rows: Int, columns: Int, scale: Double)
  /// The sum of the cross-entropies of rows of scores; d = softmax - target where it is asked for.
  static func entropy(
    _ scores: UnsafePointer<Self>, labels: UnsafePointer<Int64>, rows: Int, columns: Int, smoothing: Double,
    deltas d: UnsafeMutablePointer<Self>?, scratch: UnsafeMutablePointer<Double>
  ) -> Double
  /// Adam's step: `lanes_network64` in CLanes/include/Networks.h gives the formulas.
  static func adapt(
    _ w: UnsafeMutablePointer<Self>, first: UnsafeMutablePointer<Self>, second: UnsafeMutablePointer<Self>,
    along g: UnsafePointer<Self>, count: Int, _ a: Self, _ b: Self, rate: Self, bias: Self, epsilon: Self)
  /// The sum of squares.
  static func squares(_ x: UnsafePointer<Self>, count: Int) -> Double
}

extension NetworkElement {
  /// c = keep c + scale a b: c is m x n, a is m x k unless transposed, b is k x n unless transposed. With keep = 0 what was in c
  /// is not read.
  static func multiply(
    _ a: UnsafePointer<Self>, transposingA: Bool, _ b: UnsafePointer<Self>, transposingB: Bool,
    into c: UnsafeMutablePointer<Self>, rows m: Int, columns n: Int, inner k: Int, scale: Self, keep: Self
  ) {
    var product = MatrixProduct(
      .init(a, columns: transposingA ? m : k, transposing: transposingA),
      .init(b, columns: transposingB ? k : n, transposing: transposingB), into: c, rows: m, columns: n,
      inner: k)
    product.scale = scale
    product.keep = keep
    product.run()
  }
}
