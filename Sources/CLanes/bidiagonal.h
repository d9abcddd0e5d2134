// A tall matrix to two diagonals by Householder reflections from both sides, without forming the reflections.
// a[j * m + i], m >= n. Only the squares of the two diagonals are wanted: q of the main one, e of the upper one.

/// Half of what a reflection I - f v v^T needs, from its vector x: the first entry of v = x + sign(x_0) |x| e_0 and
/// 2 / |v|^2. A vector of no size is left alone: its square may have lost digits to underflow.
INLINE void FN(reflection)(real square, real first, real *alpha, real *head, real *factor) {
  real norm = SQRT(square);
  *alpha = WITH_SIGN(norm, first);
  *head = first + *alpha;
  real slope = (real)1.0 / FMA(SIZE(first), norm, square);
  *factor = select(less((real)1e-200, square), slope, (real)0.0);
}

/// Applies the reflection of row k from the right to columns j, j + 1, .., and sums those columns against x, which is
/// column k + 1 after it. The two share one sweep over memory.
INLINE void FN(updateColumns)(real *a, int m, int k, int j, int count, const real *g, const real *u, real *f) {
  const real *x = a + (k + 1) * m;
  real *c = a + j * m;
  real sum[4] = {0, 0, 0, 0};
  for (int i = k + 1; i < m; i++)
    for (int t = 0; t < count; t++) {
      real y = FMA(-g[i], u[j + t], c[t * m + i]);
      c[t * m + i] = y;
      sum[t] = FMA(x[i], y, sum[t]);
    }
  for (int t = 0; t < count; t++) f[j + t] = sum[t];
}

/// Applies the reflection of column k from the left to rows i, i + 1, .., and sums those rows against y, which is row k
/// after it.
INLINE void FN(updateRows)(real *a, int m, int n, int k, int i, int count, const real *f, const real *y, real *g) {
  const real *x = a + k * m + i;
  real sum[4] = {0, 0, 0, 0};
  for (int j = k + 1; j < n; j++)
    for (int t = 0; t < count; t++) {
      real z = FMA(-f[j], x[t], a[j * m + i + t]);
      a[j * m + i + t] = z;
      sum[t] = FMA(y[j], z, sum[t]);
    }
  for (int t = 0; t < count; t++) g[i + t] = sum[t];
}

INLINE void FN(bidiagonalize)(real *a, int m, int n, real *q, real *e) {
  real f[SIDE], g[ROWS], y[SIDE], alpha, head, factor;
  for (int j = 0; j < n; j++) {
    real sum = 0;
    for (int i = 0; i < m; i++) sum = FMA(a[i], a[j * m + i], sum);
    f[j] = sum;
  }
  for (int k = 0; k < n; k++) {
    // f[j] = x . a_j for the columns j >= k, where x is column k.
    q[k] = f[k];
    if (k == n - 1) break;
    real square = 0;
    FN(reflection)(f[k], a[k * m + k], &alpha, &head, &factor);
    for (int j = k + 1; j < n; j++) {
      real top = a[j * m + k];
      f[j] = FMA(alpha, top, f[j]) * factor;
      y[j] = FMA(-f[j], head, top);
      square = FMA(y[j], y[j], square);
    }
    e[k] = square;
    int i = k + 1;
    for (; i + 4 <= m; i += 4) FN(updateRows)(a, m, n, k, i, 4, f, y, g);
    for (; i < m; i++) FN(updateRows)(a, m, n, k, i, 1, f, y, g);
    // g[i] = y . (row i) for the rows i > k.
    FN(reflection)(square, y[k + 1], &alpha, &head, &factor);
    y[k + 1] = head;
    real sum = 0;
    for (int i = k + 1; i < m; i++) {
      real left = a[(k + 1) * m + i];
      g[i] = FMA(alpha, left, g[i]) * factor;
      real x = FMA(-g[i], head, left);
      a[(k + 1) * m + i] = x;
      sum = FMA(x, x, sum);
    }
    f[k + 1] = sum;
    int j = k + 2;
    for (; j + 4 <= n; j += 4) FN(updateColumns)(a, m, k, j, 4, g, y, f);
    for (; j < n; j++) FN(updateColumns)(a, m, k, j, 1, g, y, f);
  }
}
