// The eigenvalues of diag(d) + z z^T and what lies along its eigenvectors. Eight roots at a time, every pole for each.
//
// Root i is the zero between d_i and d_(i+1) of f(x) = 1 + sum_j z_j^2 / (d_j - x), which rises from minus to plus infinity
// there. It is kept as its distance from the nearer of the two poles, so that no difference d_j - x loses digits.

/// 1 / t_m of four numbers by one division. The product of the four must be within the range of doubles.
INLINE void HERE(four_inverses)(real8 *t) {
  real8 low = t[0] * t[1], high = t[2] * t[3], one = 1 / (low * high);
  real8 of_low = one * high, of_high = one * low, first = of_low * t[1], third = of_high * t[3];
  t[1] = of_low * t[0];
  t[3] = of_high * t[2];
  t[0] = first;
  t[2] = third;
}

/// Calls BODY with `j` and `r` = 1 / (d_j - x), where x = origin + offset, for the poles from `begin` to `end`.
#define EACH_POLE(begin, end, BODY)                                                    \
  {                                                                                    \
    ptrdiff_t j = (begin);                                                             \
    for (; j + 4 <= (end); j += 4) {                                                   \
      real8 t[4];                                                                      \
      for (int m = 0; m < 4; m++) t[m] = ((real8)d[j + m] - origin) - offset;          \
      HERE(four_inverses)(t);                                                          \
      for (int m = 0; m < 4; m++) {                                                    \
        real8 r = t[m];                                                                \
        BODY(j + m)                                                                    \
      }                                                                                \
    }                                                                                  \
    for (; j < (end); j++) {                                                           \
      real8 r = 1 / (((real8)d[j] - origin) - offset);                                 \
      BODY(j)                                                                          \
    }                                                                                  \
  }

/// The eight roots from `first` on, of which those below n count. d has the n poles and nine more above them, squares the
/// n squares of z and zeros. Returns how often f was evaluated, 0 if some root was not found.
INLINE int HERE(roots)(ptrdiff_t n, const double *d, const double *squares, ptrdiff_t first, real8 *nearer, real8 *from) {
  const whole8 lane = {0, 1, 2, 3, 4, 5, 6, 7};
  const whole8 last = (whole8)(lane == (int64_t)(n - 1 - first)), beyond = (whole8)(lane > (int64_t)(n - 1 - first));
  const real8 left = load8(d + first), right = load8(d + first + 1), gap = right - left;
  const real8 own = load8(squares + first), next = load8(squares + first + 1);
  // As if there were these two poles alone.
  const real8 sum = gap + own + next, least = (real8)0;
  real8 under = sqrt8(fma8(gap + next - own, gap + next - own, 4 * own * next));
  real8 origin = left, low = least, high = gap, offset = SMALLER(2 * own * gap / (sum + under), 0.9 * gap);
  whole8 moving = ~beyond, at_left = ~beyond;
  const ptrdiff_t end = first + 8 < n ? first + 8 : n;
  int count = 0;
  while (any(moving)) {
    if (++count > 60) return 0;
    real8 f = (real8)1, slope = least;
#define VALUE(j)                          \
  real8 term = (real8)squares[j] * r;     \
  f = f + term;                           \
  slope = fma8(term, r, slope);
    EACH_POLE(0, first, VALUE)
    for (ptrdiff_t j = first; j < end; j++) {
      real8 r = 1 / (((real8)d[j] - origin) - offset);
      VALUE(j)
    }
    EACH_POLE(end, n, VALUE)
    // The nearer pole as it is, and all others as the farther one with a constant, of the same value and slope here; the
    // zero of that.
    real8 a = (left - origin) - offset, b = (right - origin) - offset;
    real8 near = select(at_left, a, b), far = select(at_left, b, a), weight = select(at_left, own, next);
    real8 c = f - far * slope - (near - far) * (weight / (near * near));
    real8 q = a * b * f, p = fma8(a + b, f, -(a * b * slope));
    real8 root = sqrt8(LARGER(fma8(p, p, -4 * q * c), least));
    real8 change = select(less(least, p), 2 * q / (p + root), (p - root) / (2 * c));
    // Above the last root there is no pole.
    change = select(last, fma8(a * a, slope / (f - a * slope), a), change);
    low = select(moving & less(f, least), offset, low);
    high = select(moving & ~less(f, least), offset, high);
    // What is this near is taken, wherever rounding has put the ends of the bracket.
    real8 target = offset + change;
    whole8 found = less(LARGER(change, -change), 1e-7 * SMALLER(-a, b));
    whole8 inside = (whole8)(low <= target) & (whole8)(target <= high) & less(left - origin, target) &
                    less(target, right - origin);
    target = select(inside | found, target, 0.5 * (low + high));
    offset = select(moving, target, offset);
    whole8 turns = moving & at_left & less(0.5 * gap, offset) & ~last;
    moving &= ~found | turns;
    // From here on as the distance from the pole on the right.
    origin = select(turns, right, origin);
    offset = select(turns, offset - gap, offset);
    low = select(turns, low - gap, low);
    high = select(turns, high - gap, high);
    at_left &= ~turns;
    // A bracket without room: the root is where it is.
    moving &= less(low, high);
  }
  *nearer = origin;
  *from = offset;
  return count;
}

