// Points on a line that repel each other: the implicit step, and the explicit one of the multiplicative model.

/// The minimiser of F(x) = weight |x|^2 / 2 - target x - strength sum_{i<j} log g_ij - wall sum_i log x_i over the ordered x,
/// by Newton's method. A step of which some distance would change by the factor 1 +- m or more is cut to 1 / (1 + m) of its
/// length, so that the points never leave the chamber and F falls in every iteration (Notes/repulsion.md).
static void FN(repel)(const lanes_repulsion *r, const double *target, double *points, double *tally) {
  const int n = r->size;
  const real weight = (real)r->weight, strength = (real)r->strength, wall = (real)r->wall;
  real x[LANES_MOST_POINTS], z[LANES_MOST_POINTS], f[LANES_MOST_POINTS], inverse[LANES_MOST_POINTS];
  real a[LANES_MOST_POINTS * (LANES_MOST_POINTS + 1) / 2], column[LANES_MOST_POINTS];
#define ENTRY(i, j) a[(i) * ((i) + 1) / 2 + (j)]

  // Begin at the target, points apart and above the wall as far as the noise of a step would take them.
  const real apart = (real)__builtin_sqrt(r->strength), above = (real)__builtin_sqrt(r->wall);
  mask moving = ~less((real)0, (real)0), crossed = less((real)0, (real)0);
  for (int i = 0; i < n; i++) {
    z[i] = LOAD(target + i * LANES);
    real own = z[i] / weight;
    if (i > 0) {
      crossed |= ~less(z[i - 1], z[i]);
      x[i] = LARGER(own, x[i - 1] + apart);
    } else if (r->wall > 0) {
      crossed |= ~less((real)0, z[i]);
      x[i] = LARGER(own, above);
    } else {
      x[i] = own;
    }
  }

  real iterations = (real)0;
  for (int k = 0; k < 200 && any(moving); k++) {
    iterations = iterations + select(moving, (real)1, (real)0);
    for (int i = 0; i < n; i++) {
      f[i] = FMA(weight, x[i], -z[i]);
      ENTRY(i, i) = weight;
      if (r->wall > 0) {
        real one = 1 / x[i], force = wall * one;
        f[i] = f[i] - force;
        ENTRY(i, i) = FMA(force, one, weight);
      }
    }
    for (int i = 1; i < n; i++) {
      for (int j = 0; j < i; j++) {
        real gap = x[i] - x[j], force, slope;
        if (r->hyperbolic) {
          real sinh, cosh;
          FN(sinh_cosh)((real)0.5 * gap, &sinh, &cosh);
          real one = 1 / sinh;
          force = (real)0.5 * strength * cosh * one;
          slope = (real)0.25 * strength * one * one;
        } else {
          real one = 1 / gap;
          force = strength * one;
          slope = force * one;
        }
        f[i] = f[i] - force;
        f[j] = f[j] + force;
        real other = (real)0;
        if (r->mirrored) {
          real one = 1 / (x[i] + x[j]), mirror = strength * one;
          other = mirror * one;
          f[i] = f[i] - mirror;
          f[j] = f[j] - mirror;
        }
        ENTRY(i, i) = ENTRY(i, i) + (slope + other);
        ENTRY(j, j) = ENTRY(j, j) + (slope + other);
        ENTRY(i, j) = other - slope;
      }
    }
    // L D L^T of the Hessian, then its solution.
    for (int j = 0; j < n; j++) {
      real pivot = ENTRY(j, j);
      for (int l = 0; l < j; l++) {
        column[l] = ENTRY(j, l) * ENTRY(l, l);
        pivot = FMA(-ENTRY(j, l), column[l], pivot);
      }
      ENTRY(j, j) = pivot;
      inverse[j] = 1 / pivot;
      for (int i = j + 1; i < n; i++) {
        real sum = ENTRY(i, j);
        for (int l = 0; l < j; l++) sum = FMA(-ENTRY(i, l), column[l], sum);
        ENTRY(i, j) = sum * inverse[j];
      }
    }
    for (int i = 0; i < n; i++)
      for (int l = 0; l < i; l++) f[i] = FMA(-ENTRY(i, l), f[l], f[i]);
    real change = (real)0, most = (real)0;
    for (int i = n - 1; i >= 0; i--) {
      f[i] = f[i] * inverse[i];
      for (int l = i + 1; l < n; l++) f[i] = FMA(-ENTRY(l, i), f[l], f[i]);
      most = LARGER(SIZE(f[i]), most);
    }
    // The distance of two points changes by a factor between those of the gaps that it is made of.
    if (r->wall > 0) change = SIZE(f[0]) / x[0];
    for (int i = 1; i < n; i++) {
      real relative = SIZE(f[i] - f[i - 1]) / (x[i] - x[i - 1]);
      change = LARGER(relative, change);
    }
    if (r->hyperbolic) change = change + most;
    real length = select(less(change, (real)0.25), (real)1, 1 / (1 + change));
    real sum = (real)0;
    for (int i = 0; i < n; i++) {
      x[i] = select(moving, FMA(-length, f[i], x[i]), x[i]);
      sum = FMA(x[i], (real)0, sum);
    }
    // The next change would be the square of this one. What is not a number will not become one.
    moving &= ~less(change, (real)1e-8) & same(sum, (real)0);
  }
  for (int i = 0; i < n; i++) STORE(points + i * LANES, select(moving, (real)__builtin_nan(""), x[i]));
  STORE(tally, LOAD(tally) + select(crossed, (real)1, (real)0));
  STORE(tally + LANES, LOAD(tally + LANES) + iterations);
#undef ENTRY
}

