// Cyclic Jacobi on a small symmetric matrix in place, with its eigenvectors.

/// One rotation that makes a_pq vanish, in the lanes that are live and where it does not vanish yet.
INLINE void FN(rotate)(double *a, double *vectors, int n, int p, int q, mask live) {
#define AT(m, i, j) ((m) + ((j) * n + (i)) * LANES)
  real coupling = LOAD(AT(a, p, q)), first = LOAD(AT(a, p, p)), second = LOAD(AT(a, q, q));
  live &= ~same(coupling, (real)0.0);
  if (!any(live)) return;
  real tau = (second - first) / (coupling + coupling);
  real t = WITH_SIGN((real)1.0, tau) / (SIZE(tau) + SQRT(FMA(tau, tau, (real)1.0)));
  real c = (real)1.0 / SQRT(FMA(t, t, (real)1.0)), s = t * c;
  STORE(AT(a, p, p), select(live, FMA(-t, coupling, first), first));
  STORE(AT(a, q, q), select(live, FMA(t, coupling, second), second));
  real none = select(live, (real)0.0, coupling);
  STORE(AT(a, p, q), none);
  STORE(AT(a, q, p), none);
  // In the other lanes the identity, exactly; what they hold may be anything.
  c = select(live, c, (real)1.0);
  s = select(live, s, (real)0.0);
  for (int m = 0; m < n; m++) {
    if (m != p && m != q) {
      real x = LOAD(AT(a, m, p)), y = LOAD(AT(a, m, q));
      real left = select(live, FMA(c, x, -(s * y)), x), right = select(live, FMA(s, x, c * y), y);
      STORE(AT(a, m, p), left);
      STORE(AT(a, p, m), left);
      STORE(AT(a, m, q), right);
      STORE(AT(a, q, m), right);
    }
    real x = LOAD(AT(vectors, m, p)), y = LOAD(AT(vectors, m, q));
    STORE(AT(vectors, m, p), select(live, FMA(c, x, -(s * y)), x));
    STORE(AT(vectors, m, q), select(live, FMA(s, x, c * y), y));
  }
}

static void FN(jacobi)(double *a, double *vectors, int n) {
  real sum = 0;
  for (int j = 0; j < n; j++)
    for (int i = 0; i < n; i++) {
      STORE(AT(vectors, i, j), (real)(i == j ? 1.0 : 0.0));
      sum += LOAD(AT(a, i, j)) * (real)0.0;
    }
  mask finite = same(sum, (real)0.0);
  for (int sweep = 0; sweep < 30; sweep++) {
    // Sums of sizes, not of squares, which would underflow below 1e-162.
    real outside = 0, inside = 0;
    for (int j = 0; j < n; j++) {
      inside += SIZE(LOAD(AT(a, j, j)));
      for (int i = 0; i < j; i++) outside += SIZE(LOAD(AT(a, i, j)));
    }
    mask live = finite & less((real)1e-17 * inside, outside);
    if (!any(live)) break;
    for (int q = 1; q < n; q++)
      for (int p = 0; p < q; p++) FN(rotate)(a, vectors, n, p, q, live);
  }
  if (any(~finite))
    for (int i = 0; i < n * n; i++) {
      STORE(a + i * LANES, select(finite, LOAD(a + i * LANES), (real)__builtin_nan("")));
      STORE(vectors + i * LANES, select(finite, LOAD(vectors + i * LANES), (real)__builtin_nan("")));
    }
#undef AT
}
