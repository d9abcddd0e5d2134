import CLanes

/// Elementary functions of many numbers at once, by the kernels of CLanes: the same bits for one number as for many.
public enum Elementary {
  /// sinh x and cosh x of `count` numbers.
  public static func hyperbolic(
    _ x: UnsafePointer<Double>, sinh: UnsafeMutablePointer<Double>, cosh: UnsafeMutablePointer<Double>,
    count: Int
  ) {
    lanes_sinh_cosh(x, sinh, cosh, count)
  }
}
