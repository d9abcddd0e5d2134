// A symmetric matrix to three diagonals by Householder reflections: d the main one, f the squares of the others.
// a[j * n + i] is overwritten; both triangles are kept, which makes every loop run along columns.

INLINE void FN(tridiagonalize)(real *a, int n, real *d, real *f) {
  real v[SIDE], w[SIDE], alpha, head, factor;
  for (int k = 0; k < n; k++) {
    d[k] = a[k * n + k];
    if (k == n - 1) break;
    real square = 0;
    for (int i = k + 1; i < n; i++) square = FMA(a[k * n + i], a[k * n + i], square);
    f[k] = square;
    if (k == n - 2) continue;
    FN(reflection)(square, a[k * n + k + 1], &alpha, &head, &factor);
    for (int i = k + 1; i < n; i++) v[i] = a[k * n + i];
    v[k + 1] = head;
    real inner = 0;
    for (int j = k + 1; j < n; j++) {
      real sum = 0;
      for (int i = k + 1; i < n; i++) sum = FMA(a[j * n + i], v[i], sum);
      w[j] = sum * factor;
      inner = FMA(w[j], v[j], inner);
    }
    // (I - f v v^T) A (I - f v v^T) = A - v w^T - w v^T, w = f A v - f (f v^T A v / 2) v
    real half = (real)0.5 * factor * inner;
    for (int j = k + 1; j < n; j++) w[j] = FMA(-half, v[j], w[j]);
    for (int j = k + 1; j < n; j++)
      for (int i = k + 1; i < n; i++) a[j * n + i] = FMA(-w[i], v[j], FMA(-v[i], w[j], a[j * n + i]));
  }
}
