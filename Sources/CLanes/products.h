// Small matrix products. A tile of c stays in registers while the inner index runs; each entry is summed over the inner
// index from first to last, whatever the tile.

INLINE real FN(entry)(lanes_matrix m, ptrdiff_t i, ptrdiff_t j) {
  ptrdiff_t at = i * m.row_stride + j * m.column_stride;
  if (m.shared) return (real)(m.base[at]);
  return LOAD(m.base + at * LANES);
}

INLINE void FN(finish)(lanes_matrix c, ptrdiff_t i, ptrdiff_t j, real sum, double keep, double scale) {
  double *at = c.base + (i * c.row_stride + j * c.column_stride) * LANES;
  STORE(at, keep == 0 ? (real)scale * sum : FMA((real)scale, sum, (real)keep * LOAD(at)));
}

static void FN(product)(lanes_matrix c, double keep, double scale, lanes_matrix a, lanes_matrix b) {
  for (ptrdiff_t j = 0; j < c.columns; j++)
    for (ptrdiff_t i = 0; i < c.rows; i++) {
      real sum = 0;
      for (ptrdiff_t m = 0; m < a.columns; m++) sum = FMA(FN(entry)(a, i, m), FN(entry)(b, m, j), sum);
      FN(finish)(c, i, j, sum, keep, scale);
    }
}
