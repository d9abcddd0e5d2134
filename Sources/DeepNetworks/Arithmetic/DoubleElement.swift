import CLanes

extension Double: NetworkElement {
  public static func multiply(
    _ product: MatrixProduct<Double>, rows: Range<Int>, columns: Range<Int>, keep: Double
  ) {
    let (a, b) = (product.a, product.b)
    var part = lanes_product64(
      c: product.c + rows.lowerBound * product.columns + columns.lowerBound, stride: product.columns,
      rows: rows.count, columns: columns.count, inner: product.inner,
      a: a.base + rows.lowerBound * a.row, a_row: a.row, a_column: a.column,
      b: b.base + columns.lowerBound * b.column, b_row: b.row, b_column: b.column, keep: keep,
      scale: product.scale)
    lanes_networks64().pointee.multiply(&part)
  }

  public static var productPart: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Void {
    { MatrixProduct<Double>.at($0)?.run(part: Int($1)) }
  }

  public static var applyPart: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Void {
    { LayerShare<Double>.at($0)?.apply(part: Int($1)) }
  }

  public static var descendPart: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Void {
    { LayerShare<Double>.at($0)?.descend(part: Int($1)) }
  }

  public static func apply(
    _ w: UnsafePointer<Double>, rows: Int, columns: Int, to x: UnsafePointer<Double>,
    adding b: UnsafePointer<Double>?, rectified: Bool, into y: UnsafeMutablePointer<Double>
  ) {
    lanes_networks64().pointee.apply(w, rows, columns, x, b, rectified ? 1 : 0, y)
  }

  public static func descend(
    _ w: UnsafeMutablePointer<Double>, rows: Int, columns: Int, along d: UnsafePointer<Double>,
    _ x: UnsafePointer<Double>, keep: Double, scale: Double, back: UnsafeMutablePointer<Double>?
  ) {
    lanes_networks64().pointee.descend(w, rows, columns, d, x, keep, scale, back)
  }

  public static func apply(
    _ w: UnsafePointer<Double>, rows: Int, columns: Int, to x: UnsafePointer<Double>, count: Int,
    adding b: UnsafePointer<Double>?, into y: UnsafeMutablePointer<Double>, stride: Int
  ) {
    lanes_networks64().pointee.apply_batch(w, rows, columns, x, count, b, y, stride)
  }

  public static func descend(
    _ w: UnsafeMutablePointer<Double>, rows: Int, columns: Int, along d: UnsafePointer<Double>, stride: Int,
    _ x: UnsafePointer<Double>, count: Int, keep: Double, scale: Double, back: UnsafeMutablePointer<Double>?,
    addingBack: Bool, turned: UnsafeMutablePointer<Double>
  ) {
    lanes_networks64().pointee.descend_batch(
      w, rows, columns, d, stride, x, count, keep, scale, back, addingBack ? 1 : 0, turned)
  }

  public static func rectify(_ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>, count: Int) {
    lanes_networks64().pointee.rectify(x, y, count)
  }

  public static func mask(
    _ d: UnsafeMutablePointer<Double>, _ e: UnsafePointer<Double>, where y: UnsafePointer<Double>, count: Int,
    adding: Bool
  ) {
    lanes_networks64().pointee.mask(d, e, y, count, adding ? 1 : 0)
  }

  public static func combine(
    _ y: UnsafeMutablePointer<Double>, _ a: Double, _ x: UnsafePointer<Double>, _ b: Double,
    _ z: UnsafePointer<Double>, count: Int
  ) {
    lanes_networks64().pointee.combine(y, a, x, b, z, count)
  }

  public static func fill(
    _ y: UnsafeMutablePointer<Double>, rows: Int, columns: Int, with b: UnsafePointer<Double>?
  ) {
    lanes_networks64().pointee.fill(y, rows, columns, b)
  }

