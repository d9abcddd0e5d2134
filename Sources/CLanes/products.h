// Products of small matrices. A tile of c, at most 8 x 2 elements, stays in registers while the inner index runs, so that
// the vector units wait for neither memory nor each other: about one element-product a cycle and unit.
// Each entry is summed over the inner index from first to last, whatever the tile.

/// One tile of a product. Steps count doubles.
typedef struct {
  double *c;
  const double *a, *b;
  ptrdiff_t c_row, c_column, a_row, a_column, b_row, b_column, inner;
  double keep, scale;
} FN(tile);

#define ELEMENT(p, shared) ((shared) ? (real)(*(p)) : LOAD(p))

INLINE void FN(sum_tile)(
    const FN(tile) * t, const int rows, const int columns, const int share_a, const int share_b) {
  real sum[8][2];
  for (int x = 0; x < rows; x++)
    for (int y = 0; y < columns; y++) sum[x][y] = 0;
  const double *a = t->a, *b = t->b;
  ptrdiff_t a_row = t->a_row, b_column = t->b_column;
  for (ptrdiff_t m = t->inner; m > 0; m--, a += t->a_column, b += t->b_row) {
    real factor[2];
    for (int y = 0; y < columns; y++) factor[y] = ELEMENT(b + y * b_column, share_b);
    for (int x = 0; x < rows; x++) {
      real term = ELEMENT(a + x * a_row, share_a);
      for (int y = 0; y < columns; y++) sum[x][y] = FMA(term, factor[y], sum[x][y]);
    }
  }
  for (int x = 0; x < rows; x++)
    for (int y = 0; y < columns; y++) {
      double *at = t->c + x * t->c_row + y * t->c_column;
      real scaled = (real)t->scale * sum[x][y];
      // What is overwritten is not read: it may be NaN.
      STORE(at, t->keep == 0 ? scaled : FMA((real)t->keep, LOAD(at), scaled));
    }
}

// A function of its own for every tile: inlined together they keep each other's addresses in the few registers.
#define TILE(name, n, share_a, share_b)                                                                             \
  static __attribute__((noinline)) void FN(name##n##1)(const FN(tile) * t) { FN(sum_tile)(t, n, 1, share_a, share_b); } \
  static __attribute__((noinline)) void FN(name##n##2)(const FN(tile) * t) { FN(sum_tile)(t, n, 2, share_a, share_b); }
#define TILES(name, share_a, share_b)                                                                               \
  TILE(name, 1, share_a, share_b) TILE(name, 2, share_a, share_b) TILE(name, 3, share_a, share_b)                   \
  TILE(name, 4, share_a, share_b) TILE(name, 5, share_a, share_b) TILE(name, 6, share_a, share_b)                   \
  TILE(name, 7, share_a, share_b) TILE(name, 8, share_a, share_b)                                                   \
  static void (*const FN(name)[8][2])(const FN(tile) *) = {                                                         \
      {FN(name##11), FN(name##12)}, {FN(name##21), FN(name##22)}, {FN(name##31), FN(name##32)},                     \
      {FN(name##41), FN(name##42)}, {FN(name##51), FN(name##52)}, {FN(name##61), FN(name##62)},                     \
      {FN(name##71), FN(name##72)}, {FN(name##81), FN(name##82)}};

TILES(own, 0, 0)
TILES(shared_left, 1, 0)
TILES(shared_right, 0, 1)
#undef TILE
#undef TILES
#undef ELEMENT

/// a and b are not both shared, unless there is one lane only.
static void FN(product)(
    const lanes_matrix *c, double keep, double scale, const lanes_matrix *a, const lanes_matrix *b) {
  ptrdiff_t of_a = LANES, of_b = LANES;
  void (*const(*tiles)[2])(const FN(tile) *) = FN(own);
  if (a->shared) of_a = 1, tiles = FN(shared_left);
  if (b->shared) of_b = 1, tiles = FN(shared_right);
  FN(tile) t = {.c_row = c->row_stride * LANES, .c_column = c->column_stride * LANES,
                .a_row = a->row_stride * of_a, .a_column = a->column_stride * of_a,
                .b_row = b->row_stride * of_b, .b_column = b->column_stride * of_b,
                .inner = a->columns, .keep = keep, .scale = scale};
  for (ptrdiff_t j = 0; j < c->columns; j += 2)
    for (ptrdiff_t i = 0; i < c->rows; i += 8) {
      ptrdiff_t rows = c->rows - i < 8 ? c->rows - i : 8, columns = c->columns - j < 2 ? 1 : 2;
      t.c = c->base + i * t.c_row + j * t.c_column;
      t.a = a->base + i * t.a_row;
      t.b = b->base + j * t.b_column;
      tiles[rows - 1][columns - 1](&t);
    }
}
