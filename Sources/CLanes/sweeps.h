// Sweeps over one large trajectory, made of tiles: its layers moved and multiplied, unit by unit, and the gradient of its
// loss, sample by sample.

/// Moves `rows` units whose outputs fit one tile.
CALLED void SWEEP(couple_tile)(const lanes_layers *theta, ptrdiff_t unit, const int rows, const int outputs,
                               const double *matrix,
                               double keep, double scale, double *product) {
  double *x[ROWS_MOST], *y[ROWS_MOST], c[TILE_MOST], image[TILE_MOST];
  UNROLL for (int r = 0; r < rows; r++) {
    x[r] = theta->first + (unit + r) * theta->stride;
    y[r] = theta->second + (unit + r) * theta->stride;
    UNROLL for (int b = 0; b < outputs; b++) c[b * rows + r] = scale * y[r][b];
  }
  SWEEP(update)(x, rows, keep, c, matrix, theta->inputs, outputs, image, theta->inputs);
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int b = 0; b < outputs; b++)
      c[b * rows + r] = y[r][b] = __builtin_fma(scale, image[b * rows + r], keep * y[r][b]);
  if (product)
    SWEEP(spread)(product, theta->inputs, outputs, c, (const double *const *)x, rows, theta->inputs);
}

INLINE void SWEEP(couple_all)(const lanes_layers *theta, const int outputs, const double *matrix, double keep,
                              double scale,
                              double *product) {
  ptrdiff_t unit = 0;
  const int rows = MOVE_ROWS(outputs);
  for (; unit + rows <= theta->units; unit += rows)
    SWEEP(couple_tile)(theta, unit, rows, outputs, matrix, keep, scale, product);
  for (; unit < theta->units; unit++) SWEEP(couple_tile)(theta, unit, 1, outputs, matrix, keep, scale, product);
}

/// Calls `body` with a number of outputs that the compiler knows and the first of them: four at a time, then single ones.
#define OUTPUT_GROUPS(total, body)             \
  do {                                         \
    ptrdiff_t b = 0;                           \
    for (; b + 4 <= (total); b += 4) body(4);  \
    for (; b < (total); b++) body(1);          \
  } while (0)

enum { SWEEP(units_near) = 4, SWEEP(outputs_most) = 64 };

/// Moves `rows` units with more outputs than a tile has: three rounds over columns that stay near.
CALLED void SWEEP(couple_rounds)(const lanes_layers *theta, ptrdiff_t unit, const int rows, const double *matrix,
                                 double keep,
                                 double scale, double *product) {
  double *x[ROWS_MOST], *y[ROWS_MOST], c[TILE_MOST], image[SWEEP(units_near) * SWEEP(outputs_most)];
  const double *const *fixed = (const double *const *)x;
  const ptrdiff_t p = theta->inputs, k = theta->outputs;
  UNROLL for (int r = 0; r < rows; r++) {
    x[r] = theta->first + (unit + r) * theta->stride;
    y[r] = theta->second + (unit + r) * theta->stride;
  }
#define COEFFICIENTS(factor, outputs)          \
  UNROLL for (int r = 0; r < rows; r++)        \
    UNROLL for (int o = 0; o < (outputs); o++) c[o * rows + r] = (factor) * y[r][b + o]
#define IMAGE(outputs) SWEEP(dots)(image + b * rows, fixed, rows, matrix + b * p, p, outputs, p)
#define UPDATE(outputs)                                                                                           \
  do {                                                                                                            \
    COEFFICIENTS(scale, outputs);                                                                                 \
    SWEEP(update)(x, rows, b == 0 ? keep : 1, c, matrix + b * p, p, outputs, 0, p);                               \
  } while (0)
#define SPREAD(outputs)                                                                                           \
  do {                                                                                                            \
    COEFFICIENTS(1, outputs);                                                                                     \
    SWEEP(spread)(product + b * p, p, outputs, c, fixed, rows, p);                                                \
  } while (0)
  OUTPUT_GROUPS(k, IMAGE);
  OUTPUT_GROUPS(k, UPDATE);
  for (int r = 0; r < rows; r++)
    for (ptrdiff_t b = 0; b < k; b++) y[r][b] = __builtin_fma(scale, image[b * rows + r], keep * y[r][b]);
  if (product) OUTPUT_GROUPS(k, SPREAD);
#undef COEFFICIENTS
#undef IMAGE
#undef UPDATE
#undef SPREAD
}

static void SWEEP(layers_couple)(const lanes_layers *theta, const double *matrix, double keep, double scale,
                                 double *product) {
  if (product) SWEEP(clear)(product, theta->inputs * theta->outputs);
  switch (theta->outputs) {
  case 1: return SWEEP(couple_all)(theta, 1, matrix, keep, scale, product);
  case 2: return SWEEP(couple_all)(theta, 2, matrix, keep, scale, product);
  case 3: return SWEEP(couple_all)(theta, 3, matrix, keep, scale, product);
  case 4: return SWEEP(couple_all)(theta, 4, matrix, keep, scale, product);
  }
  ptrdiff_t unit = 0;
  for (; unit + SWEEP(units_near) <= theta->units; unit += SWEEP(units_near))
    SWEEP(couple_rounds)(theta, unit, SWEEP(units_near), matrix, keep, scale, product);
  for (; unit < theta->units; unit++) SWEEP(couple_rounds)(theta, unit, 1, matrix, keep, scale, product);
}

