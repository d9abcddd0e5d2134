// The gradient of a minibatch in function space, g = scale sum_b x_b (y_b + noise_b - W^T x_b)^T: one pass over the
// samples of a step. In eight lanes every trajectory has samples of its own: a sample is one row of memory, [x, y] padded
// to whole cache lines, so eight rows are eight loads and a transposition, not a gather of every number.

#if LANES == 8
/// Numbers 8 c .. 8 c + 7 of the samples of all lanes: column i of out holds number 8 c + i.
INLINE void FN(samples)(real *out, const double *rows, ptrdiff_t stride, const int64_t *index, ptrdiff_t offset) {
  real8 a[8], b[8], c[8];
  for (int i = 0; i < 8; i++) a[i] = load8(rows + index[i] * stride + offset);
  for (int i = 0; i < 8; i += 2) {
    b[i] = __builtin_shufflevector(a[i], a[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    b[i + 1] = __builtin_shufflevector(a[i], a[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int h = 0; h < 8; h += 4)
    for (int i = h; i < h + 2; i++) {
      c[i] = __builtin_shufflevector(b[i], b[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      c[i + 2] = __builtin_shufflevector(b[i], b[i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; i++) {
    out[i] = __builtin_shufflevector(c[i], c[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    out[i + 4] = __builtin_shufflevector(c[i], c[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}
#endif

/// sum = g at -weights, column after column.
INLINE void FN(batch)(
    const lanes_batch *t, const ptrdiff_t p, const ptrdiff_t k, const real *weights, real *sum) {
  const ptrdiff_t numbers = p + k;
  real sample[(numbers + 7) / 8 * 8];
  for (ptrdiff_t i = 0; i < p * k; i++) sum[i] = 0;
  for (ptrdiff_t b = 0; b < t->size; b++) {
    if (t->indices) {
#if LANES == 8
      for (ptrdiff_t c = 0; c < numbers; c += 8)
        FN(samples)(sample + c, t->samples, t->stride, t->indices + b * LANES, c);
#else
      for (ptrdiff_t i = 0; i < numbers; i++) sample[i] = t->samples[t->indices[b] * t->stride + i];
#endif
    } else {
      for (ptrdiff_t i = 0; i < numbers; i++) sample[i] = (real)(t->samples[b * t->stride + i]);
    }
    for (ptrdiff_t j = 0; j < k; j++) {
      real residual = sample[p + j];
      if (t->noise) residual = residual + LOAD(t->noise + (b * k + j) * LANES);
      for (ptrdiff_t i = 0; i < p; i++) residual = FMA(weights[j * p + i], sample[i], residual);
      for (ptrdiff_t i = 0; i < p; i++) sum[j * p + i] = FMA(sample[i], residual, sum[j * p + i]);
    }
  }
  for (ptrdiff_t i = 0; i < p * k; i++) sum[i] = (real)t->scale * sum[i];
}

INLINE void FN(batch_at)(
    const lanes_batch *t, const double *w, double *g, const ptrdiff_t p, const ptrdiff_t k, real *weights,
    real *sum) {
  for (ptrdiff_t i = 0; i < p * k; i++) weights[i] = -LOAD(w + i * LANES);
  FN(batch)(t, p, k, weights, sum);
  for (ptrdiff_t i = 0; i < p * k; i++) STORE(g + i * LANES, sum[i]);
}

#define SHAPE(P, K)                                        \
  case P * 8 + K: {                                        \
    real weights[P * K], sum[P * K];                       \
    FN(batch_at)(t, w, g, P, K, weights, sum);             \
    return;                                                \
  }
#define SHAPES(P) SHAPE(P, 1) SHAPE(P, 2) SHAPE(P, 3)

static void FN(batch_gradient)(const lanes_batch *t, const double *w, double *g) {
  if (t->inputs <= 8 && t->outputs <= 3) switch (t->inputs * 8 + t->outputs) {
      SHAPES(1) SHAPES(2) SHAPES(3) SHAPES(4) SHAPES(5) SHAPES(6) SHAPES(7) SHAPES(8)
    }
  real weights[t->inputs * t->outputs], sum[t->inputs * t->outputs];
  FN(batch_at)(t, w, g, t->inputs, t->outputs, weights, sum);
}
#undef SHAPE
#undef SHAPES
