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

/// Several columns at once where p is not a constant: R is loaded once for all of them, and their sums do not wait for each
/// other. No sum changes its order.
INLINE void FN(couple_group)(
    double *column, const real *r, ptrdiff_t p, const int k, double keep, const int columns) {
  ptrdiff_t next = (p + k) * LANES;
  real second[4][4], image[4][4];
  for (int c = 0; c < columns; c++)
    for (int b = 0; b < k; b++) {
      second[c][b] = LOAD(column + c * next + (p + b) * LANES);
      image[c][b] = (real)keep * second[c][b];
    }
  for (ptrdiff_t a = 0; a < p; a++)
    for (int c = 0; c < columns; c++) {
      real first = LOAD(column + c * next + a * LANES);
      real moved = (real)keep * first;
      for (int b = 0; b < k; b++) {
        image[c][b] = FMA(r[a * k + b], first, image[c][b]);
        moved = FMA(r[a * k + b], second[c][b], moved);
      }
      STORE(column + c * next + a * LANES, moved);
    }
  for (int c = 0; c < columns; c++)
    for (int b = 0; b < k; b++) STORE(column + c * next + (p + b) * LANES, image[c][b]);
}

INLINE void FN(couple_groups)(
    double *theta, ptrdiff_t columns, const real *r, ptrdiff_t p, const int k, double keep, const int group) {
  ptrdiff_t j = 0;
  for (; j + group <= columns; j += group)
    FN(couple_group)(theta + j * (p + k) * LANES, r, p, k, keep, group);
  FN(couple_columns)(theta + j * (p + k) * LANES, columns - j, r, p, k, keep);
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
  switch (k) {
    case 1: FN(couple_groups)(theta, columns, r, p, 1, keep, 4); return;
    case 2: FN(couple_groups)(theta, columns, r, p, 2, keep, 4); return;
    case 3: FN(couple_groups)(theta, columns, r, p, 3, keep, 2); return;
    case 4: FN(couple_groups)(theta, columns, r, p, 4, keep, 2); return;
  }
  FN(couple_columns)(theta, columns, r, p, k, keep);
}
#undef SHAPE
#undef SHAPES
