// Loops of networks of any depth, for one type of number: NUMBER, SIGNS (a whole number of its size), WIDTH, MULTIPLY_ADD and NET(name) are given.

typedef NUMBER NET(vector) __attribute__((ext_vector_type(WIDTH)));
typedef SIGNS NET(signs) __attribute__((ext_vector_type(WIDTH)));
typedef NUMBER NET(loose) __attribute__((ext_vector_type(WIDTH), aligned(sizeof(NUMBER))));
#define VECTOR NET(vector)

INLINE VECTOR NET(load)(const NUMBER *p) { return *(const NET(loose) *)p; }
INLINE void NET(store)(NUMBER *p, VECTOR x) { *(NET(loose) *)p = x; }
/// The first `count` numbers, and zeros.
INLINE VECTOR NET(head)(const NUMBER *p, ptrdiff_t count) {
#ifdef NET_HEAD
  return (VECTOR)NET_HEAD(p, count);
#endif
  NUMBER all[WIDTH] = {0};
  for (ptrdiff_t i = 0; i < count; i++) all[i] = p[i];
  return NET(load)(all);
}

INLINE NUMBER NET(fold_sums)(VECTOR x) {
  NUMBER s[WIDTH];
  NET(store)(s, x);
  for (int half = WIDTH / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) s[i] += s[i + half];
  return s[0];
}

/// <w[r], x> for `count` rows at once: independent chains.
INLINE void NET(dot_rows)(const NUMBER *w, ptrdiff_t columns, const NUMBER *x, const int count, VECTOR *sums) {
  ptrdiff_t i = 0;
  UNROLL for (int r = 0; r < count; r++) sums[r] = 0;
  for (; i + WIDTH <= columns; i += WIDTH) {
    VECTOR right = NET(load)(x + i);
    UNROLL for (int r = 0; r < count; r++)
      sums[r] = __builtin_elementwise_fma(NET(load)(w + r * columns + i), right, sums[r]);
  }
  if (i == columns) return;
  VECTOR right = NET(head)(x + i, columns - i);
  UNROLL for (int r = 0; r < count; r++)
    sums[r] = __builtin_elementwise_fma(NET(head)(w + r * columns + i, columns - i), right, sums[r]);
}

INLINE void NET(finish_row)(NUMBER sum, const NUMBER *b, int rectified, NUMBER *y) {
  if (b) sum += *b;
  *y = rectified && sum < 0 ? 0 : sum;
}

static void NET(apply)(const NUMBER *w, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *x, const NUMBER *b,
                       int rectified, NUMBER *y) {
  VECTOR sums[8];
  ptrdiff_t r = 0;
  for (; r + 8 <= rows; r += 8) {
    NET(dot_rows)(w + r * columns, columns, x, 8, sums);
    for (int i = 0; i < 8; i++) NET(finish_row)(NET(fold_sums)(sums[i]), b ? b + r + i : 0, rectified, y + r + i);
  }
  for (; r < rows; r++) {
    NET(dot_rows)(w + r * columns, columns, x, 1, sums);
    NET(finish_row)(NET(fold_sums)(sums[0]), b ? b + r : 0, rectified, y + r);
  }
}

/// Columns [i, i + WIDTH) of `count` rows.
INLINE void NET(descend_tile)(NUMBER *w, ptrdiff_t columns, ptrdiff_t i, const int count, const NUMBER *d,
                              const NUMBER *x, NUMBER keep, NUMBER scale, NUMBER *back) {
  VECTOR right = NET(load)(x + i), sum = back ? NET(load)(back + i) : (VECTOR)0;
  UNROLL for (int r = 0; r < count; r++) {
    VECTOR old = NET(load)(w + r * columns + i);
    if (back) sum = __builtin_elementwise_fma((VECTOR)d[r], old, sum);
    NET(store)(w + r * columns + i, __builtin_elementwise_fma((VECTOR)(scale * d[r]), right, (VECTOR)keep * old));
  }
  if (back) NET(store)(back + i, sum);
}

INLINE void NET(descend_rows)(NUMBER *w, ptrdiff_t columns, const int count, const NUMBER *d, const NUMBER *x,
                              NUMBER keep, NUMBER scale, NUMBER *back) {
  ptrdiff_t i = 0;
  for (; i + WIDTH <= columns; i += WIDTH) NET(descend_tile)(w, columns, i, count, d, x, keep, scale, back);
  for (; i < columns; i++) {
    NUMBER sum = back ? back[i] : 0;
    for (int r = 0; r < count; r++) {
      NUMBER old = w[r * columns + i];
      sum = MULTIPLY_ADD(d[r], old, sum);
      w[r * columns + i] = MULTIPLY_ADD(scale * d[r], x[i], keep * old);
    }
    if (back) back[i] = sum;
  }
}