static int NAMED(add_square, here, VARIANT)(const lanes_update *u, double *work) {
  const ptrdiff_t n = u->size, room = n + 17;
  double *d = work, *z = work + room, *squares = work + 2 * room, *turned = work + 3 * room;
  double length = 0;
  for (ptrdiff_t j = 0; j < n; j++) length += u->z[j] * u->z[j];
  if (!(length > 0)) return length == 0;
  // Poles above the last one, farther than its root and apart beyond rounding.
  const double last = u->values[n - 1], rounding = 1e-15 * __builtin_fabs(last);
  const double apart = 2 * length > rounding ? 2 * length : rounding;
  for (ptrdiff_t j = 0; j < room; j++) {
    d[j] = j < n ? u->values[j] : last + (double)(j - n + 1) * apart;
    z[j] = j < n ? u->z[j] : 0;
    // Far below every rounding: a pole that noise does not touch keeps its root, without a case of its own.
    double least = 1e-17 * __builtin_sqrt(length);
    if (j < n && __builtin_fabs(z[j]) < least) z[j] = __builtin_copysign(least, z[j]);
    squares[j] = z[j] * z[j];
  }
  int most = 1;
  for (ptrdiff_t first = 0; first < n; first += 8) {
    real8 origin, offset;
    int count = HERE(roots)(n, d, squares, first, &origin, &offset);
    if (!count) return 0;
    most = count > most ? count : most;
    const ptrdiff_t here = n - first < 8 ? n - first : 8;
    real8 norm = (real8)0, along[LANES_MOST_TURNED];
    for (int v = 0; v < u->count; v++) along[v] = (real8)0;
#define TURN(j)                                                                                     \
  real8 part = (real8)z[j] * r;                                                                     \
  norm = fma8((real8)squares[j] * r, r, norm);                                                      \
  for (int v = 0; v < u->count; v++) along[v] = fma8(part, (real8)u->vectors[v * n + j], along[v]);
    EACH_POLE(0, first, TURN)
    for (ptrdiff_t j = first; j < first + here; j++) {
      real8 r = 1 / (((real8)d[j] - origin) - offset);
      TURN(j)
    }
    EACH_POLE(first + here, n, TURN)
    // An eigenvector's sign is such that it keeps its component along the old one, z / (d - x) with d below x.
    real8 sign = select(less(load8(z + first), (real8)0), (real8)1, (real8)-1), scale = sign / sqrt8(norm);
    double results[8];
    for (int v = 0; v < u->count; v++) {
      store8(results, along[v] * scale);
      for (ptrdiff_t k = 0; k < here; k++) turned[v * n + first + k] = results[k];
    }
    store8(results, origin + offset);
    for (ptrdiff_t k = 0; k < here; k++) u->values[first + k] = results[k];
  }
  for (int v = 0; v < u->count; v++)
    for (ptrdiff_t k = 0; k < n; k++) u->vectors[v * n + k] = turned[v * n + k];
  return most;
}
#undef EACH_POLE
#undef VALUE
#undef TURN