  public static func sum(
    _ x: UnsafePointer<Double>, rows: Int, columns: Int, into sum: UnsafeMutablePointer<Double>
  ) {
    lanes_networks64().pointee.sum(x, rows, columns, sum)
  }

  public static func moments(
    _ x: UnsafePointer<Double>, rows: Int, columns: Int, mean: UnsafeMutablePointer<Double>,
    variance: UnsafeMutablePointer<Double>
  ) {
    lanes_networks64().pointee.moments(x, rows, columns, mean, variance)
  }

  public static func normalize(
    _ x: UnsafePointer<Double>, rows: Int, columns: Int, mean: UnsafePointer<Double>,
    variance: UnsafePointer<Double>, epsilon: Double, gain: UnsafePointer<Double>?,
    shift: UnsafePointer<Double>?, inverse: UnsafeMutablePointer<Double>,
    deviate: UnsafeMutablePointer<Double>, into y: UnsafeMutablePointer<Double>
  ) {
    lanes_networks64().pointee.normalize(
      x, rows, columns, mean, variance, epsilon, gain, shift, inverse, deviate, y)
  }

  public static func unnormalize(
    _ d: UnsafeMutablePointer<Double>, _ e: UnsafePointer<Double>, rows: Int, columns: Int,
    deviate: UnsafePointer<Double>, inverse: UnsafePointer<Double>, gain: UnsafePointer<Double>?,
    sums: UnsafePointer<Double>, products: UnsafePointer<Double>, adding: Bool
  ) {
    lanes_networks64().pointee.unnormalize(
      d, e, rows, columns, deviate, inverse, gain, sums, products, adding ? 1 : 0)
  }

  public static func pair(
    _ x: UnsafePointer<Double>, _ z: UnsafePointer<Double>, rows: Int, columns: Int,
    into sum: UnsafeMutablePointer<Double>
  ) {
    lanes_networks64().pointee.pair(x, z, rows, columns, sum)
  }

  public static func unfold(
    _ patches: inout lanes_patches, _ images: UnsafePointer<Double>, into rows: UnsafeMutablePointer<Double>
  ) {
    lanes_networks64().pointee.unfold(&patches, images, rows)
  }

  public static func fold(
    _ patches: inout lanes_patches, _ rows: UnsafePointer<Double>, into images: UnsafeMutablePointer<Double>
  ) {
    lanes_networks64().pointee.fold(&patches, rows, images)
  }

  public static func softmax(
    _ x: UnsafeMutablePointer<Double>, rows: Int, columns: Int, scale: Double,
    scratch: UnsafeMutablePointer<Double>
  ) {
    lanes_networks64().pointee.softmax(x, rows, columns, scale, scratch)
  }

  public static func unsoftmax(
    _ e: UnsafeMutablePointer<Double>, at p: UnsafePointer<Double>, rows: Int, columns: Int, scale: Double
  ) {
    lanes_networks64().pointee.unsoftmax(e, p, rows, columns, scale)
  }

  public static func entropy(
    _ scores: UnsafePointer<Double>, labels: UnsafePointer<Int64>, rows: Int, columns: Int, smoothing: Double,
    deltas d: UnsafeMutablePointer<Double>?, scratch: UnsafeMutablePointer<Double>
  ) -> Double {
    lanes_networks64().pointee.entropy(scores, labels, rows, columns, smoothing, d, scratch)
  }

  public static func adapt(
    _ w: UnsafeMutablePointer<Double>, first: UnsafeMutablePointer<Double>,
    second: UnsafeMutablePointer<Double>, along g: UnsafePointer<Double>, count: Int, _ a: Double,
    _ b: Double, rate: Double, bias: Double, epsilon: Double
  ) {
    lanes_networks64().pointee.adapt(w, first, second, g, count, a, b, rate, bias, epsilon)
  }

  public static func squares(_ x: UnsafePointer<Double>, count: Int) -> Double {
    lanes_networks64().pointee.squares(x, count)
  }
}