static void NET(descend)(NUMBER *w, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *d, const NUMBER *x, NUMBER keep,
                         NUMBER scale, NUMBER *back) {
  ptrdiff_t r = 0;
  for (; r + 8 <= rows; r += 8) NET(descend_rows)(w + r * columns, columns, 8, d + r, x, keep, scale, back);
  for (; r < rows; r++) NET(descend_rows)(w + r * columns, columns, 1, d + r, x, keep, scale, back);
}

// Elementwise loops in which an array may be its own answer: the compiler would not use vectors there.
#define ELEMENTWISE(count, whole, single)                                    \
  do {                                                                       \
    ptrdiff_t i = 0;                                                         \
    for (; i + WIDTH <= (count); i += WIDTH) whole;                          \
    for (; i < (count); i++) single;                                         \
  } while (0)

/// x where the sign of `signs` is as asked, else zero; bit by bit, so that NaN stays.
INLINE VECTOR NET(select)(NET(signs) yes, VECTOR x) { return (VECTOR)(yes & (NET(signs))x); }

static void NET(rectify)(const NUMBER *x, NUMBER *y, ptrdiff_t count) {
  ELEMENTWISE(count,
              {
                VECTOR a = NET(load)(x + i);
                NET(store)(y + i, NET(select)((NET(signs))~(a < (VECTOR)0), a));
              },
              y[i] = x[i] < 0 ? 0 : x[i]);
}

static void NET(mask)(NUMBER *d, const NUMBER *e, const NUMBER *y, ptrdiff_t count, int adds) {
  if (adds)
    ELEMENTWISE(count,
                NET(store)(d + i, NET(load)(d + i) + NET(select)((NET(signs))(NET(load)(y + i) > (VECTOR)0), NET(load)(e + i))),
                d[i] += y[i] > 0 ? e[i] : 0);
  else
    ELEMENTWISE(count, NET(store)(d + i, NET(select)((NET(signs))(NET(load)(y + i) > (VECTOR)0), NET(load)(e + i))),
                d[i] = y[i] > 0 ? e[i] : 0);
}

static void NET(combine)(NUMBER *y, NUMBER a, const NUMBER *x, NUMBER b, const NUMBER *z, ptrdiff_t count) {
  ELEMENTWISE(count, NET(store)(y + i, (VECTOR)a * NET(load)(x + i) + (VECTOR)b * NET(load)(z + i)),
              y[i] = a * x[i] + b * z[i]);
}
#undef ELEMENTWISE

static void NET(fill)(NUMBER *y, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *b) {
  for (ptrdiff_t r = 0; r < rows; r++, y += columns)
    for (ptrdiff_t c = 0; c < columns; c++) y[c] = b ? b[c] : 0;
}

static void NET(sum)(const NUMBER *x, ptrdiff_t rows, ptrdiff_t columns, NUMBER *restrict sum) {
  for (ptrdiff_t c = 0; c < columns; c++) sum[c] = 0;
  for (ptrdiff_t r = 0; r < rows; r++, x += columns)
    for (ptrdiff_t c = 0; c < columns; c++) sum[c] += x[c];
}

static void NET(pair)(const NUMBER *x, const NUMBER *z, ptrdiff_t rows, ptrdiff_t columns, NUMBER *restrict sum) {
  for (ptrdiff_t c = 0; c < columns; c++) sum[c] = 0;
  for (ptrdiff_t r = 0; r < rows; r++, x += columns, z += columns)
    for (ptrdiff_t c = 0; c < columns; c++) sum[c] += x[c] * z[c];
}

static double NET(squares)(const NUMBER *x, ptrdiff_t count) {
  double sums[8] = {0};
  for (ptrdiff_t i = 0; i < count; i++) sums[i & 7] += (double)x[i] * (double)x[i];
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

static void NET(adapt)(NUMBER *w, NUMBER *first, NUMBER *second, const NUMBER *g, ptrdiff_t count, NUMBER a, NUMBER b,
                       NUMBER rate, NUMBER bias, NUMBER epsilon) {
  for (ptrdiff_t i = 0; i < count; i++) {
    first[i] = a * first[i] + (1 - a) * g[i];
    second[i] = b * second[i] + (1 - b) * (g[i] * g[i]);
    w[i] -= rate * first[i] / (__builtin_elementwise_sqrt(second[i] / bias) + epsilon);
  }
}