/// Adds to `sums` what four pairs do to their members, one division for all four: with the gap g = l_i - l_j,
/// g (scaled_i l_j - rest) / (g^2 + softening).
INLINE void FN(push_four)(const real *l, const real *scaled, const int *i, const int *j, int count, real softening,
                          real rest, real *sums) {
  real d[4], p[4];
#pragma clang loop unroll(full)
  for (int m = 0; m < 4; m++) {
    d[m] = (real)1;
    p[m] = (real)0;
    if (m < count) {
      real gap = l[i[m]] - l[j[m]];
      d[m] = FMA(gap, gap, softening);
      p[m] = gap * FMA(scaled[i[m]], l[j[m]], -rest);
    }
  }
  real low = d[0] * d[1], high = d[2] * d[3], one = 1 / (low * high);
  real of_low = one * high, of_high = one * low;
  real inverse[4] = {of_low * d[1], of_low * d[0], of_high * d[3], of_high * d[2]};
#pragma clang loop unroll(full)
  for (int m = 0; m < 4; m++) {
    if (m < count) {
      sums[i[m]] = FMA(p[m], inverse[m], sums[i[m]]);
      sums[j[m]] = FMA(-p[m], inverse[m], sums[j[m]]);
    }
  }
}

#define PUSH(unrolled)                                                                              \
  real l[LANES_MOST_POINTS], scaled[LANES_MOST_POINTS], sums[LANES_MOST_POINTS];                    \
  const real softening = (real)m->softening, rest = (real)(m->push * m->softening);                 \
  unrolled for (int i = 0; i < n; i++) {                                                            \
    l[i] = LOAD(points + i * LANES);                                                                \
    scaled[i] = (real)(4 * m->push) * l[i];                                                         \
    sums[i] = ((real)m->growth + LOAD(normals + i * LANES)) * l[i];                                 \
  }                                                                                                 \
  int first[4], second[4], count = 0;                                                               \
  unrolled for (int i = 1; i < n; i++) {                                                            \
    unrolled for (int j = 0; j < i; j++) {                                                          \
      first[count] = i;                                                                             \
      second[count++] = j;                                                                          \
      if (count == 4) {                                                                             \
        FN(push_four)(l, scaled, first, second, 4, softening, rest, sums);                          \
        count = 0;                                                                                  \
      }                                                                                             \
    }                                                                                               \
  }                                                                                                 \
  if (count > 0) FN(push_four)(l, scaled, first, second, count, softening, rest, sums);             \
  unrolled for (int i = 0; i < n; i++) STORE(points + i * LANES, sums[i]);

INLINE void FN(push_eight)(const lanes_multiplicative *m, double *points, const double *normals) {
  enum { n = 8 };
  PUSH(_Pragma("clang loop unroll(full)"))
}

/// l_i <- l_i (growth + normal_i) + push sum_j (l_i - l_j) (4 l_i l_j - softening) / ((l_i - l_j)^2 + softening)
static void FN(push)(const lanes_multiplicative *m, double *points, const double *normals) {
  const int n = m->size;
  if (n == 8) {
    FN(push_eight)(m, points, normals);
  } else {
    PUSH()
  }
}
#undef PUSH