CALLED void SWEEP(product_rows)(const lanes_layers *theta, ptrdiff_t unit, const int rows, double *product) {
  const double *x[ROWS_MOST];
  double c[TILE_MOST];
  const ptrdiff_t p = theta->inputs;
  UNROLL for (int r = 0; r < rows; r++) x[r] = theta->first + (unit + r) * theta->stride;
#define SPREAD(outputs)                                                                                           \
  do {                                                                                                            \
    UNROLL for (int r = 0; r < rows; r++)                                                                         \
      UNROLL for (int o = 0; o < (outputs); o++)                                                                  \
        c[o * rows + r] = theta->second[(unit + r) * theta->stride + b + o];                                        \
    SWEEP(spread)(product + b * p, p, outputs, c, x, rows, p);                                                    \
  } while (0)
  OUTPUT_GROUPS(theta->outputs, SPREAD);
#undef SPREAD
}

static void SWEEP(layers_product)(const lanes_layers *theta, double *product) {
  SWEEP(clear)(product, theta->inputs * theta->outputs);
  ptrdiff_t unit = 0;
  for (; unit + SWEEP(units_near) <= theta->units; unit += SWEEP(units_near))
    SWEEP(product_rows)(theta, unit, SWEEP(units_near), product);
  for (; unit < theta->units; unit++) SWEEP(product_rows)(theta, unit, 1, product);
}

INLINE const double *SWEEP(sample)(const lanes_samples *s, ptrdiff_t i) {
  return s->inputs + (s->indices ? s->indices[i] : i) * s->input_stride;
}

/// c[o rows + r] = the residual of sample from + r in output b + o, where c held the prediction; squares[r] += its square
INLINE void SWEEP(residuals)(const lanes_samples *s, ptrdiff_t from, const int rows, ptrdiff_t b, const int outputs,
                             double *c, double *squares) {
  UNROLL for (int r = 0; r < rows; r++) {
    const double *y = s->targets + (s->indices ? s->indices[from + r] : from + r) * s->target_stride + b;
    const double *noise = s->noise ? s->noise + (from + r) * s->output_count + b : 0;
    UNROLL for (int o = 0; o < outputs; o++) {
      double residual = (noise ? y[o] + noise[o] : y[o]) - c[o * rows + r];
      c[o * rows + r] = residual;
      squares[r] = __builtin_fma(residual, residual, squares[r]);
    }
  }
}

/// `rows` samples, a few outputs at a time.
CALLED void SWEEP(gradient_rows)(const lanes_samples *s, ptrdiff_t from, const int rows, const int outputs,
                                 const double *w,
                                 double *gradient, double *squares) {
  const double *x[ROWS_MOST];
  double c[TILE_MOST];
  UNROLL for (int r = 0; r < rows; r++) x[r] = SWEEP(sample)(s, from + r);
  ptrdiff_t b = 0, p = s->input_count;
  for (; b + outputs <= s->output_count; b += outputs) {
    SWEEP(dots)(c, x, rows, w + b * p, p, outputs, p);
    SWEEP(residuals)(s, from, rows, b, outputs, c, squares);
    SWEEP(spread)(gradient + b * p, p, outputs, c, x, rows, p);
  }
  if (outputs > 1)
    for (; b < s->output_count; b++) {
      SWEEP(dots)(c, x, rows, w + b * p, p, 1, p);
      SWEEP(residuals)(s, from, rows, b, 1, c, squares);
      SWEEP(spread)(gradient + b * p, p, 1, c, x, rows, p);
    }
}

/// All samples that fill tiles.
INLINE ptrdiff_t SWEEP(gradient_tiles)(const lanes_samples *s, ptrdiff_t from, ptrdiff_t to, const int outputs,
                                       const double *w,
                                       double *gradient, double *squares) {
  const int rows = READ_ROWS(outputs);
  ptrdiff_t i = from;
  for (; i + rows <= to; i += rows) SWEEP(gradient_rows)(s, i, rows, outputs, w, gradient, squares + ((i - from) & 7));
  return i;
}

static double SWEEP(samples_gradient)(const lanes_samples *s, ptrdiff_t from, ptrdiff_t to, const double *w,
                                      double *gradient) {
  double squares[8] = {0};
  ptrdiff_t i = from;
  SWEEP(clear)(gradient, s->input_count * s->output_count);
  if (s->output_count == 1) i = SWEEP(gradient_tiles)(s, from, to, 1, w, gradient, squares);
  else if (s->output_count == 2) i = SWEEP(gradient_tiles)(s, from, to, 2, w, gradient, squares);
  else i = SWEEP(gradient_tiles)(s, from, to, 4, w, gradient, squares);
  for (; i < to; i++) SWEEP(gradient_rows)(s, i, 1, 1, w, gradient, squares + ((i - from) & 7));
  return SWEEP(fold_one)(load8(squares));
}

static void SWEEP(add_parts)(double *sum, double scale, const double *parts, ptrdiff_t count, ptrdiff_t part_stride,
                             ptrdiff_t size) {
  for (ptrdiff_t i = 0; i < size; i += 8) {
    ptrdiff_t piece = size - i < 8 ? size - i : 8;
    real8 total = SWEEP(head)(parts + i, piece);
    for (ptrdiff_t part = 1; part < count; part++) total += SWEEP(head)(parts + part * part_stride + i, piece);
    SWEEP(store_head)(sum + i, (real8)scale * total, piece);
  }
}
