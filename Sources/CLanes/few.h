// A matrix applied to a few vectors, and moved by a few outer products, for one type of number: NUMBER, WIDTH, MULTIPLY_ADD and
// NET(name) are given. Packing the matrix for a product, as a library for large ones does, would take longer than the product.

enum { NET(few_rows) = 8, NET(few_lanes) = 16 };
typedef NUMBER NET(samples) __attribute__((ext_vector_type(16), aligned(sizeof(NUMBER))));

static void NET(turn)(const NUMBER *x, ptrdiff_t count, ptrdiff_t columns, NUMBER *turned) {
  for (ptrdiff_t first = 0; first < count; first += NET(few_lanes), turned += columns * NET(few_lanes))
    for (ptrdiff_t c = 0; c < columns; c++)
      for (ptrdiff_t n = 0; n < NET(few_lanes); n++)
        turned[c * NET(few_lanes) + n] = first + n < count ? x[(first + n) * columns + c] : 0;
}

/// `rows` rows of the matrix on sixteen vectors, of which `count` are wanted.
INLINE void NET(apply_tile)(const NUMBER *w, ptrdiff_t columns, const int rows, const NUMBER *turned, ptrdiff_t count,
                            int adds, NUMBER *y, ptrdiff_t stride) {
  NET(samples) sums[NET(few_rows)];
  // A pointer a row: with one for all, addresses take longer than the arithmetic.
  const NUMBER *row[NET(few_rows)];
  UNROLL for (int r = 0; r < rows; r++) {
    sums[r] = 0;
    row[r] = w + r * columns;
    __asm__("" : "+r"(row[r]));
  }
  for (ptrdiff_t c = 0; c < columns; c++) {
    NET(samples) x = *(const NET(samples) *)(turned + c * NET(few_lanes));
    UNROLL for (int r = 0; r < rows; r++)
      sums[r] = __builtin_elementwise_fma((NET(samples))row[r][c], x, sums[r]);
  }
  NUMBER found[NET(few_rows)][NET(few_lanes)];
  UNROLL for (int r = 0; r < rows; r++) *(NET(samples) *)found[r] = sums[r];
  for (ptrdiff_t n = 0; n < count; n++)
    for (int r = 0; r < rows; r++) y[n * stride + r] = adds ? y[n * stride + r] + found[r][n] : found[r][n];
}

static void NET(apply_few)(const NUMBER *w, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *turned, ptrdiff_t count,
                           int adds, NUMBER *y, ptrdiff_t stride) {
  for (; count > 0; count -= NET(few_lanes), turned += columns * NET(few_lanes), y += NET(few_lanes) * stride) {
    ptrdiff_t some = count < NET(few_lanes) ? count : NET(few_lanes), r = 0;
    for (; r + NET(few_rows) <= rows; r += NET(few_rows))
      NET(apply_tile)(w + r * columns, columns, NET(few_rows), turned, some, adds, y + r, stride);
    for (; r < rows; r++) NET(apply_tile)(w + r * columns, columns, 1, turned, some, adds, y + r, stride);
  }
}

/// `rows` rows, moved by `count` outer products; d has a row of `stride` numbers for each.
INLINE void NET(descend_few_tile)(NUMBER *w, ptrdiff_t columns, const int rows, const NUMBER *d, ptrdiff_t stride,
                                  const NUMBER *x, ptrdiff_t count, NUMBER keep, NUMBER scale, NUMBER *back) {
  ptrdiff_t i = 0;
  for (; i + WIDTH <= columns; i += WIDTH) {
    NET(vector) old[NET(few_rows)], sums[NET(few_rows)];
    UNROLL for (int r = 0; r < rows; r++) {
      old[r] = NET(load)(w + r * columns + i);
      sums[r] = (NET(vector))keep * old[r];
    }
    if (back)
      for (ptrdiff_t n = 0; n < count; n++) {
        NET(vector) sum = NET(load)(back + n * columns + i);
        UNROLL for (int r = 0; r < rows; r++)
          sum = __builtin_elementwise_fma((NET(vector))d[n * stride + r], old[r], sum);
        NET(store)(back + n * columns + i, sum);
      }
    for (ptrdiff_t n = 0; n < count; n++) {
      NET(vector) right = (NET(vector))scale * NET(load)(x + n * columns + i);
      UNROLL for (int r = 0; r < rows; r++)
        sums[r] = __builtin_elementwise_fma((NET(vector))d[n * stride + r], right, sums[r]);
    }
    UNROLL for (int r = 0; r < rows; r++) NET(store)(w + r * columns + i, sums[r]);
  }
  for (; i < columns; i++)
    for (int r = 0; r < rows; r++) {
      NUMBER old = w[r * columns + i], sum = keep * old;
      for (ptrdiff_t n = 0; n < count; n++) {
        if (back) back[n * columns + i] = MULTIPLY_ADD(d[n * stride + r], old, back[n * columns + i]);
        sum = MULTIPLY_ADD(d[n * stride + r], scale * x[n * columns + i], sum);
      }
      w[r * columns + i] = sum;
    }
}

static void NET(descend_few)(NUMBER *w, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *d, ptrdiff_t stride,
                             const NUMBER *x, ptrdiff_t count, NUMBER keep, NUMBER scale, NUMBER *back) {
  ptrdiff_t r = 0;
  for (; r + NET(few_rows) <= rows; r += NET(few_rows))
    NET(descend_few_tile)(w + r * columns, columns, NET(few_rows), d + r, stride, x, count, keep, scale, back);
  for (; r < rows; r++) NET(descend_few_tile)(w + r * columns, columns, 1, d + r, stride, x, count, keep, scale, back);
}
