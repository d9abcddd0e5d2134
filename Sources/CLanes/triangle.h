// The triangular factor of A = Q R by Householder reflections, without Q.

/// a[j * m + i], m >= n, becomes R in its first n rows, the diagonal not negative. Below it remains what was there.
INLINE void FN(triangulate)(real *a, int m, int n) {
  for (int k = 0; k < n; k++) {
    real *x = a + k * m, square = 0, alpha, head, factor;
    for (int i = k; i < m; i++) square = FMA(x[i], x[i], square);
    FN(reflection)(square, x[k], &alpha, &head, &factor);
    real sign = WITH_SIGN((real)1.0, -alpha);
    // A column without size keeps its diagonal entry, and its row.
    mask kept = same(factor, (real)0.0);
    sign = select(kept, WITH_SIGN((real)1.0, x[k]), sign);
    for (int j = k + 1; j < n; j++) {
      real *c = a + j * m, sum = head * c[k];
      for (int i = k + 1; i < m; i++) sum = FMA(x[i], c[i], sum);
      sum *= factor;
      c[k] = sign * FMA(-sum, head, c[k]);
      for (int i = k + 1; i < m; i++) c[i] = FMA(-sum, x[i], c[i]);
    }
    x[k] = select(kept, SIZE(x[k]), SIZE(alpha));
  }
}
