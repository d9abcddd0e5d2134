// Tiles: the three inner loops of all sweeps along contiguous memory. `dots` is a tile of inner products, `update` moves
// columns in place, `spread` is a sum of outer products. A tile is ROWS long vectors by OUTPUTS short ones, both known to
// the compiler; a long vector comes from far away once and is used again from the nearest cache. What a tile holds never
// decides the order of a sum.
#define SWEEP(name) NAMED(name, sweep, VARIANT)
#define ROWS_MOST 8
#define TILE_MOST 24

// How many long vectors a tile of 1, 2, 3 or 4 short ones has: as the registers allow.
#if defined(WIDE_REGISTERS)
#define PIECES 4
#define READ_ROWS(outputs) ((outputs) == 1 ? 8 : 4)
#define MOVE_ROWS(outputs) ((outputs) == 1 ? 8 : (outputs) <= 3 ? 4 : 2)
#elif defined(__x86_64__) && !defined(LOAD_HEAD)
// Every multiply-add is a call: nothing is gained by unrolling.
#define SLOW_MULTIPLY_ADD
#define PIECES 1
#define READ_ROWS(outputs) 1
#define MOVE_ROWS(outputs) 1
#else
#define PIECES 2
#define READ_ROWS(outputs) ((outputs) == 1 ? 4 : 2)
#define MOVE_ROWS(outputs) ((outputs) == 1 ? 4 : 2)
#endif

#ifdef SLOW_MULTIPLY_ADD
#define CALLED static __attribute__((noinline))
#define UNROLL
#else
#define CALLED INLINE
#define UNROLL _Pragma("clang loop unroll(full)")
#endif

/// The first `count` entries, and zeros.
INLINE real8 SWEEP(head)(const double *p, ptrdiff_t count) {
  if (count == 8) return load8(p);
#ifdef LOAD_HEAD
  return LOAD_HEAD(p, count);
#else
  double head[8] = {0};
  _Pragma("clang loop vectorize(disable) unroll(disable)") for (ptrdiff_t i = 0; i < count; i++) head[i] = p[i];
  return load8(head);
#endif
}

INLINE void SWEEP(store_head)(double *p, real8 x, ptrdiff_t count) {
  if (count == 8) return store8(p, x);
#ifdef STORE_HEAD
  STORE_HEAD(p, x, count);
#else
  double head[8];
  store8(head, x);
  _Pragma("clang loop vectorize(disable) unroll(disable)") for (ptrdiff_t i = 0; i < count; i++) p[i] = head[i];
#endif
}

/// Adds up each of eight vectors by halves: lanes 4 apart, then 2, then 1.
INLINE real8 SWEEP(fold)(const real8 *x) {
  real8 half[4], quarter[2];
  UNROLL for (int i = 0; i < 4; i++)
    half[i] = __builtin_shufflevector(x[2 * i], x[2 * i + 1], 0, 1, 2, 3, 8, 9, 10, 11) +
              __builtin_shufflevector(x[2 * i], x[2 * i + 1], 4, 5, 6, 7, 12, 13, 14, 15);
  UNROLL for (int i = 0; i < 2; i++)
    quarter[i] = __builtin_shufflevector(half[2 * i], half[2 * i + 1], 0, 1, 4, 5, 8, 9, 12, 13) +
                 __builtin_shufflevector(half[2 * i], half[2 * i + 1], 2, 3, 6, 7, 10, 11, 14, 15);
  return __builtin_shufflevector(quarter[0], quarter[1], 0, 2, 4, 6, 8, 10, 12, 14) +
         __builtin_shufflevector(quarter[0], quarter[1], 1, 3, 5, 7, 9, 11, 13, 15);
}

INLINE double SWEEP(fold_one)(real8 x) {
  double a = x[0] + x[4], b = x[1] + x[5], c = x[2] + x[6], d = x[3] + x[7];
  return (a + c) + (b + d);
}

INLINE void SWEEP(fold_all)(real8 *sums, double *out, const int count) {
  UNROLL for (int at = 0; at < count; at += 8) {
    if (count - at >= 3) {
      real8 group[8];
      UNROLL for (int i = 0; i < 8; i++) group[i] = at + i < count ? sums[at + i] : (real8)0;
      SWEEP(store_head)(out + at, SWEEP(fold)(group), count - at < 8 ? count - at : 8);
    } else {
      UNROLL for (int i = at; i < count; i++) out[i] = SWEEP(fold_one)(sums[i]);
    }
  }
}

INLINE void SWEEP(clear)(double *p, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) p[i] = 0;
}

INLINE void SWEEP(dots_piece)(real8 *sums, const double *const *x, const int rows, const double *v, ptrdiff_t stride,
                              const int outputs, ptrdiff_t i, ptrdiff_t count) {
  real8 short_[4];
  UNROLL for (int b = 0; b < outputs; b++) short_[b] = SWEEP(head)(v + b * stride + i, count);
  UNROLL for (int r = 0; r < rows; r++) {
    real8 long_ = SWEEP(head)(x[r] + i, count);
    UNROLL for (int b = 0; b < outputs; b++) sums[b * rows + r] = fma8(short_[b], long_, sums[b * rows + r]);
  }
}

