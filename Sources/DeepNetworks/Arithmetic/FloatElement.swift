import CLanes

extension Float: NetworkElement {
  public static func multiply(
    _ product: MatrixProduct<Float>, rows: Range<Int>, columns: Range<Int>, keep: Float
  ) {
    let (a, b) = (product.a, product.b)
    var part = lanes_product32(
      c: product.c + rows.lowerBound * product.columns + columns.lowerBound, stride: product.columns,
      rows: rows.count, columns: columns.count, inner: product.inner,
      a: a.base + rows.lowerBound * a.row, a_row: a.row, a_column: a.column,
      b: b.base + columns.lowerBound * b.column, b_row: b.row, b_column: b.column, keep: keep,
      scale: product.scale)
    lanes_networks32().pointee.multiply(&part)
  }

  public static var productPart: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Void {
    { MatrixProduct<Float>.at($0)?.run(part: Int($1)) }
  }

  public static var applyPart: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Void {
    { LayerShare<Float>.at($0)?.apply(part: Int($1)) }
  }

  public static var descendPart: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Void {
    { LayerShare<Float>.at($0)?.descend(part: Int($1)) }
  }

  public static func apply(
    _ w: UnsafePointer<Float>, rows: Int, columns: Int, to x: UnsafePointer<Float>,
    adding b: UnsafePointer<Float>?, rectified: Bool, into y: UnsafeMutablePointer<Float>
  ) {
    lanes_networks32().pointee.apply(w, rows, columns, x, b, rectified ? 1 : 0, y)
  }

  public static func descend(
    _ w: UnsafeMutablePointer<Float>, rows: Int, columns: Int, along d: UnsafePointer<Float>,
    _ x: UnsafePointer<Float>, keep: Float, scale: Float, back: UnsafeMutablePointer<Float>?
  ) {
    lanes_networks32().pointee.descend(w, rows, columns, d, x, keep, scale, back)
  }

  public static func apply(
    _ w: UnsafePointer<Float>, rows: Int, columns: Int, to x: UnsafePointer<Float>, count: Int,
    adding b: UnsafePointer<Float>?, into y: UnsafeMutablePointer<Float>, stride: Int
  ) {
    lanes_networks32().pointee.apply_batch(w, rows, columns, x, count, b, y, stride)
  }

  public static func descend(
    _ w: UnsafeMutablePointer<Float>, rows: Int, columns: Int, along d: UnsafePointer<Float>, stride: Int,
    _ x: UnsafePointer<Float>, count: Int, keep: Float, scale: Float, back: UnsafeMutablePointer<Float>?,
    addingBack: Bool, turned: UnsafeMutablePointer<Float>
  ) {
    lanes_networks32().pointee.descend_batch(
      w, rows, columns, d, stride, x, count, keep, scale, back, addingBack ? 1 : 0, turned)
  }

  public static func rectify(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
    lanes_networks32().pointee.rectify(x, y, count)
  }

  public static func mask(
    _ d: UnsafeMutablePointer<Float>, _ e: UnsafePointer<Float>, where y: UnsafePointer<Float>, count: Int,
    adding: Bool
  ) {
    lanes_networks32().pointee.mask(d, e, y, count, adding ? 1 : 0)
  }

  public static func combine(
    _ y: UnsafeMutablePointer<Float>, _ a: Float, _ x: UnsafePointer<Float>, _ b: Float,
    _ z: UnsafePointer<Float>, count: Int
  ) {
    lanes_networks32().pointee.combine(y, a, x, b, z, count)
  }

  public static func fill(
    _ y: UnsafeMutablePointer<Float>, rows: Int, columns: Int, with b: UnsafePointer<Float>?
  ) {
    lanes_networks32().pointee.fill(y, rows, columns, b)
  }

  public static func sum(
    _ x: UnsafePointer<Float>, rows: Int, columns: Int, into sum: UnsafeMutablePointer<Float>
  ) {
    lanes_networks32().pointee.sum(x, rows, columns, sum)
  }

  public static func moments(
    _ x: UnsafePointer<Float>, rows: Int, columns: Int, mean: UnsafeMutablePointer<Float>,
    variance: UnsafeMutablePointer<Float>
  ) {
    lanes_networks32().pointee.moments(x, rows, columns, mean, variance)
  }

  public static func normalize(
    _ x: UnsafePointer<Float>, rows: Int, columns: Int, mean: UnsafePointer<Float>,
    variance: UnsafePointer<Float>, epsilon: Float, gain: UnsafePointer<Float>?, shift: UnsafePointer<Float>?,
    inverse: UnsafeMutablePointer<Float>, deviate: UnsafeMutablePointer<Float>,
    into y: UnsafeMutablePointer<Float>
  ) {
    lanes_networks32().pointee.normalize(
      x, rows, columns, mean, variance, epsilon, gain, shift, inverse, deviate, y)
  }

  public static func unnormalize(
    _ d: UnsafeMutablePointer<Float>, _ e: UnsafePointer<Float>, rows: Int, columns: Int,
    deviate: UnsafePointer<Float>, inverse: UnsafePointer<Float>, gain: UnsafePointer<Float>?,
    sums: UnsafePointer<Float>, products: UnsafePointer<Float>, adding: Bool
  ) {
    lanes_networks32().pointee.unnormalize(
      d, e, rows, columns, deviate, inverse, gain, sums, products, adding ? 1 : 0)
  }

  public static func pair(
    _ x: UnsafePointer<Float>, _ z: UnsafePointer<Float>, rows: Int, columns: Int,
    into sum: UnsafeMutablePointer<Float>
  ) {
    lanes_networks32().pointee.pair(x, z, rows, columns, sum)
  }

  public static func unfold(
    _ patches: inout lanes_patches, _ images: UnsafePointer<Float>, into rows: UnsafeMutablePointer<Float>
  ) {
    lanes_networks32().pointee.unfold(&patches, images, rows)
  }

  public static func fold(
    _ patches: inout lanes_patches, _ rows: UnsafePointer<Float>, into images: UnsafeMutablePointer<Float>
  ) {
    lanes_networks32().pointee.fold(&patches, rows, images)
  }

  public static func softmax(
    _ x: UnsafeMutablePointer<Float>, rows: Int, columns: Int, scale: Double,
    scratch: UnsafeMutablePointer<Double>
  ) {
    lanes_networks32().pointee.softmax(x, rows, columns, scale, scratch)
  }

  public static func unsoftmax(
    _ e: UnsafeMutablePointer<Float>, at p: UnsafePointer<Float>, rows: Int, columns: Int, scale: Double
  ) {
    lanes_networks32().pointee.unsoftmax(e, p, rows, columns, scale)
  }

  public static func entropy(
    _ scores: UnsafePointer<Float>, labels: UnsafePointer<Int64>, rows: Int, columns: Int, smoothing: Double,
    deltas d: UnsafeMutablePointer<Float>?, scratch: UnsafeMutablePointer<Double>
  ) -> Double {
    lanes_networks32().pointee.entropy(scores, labels, rows, columns, smoothing, d, scratch)
  }

  public static func adapt(
    _ w: UnsafeMutablePointer<Float>, first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>,
    along g: UnsafePointer<Float>, count: Int, _ a: Float, _ b: Float, rate: Float, bias: Float,
    epsilon: Float
  ) {
    lanes_networks32().pointee.adapt(w, first, second, g, count, a, b, rate, bias, epsilon)
  }

  public static func squares(_ x: UnsafePointer<Float>, count: Int) -> Double {
    lanes_networks32().pointee.squares(x, count)
  }
}
