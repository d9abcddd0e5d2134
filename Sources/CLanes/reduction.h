// A large matrix to two diagonals by Householder reflections from both sides, one pass over memory for a reflection from
// the left and one from the right. Column after column: what the last two reflections still owe it is subtracted,
//
//     a_j <- a_j - y_j u - v_j x,
//
// its product with the new left vector w gives row r of the matrix after the left reflection, and so the right vector,
// entry by entry; the matrix times that row is summed while the column is near. The right vector differs from the row in
// its first entry only, whose column is added afterwards (Howell, Demmel, Fulton, Hammarling, Marmolejo, ACM TOMS 34(3),
// 2008).

/// Columns j, .., j + count - 1 are brought up to date from row `from` on; f[j] is each one's product with w, times
/// `factor`; `row` is their row `at` after the left reflection with head w[at]; z gets the sum of row[j] a_j.
INLINE void SWEEP(reduce_columns)(double *a, ptrdiff_t stride, ptrdiff_t from, ptrdiff_t end, ptrdiff_t at, ptrdiff_t j,
                                  const int count, const double *u, const double *y, const double *x, const double *v,
                                  const double *w, double factor, double *f, double *row, double *z) {
  double *c[4];
  real8 sums[4], down[4], across[4], weight[4];
  UNROLL for (int t = 0; t < count; t++) {
    c[t] = a + (j + t) * stride;
    sums[t] = 0;
    down[t] = (real8)-y[j + t];
    across[t] = (real8)-v[j + t];
  }
  for (ptrdiff_t i = from; i < end; i += 8) {
    real8 left = load8(u + i), right = load8(x + i), next = load8(w + i);
    UNROLL for (int t = 0; t < count; t++) {
      real8 entry = fma8(across[t], right, fma8(down[t], left, load8(c[t] + i)));
      store8(c[t] + i, entry);
      sums[t] = fma8(next, entry, sums[t]);
    }
  }
  UNROLL for (int t = 0; t < count; t++) {
    f[j + t] = factor * SWEEP(fold_one)(sums[t]);
    row[j + t] = __builtin_fma(-f[j + t], w[at], c[t][at]);
    weight[t] = (real8)row[j + t];
  }
  for (ptrdiff_t i = from; i < end; i += 8) {
    real8 sum = load8(z + i);
    UNROLL for (int t = 0; t < count; t++) sum = fma8(weight[t], load8(c[t] + i), sum);
    store8(z + i, sum);
  }
}

/// The sum of a_i b_i over [from, end), as eight partial sums.
INLINE double SWEEP(inner)(const double *a, const double *b, ptrdiff_t from, ptrdiff_t end) {
  real8 sum = 0;
  for (ptrdiff_t i = from & ~7; i < end; i += 8) {
    real8 x = load8(a + i), y = load8(b + i);
    if (i < from || i + 8 > end)
      for (int t = 0; t < 8; t++)
        if (i + t < from || i + t >= end) x[t] = 0, y[t] = 0;
    sum = fma8(x, y, sum);
  }
  return SWEEP(fold_one)(sum);
}

/// I - factor v v^T with v = x + alpha e_first takes x to a multiple of e_first. A vector of no size is left alone.
INLINE double SWEEP(reflector)(double square, double first, double *alpha) {
  double norm = __builtin_sqrt(square);
  *alpha = __builtin_copysign(norm, first);
  return square > 1e-200 ? 1 / __builtin_fma(__builtin_fabs(first), norm, square) : 0;
}