/// out[b rows + r] = x_r . v_b
CALLED void SWEEP(dots)(double *out, const double *const *x, const int rows, const double *v, ptrdiff_t stride,
                        const int outputs, ptrdiff_t size) {
  real8 sums[TILE_MOST];
  UNROLL for (int i = 0; i < rows * outputs; i++) sums[i] = 0;
  ptrdiff_t i = 0;
  for (; i + 8 <= size; i += 8) SWEEP(dots_piece)(sums, x, rows, v, stride, outputs, i, 8);
  if (i < size) SWEEP(dots_piece)(sums, x, rows, v, stride, outputs, i, size - i);
  SWEEP(fold_all)(sums, out, rows * outputs);
}

/// `pieces` pieces of eight entries, or one of `count`. Several pieces at once hide the latency of a chain.
INLINE void SWEEP(spread_piece)(double *v, ptrdiff_t stride, const int outputs, const double *c, const double *const *x,
                                const int rows, ptrdiff_t i, const int pieces, ptrdiff_t count) {
  real8 sums[4 * PIECES];
  UNROLL for (int b = 0; b < outputs; b++)
    UNROLL for (int q = 0; q < pieces; q++) sums[b * pieces + q] = SWEEP(head)(v + b * stride + i + 8 * q, count);
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int q = 0; q < pieces; q++) {
      real8 long_ = SWEEP(head)(x[r] + i + 8 * q, count);
      UNROLL for (int b = 0; b < outputs; b++)
        sums[b * pieces + q] = fma8((real8)c[b * rows + r], long_, sums[b * pieces + q]);
    }
  UNROLL for (int b = 0; b < outputs; b++)
    UNROLL for (int q = 0; q < pieces; q++) SWEEP(store_head)(v + b * stride + i + 8 * q, sums[b * pieces + q], count);
}

/// v_b += the sum over r, in order, of c[b rows + r] x_r
CALLED void SWEEP(spread)(double *v, ptrdiff_t stride, const int outputs, const double *coefficients,
                          const double *const *x, const int rows, ptrdiff_t size) {
  double c[TILE_MOST];
  UNROLL for (int i = 0; i < rows * outputs; i++) c[i] = coefficients[i];
  const int pieces = outputs <= 2 && rows > 1 ? PIECES / outputs : 1;
  ptrdiff_t i = 0;
  if (pieces > 1)
    for (; i + 8 * pieces <= size; i += 8 * pieces) SWEEP(spread_piece)(v, stride, outputs, c, x, rows, i, pieces, 8);
  for (; i + 8 <= size; i += 8) SWEEP(spread_piece)(v, stride, outputs, c, x, rows, i, 1, 8);
  if (i < size) SWEEP(spread_piece)(v, stride, outputs, c, x, rows, i, 1, size - i);
}

INLINE void SWEEP(update_piece)(double *const *x, const int rows, double keep, const double *c, const double *v,
                                ptrdiff_t stride, const int outputs, real8 *sums, ptrdiff_t i, ptrdiff_t count) {
  real8 short_[4];
  UNROLL for (int b = 0; b < outputs; b++) short_[b] = SWEEP(head)(v + b * stride + i, count);
  UNROLL for (int r = 0; r < rows; r++) {
    real8 long_ = SWEEP(head)(x[r] + i, count), moved = (real8)keep * long_;
    UNROLL for (int b = 0; b < outputs; b++) {
      if (sums) sums[b * rows + r] = fma8(short_[b], long_, sums[b * rows + r]);
      moved = fma8((real8)c[b * rows + r], short_[b], moved);
    }
    SWEEP(store_head)(x[r] + i, moved, count);
  }
}

/// x_r = keep x_r + the sum over b, in order, of c[b rows + r] v_b; if `out` is given, out[b rows + r] = old x_r . v_b
CALLED void SWEEP(update)(double *const *x, const int rows, double keep, const double *coefficients, const double *v,
                          ptrdiff_t stride, const int outputs, double *out, ptrdiff_t size) {
  real8 sums[TILE_MOST];
  double c[TILE_MOST];
  UNROLL for (int i = 0; i < rows * outputs; i++) sums[i] = 0, c[i] = coefficients[i];
  ptrdiff_t i = 0;
  for (; i + 8 <= size; i += 8) SWEEP(update_piece)(x, rows, keep, c, v, stride, outputs, out ? sums : 0, i, 8);
  if (i < size) SWEEP(update_piece)(x, rows, keep, c, v, stride, outputs, out ? sums : 0, i, size - i);
  if (out) SWEEP(fold_all)(sums, out, rows * outputs);
}
