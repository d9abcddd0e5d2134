// All eigenvalues of B^T B at once, as the roots of its characteristic polynomial by the iteration of Ehrlich and Aberth
// (Math. Comp. 27, 1973): nothing waits for anything, where the quotient differences go entry by entry and value by value.
//
// Few turns are needed where the values are apart, and that they are found can be proved; the rest goes by differences.
//
// The polynomial is never expanded. With z = x^2 the minors of the matrix [0 B; B^T 0] - x obey
//     O_k = E_k - e_{k-1} O_{k-1},   E_{k+1} = z O_k - q_k E_k,
// and the computed E_n(z) is exact for a B whose entries differ by roundings: every root has a small relative error.

#define MANY 12
#define TURNS 12
#define PREPARATIONS 4

/// 1 / x to about nine bits, by arithmetic that is the same on every machine.
INLINE real FN(roughInverse)(real x) {
  real y = number((bitsOf)0x7fde6238502484baull - bits(SIZE(x)));
  real miss = FMA(-SIZE(x), y, (real)1.0);
  y = FMA(y, FMA(miss, miss, miss), y);
  return WITH_SIGN(y, x);
}

/// Insertion by comparisons that do not depend on the values: largest first.
INLINE void FN(sort)(real *v, int n) {
  for (int k = 1; k < n; k++)
    for (int i = k; i > 0; i--) {
      real x = v[i - 1], y = v[i];
      mask wrong = less(x, y);
      v[i - 1] = select(wrong, y, x);
      v[i] = select(wrong, x, y);
    }
}

/// E_n and its derivative at z[0], .., z[count - 1].
INLINE void FN(polynomial)(const real *q, const real *e, int n, const real *z, int count, real *value, real *slope) {
  real E[4], dE[4], O[4], dO[4];
  for (int t = 0; t < count; t++) {
    O[t] = 1;
    dO[t] = 0;
    E[t] = z[t] - q[0];
    dE[t] = 1;
  }
  for (int k = 1; k < n; k++)
    for (int t = 0; t < count; t++) {
      O[t] = FMA(-e[k - 1], O[t], E[t]);
      dO[t] = FMA(-e[k - 1], dO[t], dE[t]);
      E[t] = FMA(z[t], O[t], -(q[k] * E[t]));
      dE[t] = FMA(z[t], dO[t], FMA(-q[k], dE[t], O[t]));
    }
  for (int t = 0; t < count; t++) {
    value[t] = E[t];
    slope[t] = dE[t];
  }
}

/// Approximations z become the eigenvalues in the lanes that are returned. Those are sure: n points z each with a root
/// within n 2^-32 z, and further apart than a thousandth of themselves, have n different roots; one more step then leaves
/// roundings. The others (clusters, zeros) are left to the quotient differences.
INLINE mask FN(improve)(const real *q, const real *e, real *z, int n, mask idle) {
  mask done = idle;
  for (int turn = 0; turn < TURNS && any(~done); turn++) {
    real value[MANY], slope[MANY], sum[MANY];
    int i = 0;
    for (; i + 4 <= n; i += 4) FN(polynomial)(q, e, n, z + i, 4, value + i, slope + i);
    if (n - i == 3) FN(polynomial)(q, e, n, z + i, 3, value + i, slope + i);
    if (n - i == 2) FN(polynomial)(q, e, n, z + i, 2, value + i, slope + i);
    if (n - i == 1) FN(polynomial)(q, e, n, z + i, 1, value + i, slope + i);
    for (int i = 0; i < n; i++) {
      sum[i] = 0;
      for (int j = 0; j < i; j++) {
        real inverse = FN(roughInverse)(z[i] - z[j]);
        sum[i] += inverse;
        sum[j] -= inverse;
      }
    }
    mask near = ~(idle ^ idle);
    for (int i = 0; i < n; i++) {
      near &= less(SIZE(value[i]), z[i] * (real)0x1p-32 * SIZE(slope[i]));
      real below = FMA(-value[i], sum[i], slope[i]), inverse = FN(roughInverse)(below);
      inverse = FMA(inverse, FMA(-below, inverse, (real)1.0), inverse);
      inverse = FMA(inverse, FMA(-below, inverse, (real)1.0), inverse);
      z[i] = select(done, z[i], FMA(-value[i], inverse, z[i]));
    }
    done |= near;
  }
  FN(sort)(z, n);
  for (int i = 1; i < n; i++) done &= less(z[i] * (real)0x1p-10, z[i - 1] - z[i]);
  return done & ~idle;
}

/// The eigenvalues of B^T B (largest first) over q, which with e holds the squares of the diagonals of B. Returns the lanes
/// in which they were found.
INLINE mask FN(squaredSpectrum)(real *q, real *e, int n, mask idle) {
  mask sure = idle ^ idle;
  real z[MANY];
  if (n >= 3 && n <= MANY) {
    // A few sweeps without shift bring the values near the diagonal, a correction of second order nearer.
    real first[MANY], second[MANY], third[MANY], fourth[MANY], none = 0, least, pivot;
    FN(quotients) s = {first, second, third, fourth, 0, 0, 0};
    for (int k = 0; k < n; k++) {
      first[k] = q[k];
      second[k] = k < n - 1 ? e[k] : none;
    }
    for (int count = 0; count < PREPARATIONS; count++) {
      real end = FN(trial)(s, n - 1, 0, none, none, &least, &pivot);
      FN(transform)(s, n - 1, 0, none, end, ~sure);
      FN(exchange)(&s);
    }
    for (int k = 0; k < n; k++) z[k] = s.q[k] + s.e[k];
    for (int k = 0; k < n - 1; k++) {
      real square = s.q[k + 1] * s.e[k], apart = s.q[k] + s.e[k] - (s.q[k + 1] + s.e[k + 1]);
      real moved = (square * apart) / FMA(apart, apart, square);
      z[k] += moved;
      z[k + 1] -= moved;
    }
    sure = FN(improve)(s.q, s.e, z, n, idle);
  }
  mask found = sure;
  if (any(~(sure | idle))) {
    real scratch[4 * SIDE];
    found |= FN(diagonalize)(q, e, n, sure | idle, scratch);
    FN(sort)(q, n);
  }
  if (any(sure))
    for (int k = 0; k < n; k++) q[k] = select(sure, z[k], q[k]);
  return found;
}
