// The squares of the singular values of an upper bidiagonal matrix from the squares q, e of its two diagonals, by the
// differential quotient-difference algorithm with shifts (dqds; Fernando and Parlett, Numer. Math. 67, 1994): one
// division an entry and a sweep, no square root, and no subtraction but that of the shift.
//
// Lanes: the last value is found in all lanes before the last but one is begun. A lane that has found it is frozen.

/// A coupling between q_k and q_{k+1} is dropped when that moves no singular value by more than half a rounding of the
/// largest: e_k <= 2^-106 s_1^2.
#define DROP 1.232595164407831e-32
#define SWEEPS 400
/// So many sweeps are given the good shift alone.
#define PATIENCE 4
#define ATTEMPTS 12

typedef struct {
  real *q, *e;   // the matrix less its shifts
  real *p, *d;   // the sweep under way
  real *shift;   // what was taken from single blocks
  real *found;   // the eigenvalues
  real common;   // what was taken from the whole matrix
} FN(quotients);

/// The first entry of the last block in every lane: blocks end where a coupling is negligible.
INLINE real FN(blockStart)(const real *e, int last, real drop) {
  real from = 0;
  for (int k = 0; k < last - 1; k++) from = select(less(drop, e[k]), from, (real)(double)(k + 1));
  return from;
}

/// A shift below the smallest eigenvalue, or above it by little: two Newton steps from zero towards the smaller
/// eigenvalue of the last two rows, the upper of them eliminated against the one above it. In one division.
INLINE real FN(goodShift)(FN(quotients) s, int last, real from) {
  real x = s.q[last] + s.e[last], y = s.e[last - 1], z = s.q[last - 1];
  real u = s.q[last - 2] - x, w = s.e[last - 2];
  mask three = less(from, (real)(double)(last - 1)) & less((real)0.0, u);
  u = select(three, u, (real)1.0);
  w = select(three, w, (real)0.0);
  real sum = u + w, zu = z * u;
  real product = x * zu, trace = FMA(x + y, sum, zu);
  real square = trace * trace, small = product * sum;
  real tau = (product * (square - small)) / (trace * FMA((real)-2.0, small, square));
  // Where it makes no sense, no shift.
  return select(less(SIZE(tau), SIZE(x) * (real)1.0000001), tau, (real)0.0);
}

/// Where the good shift is none: the lowest disc of Gershgorin, which is close where all couplings are small; if that is
/// below zero, the last entry less its coupling.
INLINE real FN(boldShift)(FN(quotients) s, int last, real from) {
  real end = s.q[last] + s.e[last], before = 0, lowest = end;
  real coupling = SQRT(LARGER(s.q[last - 1] * s.e[last - 1], (real)0.0)), guess = LARGER(end - coupling, (real)0.0);
  for (int k = 0; k <= last; k++) {
    real after = k < last ? SQRT(LARGER(s.q[k] * s.e[k], (real)0.0)) : (real)0.0;
    real entry = (k > 0 ? s.q[k] + s.e[k - 1] : s.q[k]) - (before + after);
    lowest = select(less((real)(double)k, from), lowest, SMALLER(entry, lowest));
    before = after;
  }
  return select(less((real)0.0, lowest), lowest, guess);
}

/// What a sweep with shift tau would be: its entries x_k = N_k / D_k by a recurrence without divisions, whose links are
/// two multiplications long; the divisions follow in `transform`, where they do not wait for each other.
///
///     D_{k+1} = N_k + e_k D_k,   N_{k+1} = q_{k+1} N_k - tau D_{k+1}
///
/// Returns x_last. `least` is the first negative entry before the last, or positive; `pivot` has the sign of the last but
/// one pivot.
INLINE real FN(trial)(FN(quotients) s, int last, int split, real from, real tau, real *least, real *pivot) {
  real N = s.q[0] - tau, D = 1, low = 1, under = 1;
  for (int k = 0; k < last; k++) {
    if (split) {
      mask first = same(from, (real)(double)k);
      N = select(first, s.q[k] - tau, N);
      D = select(first, (real)1.0, D);
      low = select(first, (real)1.0, low);
    }
    mask negative = less(N, (real)0.0) & less((real)0.0, low);
    low = select(negative, N, low);
    under = select(negative, D, under);
    s.p[k] = D;
    real next = FMA(s.e[k], D, N);
    s.d[k] = next;
    N = FMA(-tau, next, s.q[k + 1] * N);
    D = next;
    if ((k & 3) == 3) {
      // Within a block a pivot is no smaller than a coupling that is not negligible: four need no scale.
      real scale = number((bitsOf)(2046ull << 52) - (bits(D) & (bitsOf)(2047ull << 52)));
      N *= scale;
      D *= scale;
    }
  }
  *least = low / under;
  *pivot = s.d[last - 1];
  return N / D + s.e[last];
}

