// Products of matrices, for one type of number: NUMBER, WIDTH and NET(name) are given. Both factors are packed into strips
// that the innermost loop reads in order: strips of rows of the left one, of columns of the right one, a few hundred steps
// of the inner sum at a time. A number of the product is one chain of fused multiply-adds, from the first to the last step
// of the inner sum, wherever that is cut: so its bits are those of every machine.

/// A strip has as many lines as the registers allow. So many rows of the left factor, and steps of the inner sum, are packed at
/// once that they stay in a core's own caches.
enum {
  NET(tall) = NET(tile_rows),
  NET(wide) = NET(tile_vectors) * WIDTH,
  NET(near_left) = 264,
  NET(near_inner) = 1024 / (int)sizeof(NUMBER)
};

// Blocks beside the diagonal of two vectors change places.
#define EXCHANGE(half, lower, upper)                                                     \
  UNROLL for (int i = 0; i < WIDTH; i++)                                                 \
    if (!(i & half)) {                                                                   \
      VECTOR a = x[i], b = x[i + half];                                                  \
      x[i] = __builtin_shufflevector(a, b, lower);                                       \
      x[i + half] = __builtin_shufflevector(a, b, upper);                                \
    }
#define LIST(...) __VA_ARGS__

/// WIDTH vectors of WIDTH numbers become their transpose.
INLINE void NET(turn)(VECTOR *x) {
#if WIDTH == 16
  EXCHANGE(8, LIST(0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
           LIST(8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
  EXCHANGE(4, LIST(0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),
           LIST(4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31))
  EXCHANGE(2, LIST(0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29),
           LIST(2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31))
  EXCHANGE(1, LIST(0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30),
           LIST(1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31))
#else
  EXCHANGE(4, LIST(0, 1, 2, 3, 8, 9, 10, 11), LIST(4, 5, 6, 7, 12, 13, 14, 15))
  EXCHANGE(2, LIST(0, 1, 8, 9, 4, 5, 12, 13), LIST(2, 3, 10, 11, 6, 7, 14, 15))
  EXCHANGE(1, LIST(0, 8, 2, 10, 4, 12, 6, 14), LIST(1, 9, 3, 11, 5, 13, 7, 15))
#endif
}
#undef EXCHANGE
#undef LIST

/// strip[k width + i] = scale times number k of line i, for up to WIDTH lines that are `apart`, of numbers that are neighbours;
/// missing lines are zeros. Always WIDTH numbers are written.
INLINE void NET(pack_turned)(const NUMBER *from, ptrdiff_t apart, ptrdiff_t lines, ptrdiff_t inner, NUMBER scale,
                             NUMBER *strip, ptrdiff_t width) {
  for (ptrdiff_t k = 0; k < inner; k += WIDTH) {
    ptrdiff_t some = inner - k < WIDTH ? inner - k : WIDTH;
    VECTOR x[WIDTH];
    if (some == WIDTH)
      UNROLL for (int i = 0; i < WIDTH; i++) x[i] = i < lines ? NET(load)(from + i * apart + k) : (VECTOR)0;
    else
      UNROLL for (int i = 0; i < WIDTH; i++) x[i] = i < lines ? NET(head)(from + i * apart + k, some) : (VECTOR)0;
    NET(turn)(x);
    if (some == WIDTH)
      UNROLL for (int i = 0; i < WIDTH; i++) NET(store)(strip + (k + i) * width, (VECTOR)scale * x[i]);
    else
      UNROLL for (int i = 0; i < WIDTH; i++)
        if (i < some) NET(store)(strip + (k + i) * width, (VECTOR)scale * x[i]);
  }
}

/// The same for lines that are neighbours, of numbers that are `along` apart.
INLINE void NET(pack_straight)(const NUMBER *from, ptrdiff_t along, ptrdiff_t lines, ptrdiff_t inner, NUMBER scale,
                               NUMBER *strip, ptrdiff_t width) {
  if (lines >= WIDTH)
    for (ptrdiff_t k = 0; k < inner; k++) NET(store)(strip + k * width, (VECTOR)scale * NET(load)(from + k * along));
  else
    for (ptrdiff_t k = 0; k < inner; k++)
      NET(store)(strip + k * width, (VECTOR)scale * NET(head)(from + k * along, lines));
}

/// A strip of `width` lines, of which there are `lines`: number k of line i is at i apart + k along. The last lines come
/// first, since what they write too much belongs to the first lines of the next k.
INLINE void NET(pack)(const NUMBER *from, ptrdiff_t apart, ptrdiff_t along, ptrdiff_t lines, ptrdiff_t inner,
                      NUMBER scale, NUMBER *strip, ptrdiff_t width) {
  for (ptrdiff_t i = (width - 1) / WIDTH * WIDTH; i >= 0; i -= WIDTH) {
    ptrdiff_t some = lines - i < 0 ? 0 : lines - i < WIDTH ? lines - i : WIDTH;
    if (along == 1) NET(pack_turned)(from + i * apart, apart, some, inner, scale, strip + i, width);
    else NET(pack_straight)(from + i, along, some, inner, scale, strip + i, width);
  }
}

/// So many rows and a whole strip of columns of the product.
#define WHOLE_TILE(rows) \
  NET(panel_tile)(c, stride, rows, NET(wide) / WIDTH, keep, left, NET(tall), right, NET(wide), inner)

/// `rows` x `columns` of the product; a tile of another size than the loops have is formed elsewhere.
INLINE void NET(tile)(NUMBER *c, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, NUMBER keep, const NUMBER *left,
                      const NUMBER *right, ptrdiff_t inner) {
  if (columns == NET(wide)) {
    if (rows == NET(tall)) return WHOLE_TILE(NET(tall));
#ifdef WIDE_REGISTERS
    if (rows == 8) return WHOLE_TILE(8);
    if (rows == 4) return WHOLE_TILE(4);
#endif
  }
  NUMBER whole[NET(tall) * NET(wide)] = {0};
  if (keep != 0)
    for (ptrdiff_t r = 0; r < rows; r++)
      for (ptrdiff_t i = 0; i < columns; i++) whole[r * NET(wide) + i] = c[r * stride + i];
  NET(panel_tile)(whole, NET(wide), NET(tall), NET(wide) / WIDTH, keep, left, NET(tall), right, NET(wide), inner);
  for (ptrdiff_t r = 0; r < rows; r++)
    for (ptrdiff_t i = 0; i < columns; i++) c[r * stride + i] = whole[r * NET(wide) + i];
}
#undef WHOLE_TILE

/// Asks for a tile of the product that comes next.
INLINE void NET(fetch)(const NUMBER *c, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t r = 0; r < rows; r++)
    for (ptrdiff_t i = 0; i < columns; i += 64 / (ptrdiff_t)sizeof(NUMBER)) __builtin_prefetch(c + r * stride + i, 1, 3);
}

#define LEAST(a, b) ((a) < (b) ? (a) : (b))

static void NET(multiply)(const NET_PRODUCT *p) {
  NUMBER left[NET(near_left) * NET(near_inner) + WIDTH] __attribute__((aligned(64)));
  NUMBER right[NET(wide) * NET(near_inner)] __attribute__((aligned(64)));
  const ptrdiff_t tall = NET(tall), wide = NET(wide), cuts = (p->inner + NET(near_inner) - 1) / NET(near_inner);
  for (ptrdiff_t r = 0; r < p->rows; r += NET(near_left)) {
    const ptrdiff_t rows = LEAST(p->rows - r, NET(near_left));
    for (ptrdiff_t cut = 0; cut < cuts; cut++) {
      const ptrdiff_t k = p->inner * cut / cuts, inner = p->inner * (cut + 1) / cuts - k;
      const NUMBER keep = cut == 0 ? p->keep : 1;
      for (ptrdiff_t i = 0; i < rows; i += tall)
        NET(pack)(p->a + (r + i) * p->a_row + k * p->a_column, p->a_row, p->a_column, LEAST(rows - i, tall), inner, 1,
                  left + i * inner, tall);
      const NUMBER *from = p->b + k * p->b_row;
      for (ptrdiff_t j = 0; j < p->columns; j += wide, from += wide * p->b_column) {
        const ptrdiff_t columns = LEAST(p->columns - j, wide);
        NET(pack)(from, p->b_column, p->b_row, columns, inner, p->scale, right, wide);
        for (ptrdiff_t i = 0; i < rows; i += tall) {
          NUMBER *c = p->c + (r + i) * p->stride + j;
          NET(fetch)(c + tall * p->stride, p->stride, LEAST(rows - i - tall, tall), columns);
          NET(tile)(c, p->stride, LEAST(rows - i, tall), columns, keep, left + i * inner, right, inner);
        }
      }
    }
  }
}
#undef LEAST
#undef VECTOR
