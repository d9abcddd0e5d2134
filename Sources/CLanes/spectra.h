// Singular values, eigenvalues and triangular factors: from memory to scratch on the stack, scaled by a power of two
// so that no square overflows or loses digits, and back.

/// a[j * m + i] of the tall matrix whose short side is n: the given matrix, or its transpose if that is the tall one.
INLINE real FN(tallEntry)(const double *a, int m, int n, int transposed, int i, int j) {
  return LOAD(a + (transposed ? i * n + j : j * m + i) * LANES);
}

typedef struct {
  real down, up;  // a power of two to multiply with, and its inverse
  mask bad;       // the lanes with an entry that is not finite
} FN(range);

/// By the exponent of the largest entry. Sizes are compared as whole numbers: not-a-number is above infinity.
INLINE FN(range) FN(measure)(const double *a, ptrdiff_t count) {
  bitsOf largest = bits((real)0.0);
  for (ptrdiff_t i = 0; i < count; i++)
    largest = __builtin_elementwise_max(bits(SIZE(LOAD(a + i * LANES))), largest);
  bitsOf exponent = __builtin_elementwise_max(largest >> 52, (bitsOf)1);
  exponent = __builtin_elementwise_min(exponent, (bitsOf)2045);
  return (FN(range)){number(((bitsOf)2046 - exponent) << 52), number(exponent << 52),
                     ~less(number(largest), (real)__builtin_inf())};
}

/// Fills t with the tall matrix, scaled; a longer one than ROWS is brought to its triangular factor piece by piece, and
/// the number of rows of t is returned. t has room for min(m, ROWS) rows.
INLINE int FN(fill)(real *t, const double *a, int m, int n, int transposed, real scale) {
  int height = m < ROWS ? m : ROWS;
  for (int j = 0; j < n; j++)
    for (int i = 0; i < height; i++) t[j * height + i] = FN(tallEntry)(a, m, n, transposed, i, j) * scale;
  for (int next = height; next < m;) {
    FN(triangulate)(t, height, n);
    int more = m - next < height - n ? m - next : height - n;
    for (int j = 0; j < n; j++) {
      for (int i = j + 1; i < height; i++) t[j * height + i] = 0;
      for (int i = 0; i < more; i++)
        t[j * height + n + i] = FN(tallEntry)(a, m, n, transposed, next + i, j) * scale;
    }
    next += more;
  }
  return height;
}

static void FN(singularValues)(const double *a, int rows, int columns, double *values) {
  int transposed = rows < columns, n = transposed ? rows : columns, m = transposed ? columns : rows;
  real t[(m < ROWS ? m : ROWS) * n], q[SIDE], e[SIDE];
  FN(range) range = FN(measure)(a, (ptrdiff_t)rows * columns);
  int height = FN(fill)(t, a, m, n, transposed, range.down);
  // A network of 5 inputs, 2 outputs and 10 hidden units, whose sizes are known to the compiler here: a tenth faster.
  if (height == 10 && n == 7)
    FN(bidiagonalize)(t, 10, 7, q, e);
  else
    FN(bidiagonalize)(t, height, n, q, e);
  mask good = FN(squaredSpectrum)(q, e, n, range.bad) & ~range.bad;
  for (int i = 0; i < n; i++)
    STORE(values + i * LANES, select(good, SQRT(q[i]) * range.up, (real)__builtin_nan("")));
}

/// By a shift to a positive definite matrix, as the squares of singular values.
static void FN(eigenvalues)(const double *a, int n, double *values) {
  real t[n * n], d[SIDE], f[SIDE], e[SIDE];
  for (int j = 0; j < n; j++)
    for (int i = j; i < n; i++) t[j * n + i] = t[i * n + j] = LOAD(a + (j * n + i) * LANES);
  FN(range) range = FN(measure)((const double *)t, (ptrdiff_t)n * n);
  for (int i = 0; i < n * n; i++) t[i] *= range.down;
  FN(tridiagonalize)(t, n, d, f);
  // All eigenvalues are above the lowest disc of Gershgorin.
  real floor = d[0], before = 0;
  for (int k = 0; k < n; k++) {
    real after = k < n - 1 ? SQRT(f[k]) : (real)0.0;
    floor = SMALLER(d[k] - (before + after), floor);
    before = after;
  }
  floor -= (real)1e-15;
  for (int k = 0; k < n; k++) {
    d[k] -= floor;
    if (k == 0) continue;
    e[k - 1] = f[k - 1] / d[k - 1];
    d[k] -= e[k - 1];
  }
  mask good = FN(squaredSpectrum)(d, e, n, range.bad) & ~range.bad;
  for (int i = 0; i < n; i++)
    STORE(values + i * LANES, select(good, (d[n - 1 - i] + floor) * range.up, (real)__builtin_nan("")));
}

static void FN(triangle)(const double *a, int rows, int columns, double *r) {
  int n = columns;
  real t[(rows < ROWS ? rows : ROWS) * n];
  FN(range) range = FN(measure)(a, (ptrdiff_t)rows * columns);
  int height = FN(fill)(t, a, rows, n, 0, range.down);
  FN(triangulate)(t, height, n);
  for (int j = 0; j < n; j++)
    for (int i = 0; i < n; i++) {
      real x = i <= j ? t[j * height + i] * range.up : (real)0.0;
      STORE(r + (j * n + i) * LANES, select(range.bad, (real)__builtin_nan(""), x));
    }
}
