// A weight matrix applied to a batch of inputs, and moved by it, for one type of number: NUMBER, WIDTH, MULTIPLY_ADD and
// NET(name) are given. One sweep over the weights finds what goes back through them and moves them; nothing is packed but a
// few columns at a time, so two samples are as welcome as a thousand.
//
// What a number is the sum of, and in which order, does not depend on the tiles.

#ifdef WIDE_REGISTERS
enum { NET(dots) = 4, NET(tile_rows) = 12, NET(tile_vectors) = 2 };
#else
enum { NET(dots) = 2, NET(tile_rows) = 6, NET(tile_vectors) = 1 };
#endif
/// Rows of a weight that stay near while all samples go by, and rows that are packed at once.
enum { NET(near_rows) = 8, NET(packed) = 32 };

// Sums of vectors by halves, as fold_sums does: two vectors' become one's, until every number is a sum of its own.
#define SHUFFLE2(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#if WIDTH == 16
INLINE VECTOR NET(join8)(VECTOR a, VECTOR b) {
  return SHUFFLE2(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
         SHUFFLE2(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}
INLINE VECTOR NET(join4)(VECTOR a, VECTOR b) {
  return SHUFFLE2(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +
         SHUFFLE2(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
}
INLINE VECTOR NET(join2)(VECTOR a, VECTOR b) {
  return SHUFFLE2(a, b, 0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29) +
         SHUFFLE2(a, b, 2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31);
}
INLINE VECTOR NET(join1)(VECTOR a, VECTOR b) {
  return SHUFFLE2(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30) +
         SHUFFLE2(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}
#else
INLINE VECTOR NET(join4)(VECTOR a, VECTOR b) {
  return SHUFFLE2(a, b, 0, 1, 2, 3, 8, 9, 10, 11) + SHUFFLE2(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
}
INLINE VECTOR NET(join2)(VECTOR a, VECTOR b) {
  return SHUFFLE2(a, b, 0, 1, 4, 5, 8, 9, 12, 13) + SHUFFLE2(a, b, 2, 3, 6, 7, 10, 11, 14, 15);
}
INLINE VECTOR NET(join1)(VECTOR a, VECTOR b) {
  return SHUFFLE2(a, b, 0, 2, 4, 6, 8, 10, 12, 14) + SHUFFLE2(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
}
#endif
#undef SHUFFLE2

/// The sums of `count` vectors.
INLINE void NET(fold_all)(const VECTOR *x, const int count, NUMBER *sums) {
#ifdef WIDE_REGISTERS
  if (count % WIDTH == 0) {
    UNROLL for (int first = 0; first < count; first += WIDTH) {
      VECTOR y[WIDTH];
      UNROLL for (int i = 0; i < WIDTH; i++) y[i] = x[first + i];
#if WIDTH == 16
      UNROLL for (int i = 0; i < 8; i++) y[i] = NET(join8)(y[2 * i], y[2 * i + 1]);
#endif
      UNROLL for (int i = 0; i < 4; i++) y[i] = NET(join4)(y[2 * i], y[2 * i + 1]);
      UNROLL for (int i = 0; i < 2; i++) y[i] = NET(join2)(y[2 * i], y[2 * i + 1]);
      NET(store)(sums + first, NET(join1)(y[0], y[1]));
    }
    return;
  }
#endif
  UNROLL for (int i = 0; i < count; i++) sums[i] = NET(fold_sums)(x[i]);
}

/// y[n][r] = <w[r], x[n]> + b[r] for `rows` rows and `count` samples.
INLINE void NET(dot_tile)(const NUMBER *w, ptrdiff_t columns, const int rows, const NUMBER *x, const int count,
                          const NUMBER *b, NUMBER *y, ptrdiff_t stride) {
  VECTOR sums[NET(dots) * NET(dots)];
  ptrdiff_t i = 0;
  UNROLL for (int s = 0; s < rows * count; s++) sums[s] = 0;
  for (; i + WIDTH <= columns; i += WIDTH) {
    VECTOR right[NET(dots)];
    UNROLL for (int n = 0; n < count; n++) right[n] = NET(load)(x + n * columns + i);
    UNROLL for (int r = 0; r < rows; r++) {
      VECTOR left = NET(load)(w + r * columns + i);
      UNROLL for (int n = 0; n < count; n++)
        sums[n * rows + r] = __builtin_elementwise_fma(left, right[n], sums[n * rows + r]);
    }
  }
  if (i < columns)
    UNROLL for (int n = 0; n < count; n++) {
      VECTOR right = NET(head)(x + n * columns + i, columns - i);
      UNROLL for (int r = 0; r < rows; r++)
        sums[n * rows + r] = __builtin_elementwise_fma(NET(head)(w + r * columns + i, columns - i), right,
                                                       sums[n * rows + r]);
    }
  NUMBER found[NET(dots) * NET(dots)];
  NET(fold_all)(sums, rows * count, found);
  UNROLL for (int n = 0; n < count; n++)
    UNROLL for (int r = 0; r < rows; r++) y[n * stride + r] = b ? found[n * rows + r] + b[r] : found[n * rows + r];
}

/// The same for any number of rows that are near.
INLINE void NET(dot_rows_batch)(const NUMBER *w, ptrdiff_t columns, ptrdiff_t rows, const NUMBER *x, const int count,
                                const NUMBER *b, NUMBER *y, ptrdiff_t stride) {
  ptrdiff_t r = 0;
  for (; r + NET(dots) <= rows; r += NET(dots))
    NET(dot_tile)(w + r * columns, columns, NET(dots), x, count, b ? b + r : 0, y + r, stride);
  for (; r < rows; r++) NET(dot_tile)(w + r * columns, columns, 1, x, count, b ? b + r : 0, y + r, stride);
}

static void NET(apply_batch)(const NUMBER *w, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *x, ptrdiff_t count,
                             const NUMBER *b, NUMBER *y, ptrdiff_t stride) {
  for (ptrdiff_t r = 0; r < rows; r += NET(near_rows)) {
    ptrdiff_t near = rows - r < NET(near_rows) ? rows - r : NET(near_rows), n = 0;
    const NUMBER *from = w + r * columns, *shift = b ? b + r : 0;
    for (; n + NET(dots) <= count; n += NET(dots))
      NET(dot_rows_batch)(from, columns, near, x + n * columns, NET(dots), shift, y + n * stride + r, stride);
    for (; n + 2 <= count; n += 2)
      NET(dot_rows_batch)(from, columns, near, x + n * columns, 2, shift, y + n * stride + r, stride);
    for (; n < count; n++)
      NET(dot_rows_batch)(from, columns, near, x + n * columns, 1, shift, y + n * stride + r, stride);
  }
}

/// c[i] = keep c[i] + sum_k a[k][i] panel[k] for `rows` rows of c and `vectors` vectors of columns; with keep = 0 what was
/// in c is not read. a has a row of numbers for each k, `along` apart.
INLINE void NET(panel_tile)(NUMBER *c, ptrdiff_t stride, const int rows, const int vectors, NUMBER keep,
                            const NUMBER *a, ptrdiff_t along, const NUMBER *panel, ptrdiff_t apart, ptrdiff_t inner) {
  VECTOR sums[NET(tile_rows) * NET(tile_vectors)];
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int v = 0; v < vectors; v++)
      sums[r * vectors + v] = keep == 0 ? (VECTOR)0 : (VECTOR)keep * NET(load)(c + r * stride + v * WIDTH);
  for (ptrdiff_t k = 0; k < inner; k++, a += along, panel += apart) {
    VECTOR right[NET(tile_vectors)];
    UNROLL for (int v = 0; v < vectors; v++) right[v] = NET(load)(panel + v * WIDTH);
    UNROLL for (int r = 0; r < rows; r++)
      UNROLL for (int v = 0; v < vectors; v++)
        sums[r * vectors + v] = __builtin_elementwise_fma((VECTOR)a[r], right[v], sums[r * vectors + v]);
  }
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int v = 0; v < vectors; v++) NET(store)(c + r * stride + v * WIDTH, sums[r * vectors + v]);
}

/// The same for any number of rows, in tiles of twelve and what is left in eights and fours.
INLINE void NET(panel_rows)(NUMBER *c, ptrdiff_t stride, ptrdiff_t rows, const int vectors, NUMBER keep,
                            const NUMBER *a, ptrdiff_t along, const NUMBER *panel, ptrdiff_t apart, ptrdiff_t inner) {
  ptrdiff_t r = 0;
#ifdef WIDE_REGISTERS
  for (; rows - r >= 20 || rows - r == 12; r += 12)
    NET(panel_tile)(c + r * stride, stride, 12, vectors, keep, a + r, along, panel, apart, inner);
  for (; r + 8 <= rows; r += 8)
    NET(panel_tile)(c + r * stride, stride, 8, vectors, keep, a + r, along, panel, apart, inner);
#endif
  for (; r + 4 <= rows; r += 4)
    NET(panel_tile)(c + r * stride, stride, 4, vectors, keep, a + r, along, panel, apart, inner);
  for (; r < rows; r++) NET(panel_tile)(c + r * stride, stride, 1, vectors, keep, a + r, along, panel, apart, inner);
}

/// The same with `scale` times the panel, packed a few of its rows at a time: worth it where many rows of c use it.
INLINE void NET(packed_rows)(NUMBER *c, ptrdiff_t stride, ptrdiff_t rows, const int vectors, NUMBER keep,
                             const NUMBER *a, ptrdiff_t along, const NUMBER *panel, ptrdiff_t apart, NUMBER scale,
                             ptrdiff_t inner) {
  NUMBER packed[NET(packed) * NET(tile_vectors) * WIDTH] __attribute__((aligned(64)));
  for (ptrdiff_t first = 0; first < inner; first += NET(packed)) {
    ptrdiff_t some = inner - first < NET(packed) ? inner - first : NET(packed);
    for (ptrdiff_t k = 0; k < some; k++)
      UNROLL for (int v = 0; v < vectors; v++)
        NET(store)(packed + (k * vectors + v) * WIDTH, (VECTOR)scale * NET(load)(panel + (first + k) * apart + v * WIDTH));
    NET(panel_rows)(c, stride, rows, vectors, first == 0 ? keep : 1, a + first * along, along, packed, vectors * WIDTH, some);
  }
}

/// Columns [0, vectors WIDTH) of a sweep: back first, with the old weights, and then the weights.
INLINE void NET(descend_panel)(NUMBER *w, ptrdiff_t rows, ptrdiff_t columns, const int vectors, const NUMBER *d,
                               ptrdiff_t stride, const NUMBER *turned, const NUMBER *x, ptrdiff_t count, NUMBER keep,
                               NUMBER scale, NUMBER *back, int adds) {
  NUMBER old = adds ? 1 : 0;
  if (back) NET(panel_rows)(back, columns, count, vectors, old, turned, count, w, columns, rows);
  NET(packed_rows)(w, columns, rows, vectors, keep, d, stride, x, columns, scale, count);
}

static void NET(descend_batch)(NUMBER *w, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *d, ptrdiff_t stride,
                               const NUMBER *x, ptrdiff_t count, NUMBER keep, NUMBER scale, NUMBER *back, int adds,
                               NUMBER *turned) {
  ptrdiff_t i = 0, whole = NET(tile_vectors) * WIDTH;
  if (back)
    for (ptrdiff_t n = 0; n < count; n++)
      for (ptrdiff_t r = 0; r < rows; r++) turned[r * count + n] = d[n * stride + r];
  for (; i + whole <= columns; i += whole)
    NET(descend_panel)(w + i, rows, columns, NET(tile_vectors), d, stride, turned, x + i, count, keep, scale,
                       back ? back + i : 0, adds);
  for (; i + WIDTH <= columns; i += WIDTH)
    NET(descend_panel)(w + i, rows, columns, 1, d, stride, turned, x + i, count, keep, scale, back ? back + i : 0, adds);
  for (; i < columns; i++) {
    if (back)
      for (ptrdiff_t n = 0; n < count; n++) {
        NUMBER sum = adds ? back[n * columns + i] : 0;
        for (ptrdiff_t r = 0; r < rows; r++) sum = MULTIPLY_ADD(d[n * stride + r], w[r * columns + i], sum);
        back[n * columns + i] = sum;
      }
    for (ptrdiff_t r = 0; r < rows; r++) {
      NUMBER sum = keep * w[r * columns + i];
      for (ptrdiff_t n = 0; n < count; n++) sum = MULTIPLY_ADD(d[n * stride + r], scale * x[n * columns + i], sum);
      w[r * columns + i] = sum;
    }
  }
}