/// a has `rows` rows and `columns` columns, column after column; its stride is a multiple of eight and the rows up to the
/// next multiple of eight are zero. q and e become the squares of the main and the other diagonal of a bidiagonal matrix
/// with its singular values, upper for rows >= columns and else lower. scratch: 4 vectors of `stride`, 4 of `columns`
/// rounded up to eight. The order of all sums depends on the shape alone.
static void SWEEP(bidiagonalize)(double *a, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, double *q, double *e,
                                 double *scratch) {
  const ptrdiff_t end = (rows + 7) & ~7, wide = (columns + 7) & ~7, count = rows < columns ? rows : columns;
  double *u = scratch, *x = u + stride, *w = x + stride, *z = w + stride;
  double *y = z + stride, *v = y + wide, *f = v + wide, *row = f + wide, alpha;
  const int lower = rows < columns;
  SWEEP(clear)(scratch, 4 * stride + 4 * wide);
  if (lower) {
    // The first reflection is one from the right, in a pass of its own: with w = 0 nothing else happens.
    for (ptrdiff_t j = 0; j < columns; j++)
      SWEEP(reduce_columns)(a, stride, 0, end, 0, j, 1, u, y, x, v, w, 0, f, row, z);
    q[0] = SWEEP(inner)(row, row, 0, columns);
    double factor = SWEEP(reflector)(q[0], row[0], &alpha);
    for (ptrdiff_t i = 0; i < rows; i++) x[i] = factor * __builtin_fma(alpha, a[i], z[i]);
    for (ptrdiff_t j = 0; j < columns; j++) v[j] = row[j];
    v[0] += alpha;
  }
  for (ptrdiff_t c = 0; c < count; c++) {
    const ptrdiff_t r = c + lower, from = r & ~7;
    double *column = a + c * stride;
    if (r == rows) break;
    for (ptrdiff_t i = r; i < rows; i++)
      column[i] = __builtin_fma(-v[c], x[i], __builtin_fma(-y[c], u[i], column[i]));
    double square = SWEEP(inner)(column, column, r, rows);
    (lower ? e : q)[c] = square;
    if (c == columns - 1) break;
    double factor = SWEEP(reflector)(square, column[r], &alpha);
    SWEEP(clear)(w + from, end - from);
    SWEEP(clear)(z + from, end - from);
    for (ptrdiff_t i = r; i < rows; i++) w[i] = column[i];
    w[r] += alpha;
    // Rows before r are finished: whatever lies there is not changed.
    for (ptrdiff_t i = from; i < r; i++) u[i] = x[i] = 0;
    ptrdiff_t j = c + 1;
    for (; j + 4 <= columns; j += 4)
      SWEEP(reduce_columns)(a, stride, from, end, r, j, 4, u, y, x, v, w, factor, f, row, z);
    for (; j < columns; j++)
      SWEEP(reduce_columns)(a, stride, from, end, r, j, 1, u, y, x, v, w, factor, f, row, z);
    square = SWEEP(inner)(row, row, c + 1, columns);
    if (lower) q[r] = square;
    else e[c] = square;
    // x = factor A' v' for A' = A - w f^T and v' = row + alpha e_{c+1}
    factor = SWEEP(reflector)(square, row[c + 1], &alpha);
    double inner = __builtin_fma(alpha, f[c + 1], SWEEP(inner)(f, row, c + 1, columns));
    const double *first = a + (c + 1) * stride;
    for (ptrdiff_t i = r; i < rows; i++) {
      x[i] = factor * __builtin_fma(-inner, w[i], __builtin_fma(alpha, first[i], z[i]));
      u[i] = w[i];
    }
    for (ptrdiff_t j = c + 1; j < columns; j++) {
      y[j] = f[j];
      v[j] = row[j];
    }
    v[c + 1] += alpha;
  }
}

static ptrdiff_t SWEEP(reduction_stride)(ptrdiff_t rows) {
  // Columns that begin at one place of a page each would share one corner of the cache.
  ptrdiff_t stride = (rows + 7) & ~7;
  return stride % 64 == 0 ? stride + 8 : stride;
}

static double SWEEP(reduce)(const double *a, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, double *q, double *e,
                            double *scratch) {
  const ptrdiff_t near = SWEEP(reduction_stride)(rows);
  // Sizes are compared as whole numbers: not-a-number is above infinity.
  bits8 largest = 0;
  for (ptrdiff_t j = 0; j < columns; j++)
    for (ptrdiff_t i = 0; i < rows; i += 8) {
      real8 x = SWEEP(head)(a + j * stride + i, rows - i < 8 ? rows - i : 8);
      largest = __builtin_elementwise_max(bits(__builtin_elementwise_abs(x)), largest);
    }
  uint64_t exponent = __builtin_reduce_max(largest) >> 52;
  if (exponent == 2047) return __builtin_nan("");
  if (exponent == 0) exponent = 1;
  if (exponent == 2046) exponent = 2045;
  const real8 down = (real8)number((2046 - exponent) << 52);
  for (ptrdiff_t j = 0; j < columns; j++)
    for (ptrdiff_t i = 0; i < rows; i += 8)
      store8(scratch + j * near + i, down * SWEEP(head)(a + j * stride + i, rows - i < 8 ? rows - i : 8));
  SWEEP(bidiagonalize)(scratch, near, rows, columns, q, e, scratch + columns * near);
  return number(exponent << 52);
}
