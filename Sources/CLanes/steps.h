// A whole step of a small network: the gradient at the old theta, and theta coupled by it. With few inputs and outputs all
// that lies between stays in registers. The bits are those of the pieces one after another.

#define SHAPES(P) SHAPE(P, 1) SHAPE(P, 2)
#define ALL_SHAPES SHAPES(1) SHAPES(2) SHAPES(3) SHAPES(4) SHAPES(5) SHAPES(6) SHAPES(7) SHAPES(8)

#define SHAPE(P, K)                                    \
  case P * 8 + K: {                                    \
    real w[P * K], g[P * K];                           \
    FN(moments)(t, P, K, w, g);                        \
    FN(couple_columns)(theta, columns, g, P, K, keep); \
    return;                                            \
  }

/// k <= 8
static void FN(moment_step)(const lanes_moments *t, double *theta, ptrdiff_t columns, double keep) {
  if (t->inputs <= 8 && t->outputs <= 2) switch (t->inputs * 8 + t->outputs) { ALL_SHAPES }
  FN(moment_gradient)(t);
  lanes_matrix r = {t->gradient, t->inputs, t->outputs, 1, t->inputs, 0};
  FN(couple)(theta, columns, &r, 1, keep);
}
#undef SHAPE

#define SHAPE(P, K)                                                                      \
  case P * 8 + K: {                                                                      \
    real weights[P * K], sum[P * K], r[P * K];                                           \
    FN(layer_product)(theta, width, P, K, weights);                                      \
    for (int i = 0; i < P * K; i++) weights[i] = -weights[i];                            \
    FN(batch)(t, P, K, weights, sum);                                                    \
    for (int a = 0; a < P; a++)                                                          \
      for (int b = 0; b < K; b++) r[a * K + b] = (real)scale * sum[b * P + a];           \
    FN(couple_columns)(theta, columns, r, P, K, keep);                                   \
    return;                                                                              \
  }

/// k <= 8
static void FN(batch_step)(const lanes_batch *t, double *theta, ptrdiff_t width, ptrdiff_t columns, double scale,
                           double keep, double *w, double *g) {
  ptrdiff_t p = t->inputs, k = t->outputs;
  if (p <= 8 && k <= 2) switch (p * 8 + k) { ALL_SHAPES }
  lanes_matrix product = {w, p, k, 1, p, 0}, first = {theta, p, width, 1, p + k, 0},
               second = {theta + p * LANES, width, k, p + k, 1, 0}, gradient = {g, p, k, 1, p, 0};
  FN(product)(&product, 0, 1, &first, &second);
  FN(batch_gradient)(t, w, g);
  FN(couple)(theta, columns, &gradient, scale, keep);
}
#undef SHAPE
#undef SHAPES
#undef ALL_SHAPES
