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

#if LANES == 1
#define TURNED 4096

// One lane: the rows of a column stand side by side in memory and so in a register. Every entry is still summed alone, over
// the inner index from first to last, so that the bits are those of a lane.

/// `vectors` times eight rows, or the `count` rows of one vector, by `columns` columns.
INLINE void SWEEP(sum_columns)(const FN(tile) * t, const int vectors, const int columns, ptrdiff_t count) {
  real8 sum[8][4];
  for (int x = 0; x < vectors; x++)
    for (int y = 0; y < columns; y++) sum[x][y] = 0;
  const double *a = t->a, *b = t->b;
  ptrdiff_t b_column = t->b_column;
  for (ptrdiff_t m = t->inner; m > 0; m--, a += t->a_column, b += t->b_row) {
    real8 factor[4];
    for (int y = 0; y < columns; y++) factor[y] = (real8)b[y * b_column];
    for (int x = 0; x < vectors; x++) {
      real8 term = SWEEP(head)(a + 8 * x, count);
      for (int y = 0; y < columns; y++) sum[x][y] = fma8(term, factor[y], sum[x][y]);
    }
  }
  for (int x = 0; x < vectors; x++)
    for (int y = 0; y < columns; y++) {
      double *at = t->c + 8 * x + y * t->c_column;
      real8 scaled = (real8)t->scale * sum[x][y];
      if (t->keep != 0) scaled = fma8((real8)t->keep, SWEEP(head)(at, count), scaled);
      SWEEP(store_head)(at, scaled, count);
    }
}

/// A few columns: as many rows at once as hide the latency of a chain and fit the registers.
INLINE void SWEEP(sum_rows)(FN(tile) t, ptrdiff_t rows, const int columns) {
#define EIGHTS(vectors)                                                                                             \
  for (; rows >= 8 * (vectors); rows -= 8 * (vectors), t.c += 8 * (vectors), t.a += 8 * (vectors))                  \
    SWEEP(sum_columns)(&t, vectors, columns, 8);
#ifdef WIDE_REGISTERS
  if (columns < 4) EIGHTS(8);
  EIGHTS(4);
#else
  if (columns < 4) EIGHTS(4);
#endif
  if (columns < 4) EIGHTS(2);
  EIGHTS(1);
#undef EIGHTS
  if (rows > 0) SWEEP(sum_columns)(&t, 1, columns, rows);
}

static __attribute__((noinline)) void SWEEP(four_columns)(const FN(tile) * t, ptrdiff_t rows) { SWEEP(sum_rows)(*t, rows, 4); }
static __attribute__((noinline)) void SWEEP(two_columns)(const FN(tile) * t, ptrdiff_t rows) { SWEEP(sum_rows)(*t, rows, 2); }
static __attribute__((noinline)) void SWEEP(one_column)(const FN(tile) * t, ptrdiff_t rows) { SWEEP(sum_rows)(*t, rows, 1); }
#endif

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
#if LANES == 1
  // To turn a is worth it where every number is used often enough, and has room near.
  if (c->row_stride == 1 && c->rows >= 4 &&
      (a->row_stride == 1 || (c->columns >= 4 && c->rows * a->columns <= TURNED))) {
    double turned[TURNED];
    t.a = a->base;
    if (a->row_stride != 1) {
      for (ptrdiff_t m = 0; m < a->columns; m++)
        for (ptrdiff_t i = 0; i < c->rows; i++) turned[m * c->rows + i] = a->base[i * t.a_row + m * t.a_column];
      t.a = turned;
      t.a_column = c->rows;
    }
    for (ptrdiff_t j = 0; j < c->columns;) {
      t.c = c->base + j * t.c_column;
      t.b = b->base + j * t.b_column;
      ptrdiff_t left = c->columns - j;
      if (left >= 4) SWEEP(four_columns)(&t, c->rows), j += 4;
      else if (left >= 2) SWEEP(two_columns)(&t, c->rows), j += 2;
      else SWEEP(one_column)(&t, c->rows), j += 1;
    }
    return;
  }
#endif
  if (c->rows <= 8 && c->columns <= 2 && c->rows > 0 && c->columns > 0) {
    t.c = c->base, t.a = a->base, t.b = b->base;
    tiles[c->rows - 1][c->columns - 1](&t);
    return;
  }
  for (ptrdiff_t j = 0; j < c->columns; j += 2)
    for (ptrdiff_t i = 0; i < c->rows; i += 8) {
      ptrdiff_t rows = c->rows - i < 8 ? c->rows - i : 8, columns = c->columns - j < 2 ? 1 : 2;
      t.c = c->base + i * t.c_row + j * t.c_column;
      t.a = a->base + i * t.a_row;
      t.b = b->base + j * t.b_column;
      tiles[rows - 1][columns - 1](&t);
    }
}
