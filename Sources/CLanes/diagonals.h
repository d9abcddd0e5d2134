// The singular values of large bidiagonal matrices, whose squared diagonals are in memory.

static void FN(reduced_values)(double *q, double *e, ptrdiff_t size, const double *scale, double *values) {
  int n = (int)size;
  real squares[n], couplings[n], scratch[4 * n];
  for (int k = 0; k < n; k++) {
    squares[k] = LOAD(q + k * LANES);
    couplings[k] = k < n - 1 ? LOAD(e + k * LANES) : (real)0.0;
  }
  mask bad = ~less(LOAD(scale), (real)__builtin_inf());
  mask good = FN(diagonalize)(squares, couplings, n, bad, scratch) & ~bad;
  // They come nearly sorted: an insertion ends where no lane has anything to exchange.
  for (int k = 1; k < n; k++)
    for (int i = k; i > 0; i--) {
      real x = squares[i - 1], y = squares[i];
      mask wrong = less(x, y);
      if (!any(wrong)) break;
      squares[i - 1] = select(wrong, y, x);
      squares[i] = select(wrong, x, y);
    }
  for (int k = 0; k < n; k++)
    STORE(values + k * LANES, select(good, SQRT(squares[k]) * LOAD(scale), (real)__builtin_nan("")));
}
