// theta <- keep theta + scale A(R) theta with A(R) = [[0, R], [R^T, 0]]: how every gradient moves a two-layer network.
// theta has a column (p entries of W1, then k of W2) for each hidden unit. One pass: a column is loaded once, both of its
// blocks are moved by the old column, and it is stored once; R stays in registers where it fits.

INLINE void FN(couple_column)(
    double *column, const real *r, ptrdiff_t p, ptrdiff_t k, double keep, const int keeps_all) {
  real second[8], image[8];
  for (ptrdiff_t b = 0; b < k; b++) {
    second[b] = LOAD(column + (p + b) * LANES);
    image[b] = keeps_all ? second[b] : (real)keep * second[b];
  }
  for (ptrdiff_t a = 0; a < p; a++) {
    real first = LOAD(column + a * LANES);
    real moved = keeps_all ? first : (real)keep * first;
    for (ptrdiff_t b = 0; b < k; b++) {
      image[b] = FMA(r[a * k + b], first, image[b]);
      moved = FMA(r[a * k + b], second[b], moved);
    }
    STORE(column + a * LANES, moved);
  }
  for (ptrdiff_t b = 0; b < k; b++) STORE(column + (p + b) * LANES, image[b]);
}

INLINE void FN(couple_columns)(
    double *theta, ptrdiff_t columns, const real *r, ptrdiff_t p, ptrdiff_t k, double keep) {
  double *end = theta + columns * (p + k) * LANES;
  if (keep == 1)
    for (double *column = theta; column < end; column += (p + k) * LANES)
      FN(couple_column)(column, r, p, k, keep, 1);
  else
    for (double *column = theta; column < end; column += (p + k) * LANES)
      FN(couple_column)(column, r, p, k, keep, 0);
}

#define SHAPE(P, K)                                              \
  case P * 8 + K: {                                              \
    real copy[P * K];                                            \
    for (int i = 0; i < P * K; i++) copy[i] = r[i];              \
    FN(couple_columns)(theta, columns, copy, P, K, keep);        \
    return;                                                      \
  }
#define SHAPES(P) SHAPE(P, 1) SHAPE(P, 2) SHAPE(P, 3) SHAPE(P, 4)

/// k <= 8
static void FN(couple)(
    double *theta, ptrdiff_t columns, const lanes_matrix *matrix, double scale, double keep) {
  ptrdiff_t p = matrix->rows, k = matrix->columns;
  real r[p * k];
  for (ptrdiff_t b = 0; b < k; b++)
    for (ptrdiff_t a = 0; a < p; a++) {
      const double *at = matrix->base + (a * matrix->row_stride + b * matrix->column_stride) * LANES;
      r[a * k + b] = (real)scale * LOAD(at);
    }
  if (p <= 8 && k <= 4) switch (p * 8 + k) {
      SHAPES(1) SHAPES(2) SHAPES(3) SHAPES(4) SHAPES(5) SHAPES(6) SHAPES(7) SHAPES(8)
    }
  FN(couple_columns)(theta, columns, r, p, k, keep);
}
#undef SHAPE
#undef SHAPES