/// Carries a sweep out in the lanes that are live: (q, e) -> (p, d).
INLINE void FN(transform)(FN(quotients) s, int last, int split, real from, real end, mask live) {
  for (int k = 0; k < last; k++) {
    mask here = split ? live & ~less((real)(double)k, from) : live;
    real q = s.q[k], e = s.e[k], D = s.p[k], next = s.d[k], inverse = (real)1.0 / (D * next);
    real d = (e * s.q[k + 1]) * (D * (D * inverse));
    s.p[k] = select(here, next * (next * inverse), q);
    // The floor keeps a later sweep from 0/0; it is far below what is dropped.
    s.d[k] = select(here, select(less((real)1e-100, SIZE(d)), d, (real)1e-100), e);
  }
  s.p[last] = select(live, end, s.q[last]);
  s.d[last] = select(live, (real)0.0, s.e[last]);
}

/// What came out of a sweep is what goes into the next.
INLINE void FN(exchange)(FN(quotients) *s) {
  real *q = s->q, *e = s->e;
  s->q = s->p;
  s->e = s->d;
  s->p = q;
  s->d = e;
}

/// Separates entry `last` from those before it; returns the lanes in which that was done.
INLINE mask FN(separate)(FN(quotients) *now, int last, int initial, real drop, mask done) {
  FN(quotients) s = *now;
  for (int count = 0; count < SWEEPS; count++) {
    real x = s.q[last], y = SIZE(s.e[last - 1]), before = s.common + s.shift[last];
    done |= ~less(drop, y) | (~less(drop, s.e[last]) & ~less(drop * (before + x), y * SIZE(x)));
    if (!any(~done)) break;
    real from = FN(blockStart)(s.e, last, drop);
    int split = any(less((real)0.0, from) & ~done);
    real tau = count < initial ? (real)0.0 : FN(goodShift)(s, last, from);
    // No shift at all leaves equal values as they are, for ever.
    mask none = same(tau, (real)0.0) & ~done;
    if (count >= PATIENCE && any(none)) tau = select(none, FN(boldShift)(s, last, from), tau);
    real end, least, pivot;
    for (int attempt = 0;; attempt++) {
      end = split ? FN(trial)(s, last, 1, from, tau, &least, &pivot) : FN(trial)(s, last, 0, from, tau, &least, &pivot);
      // A last entry below zero is taken as it is, a shift to take back, while it is small beside the value itself.
      mask early = less(least, (real)0.0) | ~less((real)0.0, pivot);
      mask failed = early | less((before + tau) + end, (real)-2.0 * end);
      failed &= ~done & ~same(tau, (real)0.0);
      if (!any(failed)) break;
      // A negative entry is at least as large as what tau was too much for the rows so far.
      real retry = tau + select(early, least, end);
      real quarter = select(early, (real)0.25 * tau, (real)0.0);
      retry = select(less(quarter, retry) & less(retry, tau), retry, quarter);
      if (attempt == ATTEMPTS) retry = 0;
      tau = select(failed, retry, tau);
    }
    if (split)
      FN(transform)(s, last, 1, from, end, ~done);
    else
      FN(transform)(s, last, 0, from, end, ~done);
    tau = select(done, (real)0.0, tau);
    mask whole = ~less((real)0.0, from);
    s.common += select(whole, tau, (real)0.0);
    if (split)
      for (int k = 0; k <= last; k++)
        s.shift[k] += select(~whole & ~less((real)(double)k, from), tau, (real)0.0);
    FN(exchange)(&s);
  }
  s.found[last] = ((s.q[last] + s.e[last]) + s.shift[last]) + s.common;
  *now = s;
  return done;
}

/// The eigenvalues of B^T B (in no order) over q; scratch has 4 n elements. Returns the lanes in which all were found.
INLINE mask FN(diagonalize)(real *q, real *e, int n, mask idle, real *scratch) {
  real *shift = scratch, *p = shift + n, *d = p + n, *found = d + n;
  FN(quotients) s = {q, e, p, d, shift, found, 0};
  mask good = ~(idle ^ idle);
  real norm = q[n - 1];
  e[n - 1] = 0;
  for (int k = 0; k < n; k++) {
    shift[k] = 0;
    norm = LARGER(q[k] + e[k], norm);
  }
  real drop = norm * (real)DROP;
  for (int last = n - 1; last >= 2; last--) good &= FN(separate)(&s, last, last == n - 1 ? 2 : 0, drop, idle);
  if (n > 1) {
    // Two by two: the larger from the trace and the discriminant, the smaller from the determinant.
    real a = s.q[0] + s.e[0], b = s.q[1] + s.e[1], half = (real)0.5 * (a - b);
    real large = (real)0.5 * (a + b) + SQRT(FMA(half, half, s.q[1] * s.e[0]));
    real small = FMA(a, s.e[1], s.q[0] * s.q[1]) / LARGER(large, (real)1e-300);
    mask joined = less(drop, s.e[0]);
    found[0] = (select(joined, large, s.q[0]) + shift[0]) + s.common;
    found[1] = (select(joined, small, b) + shift[1]) + s.common;
  } else {
    found[0] = q[0];
  }
  for (int k = 0; k < n; k++) q[k] = LARGER(found[k], (real)0.0);
  return good;
}
