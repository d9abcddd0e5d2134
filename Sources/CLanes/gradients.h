// The gradient in function space from the moments of the samples, with its noise: g = a (b - H W1 W2) + c N. One pass over
// theta for the product W = W1 W2, which stays in registers with small p and k; H and b are the same in all lanes.

/// w = W1 W2, column after column.
INLINE void FN(layer_product)(const double *theta, ptrdiff_t width, const ptrdiff_t p, const ptrdiff_t k, real *w) {
  for (ptrdiff_t i = 0; i < p * k; i++) w[i] = 0;
  const double *column = theta;
  for (ptrdiff_t unit = 0; unit < width; unit++, column += (p + k) * LANES)
    for (ptrdiff_t j = 0; j < k; j++) {
      real second = LOAD(column + (p + j) * LANES);
      for (ptrdiff_t i = 0; i < p; i++) w[j * p + i] = FMA(LOAD(column + i * LANES), second, w[j * p + i]);
    }
}

/// w = W1 W2, column after column, and g, row after row.
INLINE void FN(moments)(const lanes_moments *t, const ptrdiff_t p, const ptrdiff_t k, real *w, real *gradient) {
  FN(layer_product)(t->theta, t->width, p, k, w);
  for (ptrdiff_t j = 0; j < k; j++)
    for (ptrdiff_t i = 0; i < p; i++) {
      real sum = 0;
      for (ptrdiff_t m = 0; m < p; m++) sum = FMA((real)t->h[i + m * p], w[j * p + m], sum);
      gradient[i * k + j] = (real)t->drift * ((real)t->b[j * p + i] - sum);
    }
  if (!t->noise) return;
  for (ptrdiff_t j = 0; j < k; j++)
    for (ptrdiff_t i = 0; i < p; i++) {
      real noise = LOAD(t->noise + (j * p + i) * LANES);
      gradient[i * k + j] = FMA((real)t->diffusion, noise, gradient[i * k + j]);
    }
}

INLINE void FN(store_gradient)(const lanes_moments *t, const ptrdiff_t p, const ptrdiff_t k, const real *gradient) {
  for (ptrdiff_t j = 0; j < k; j++)
    for (ptrdiff_t i = 0; i < p; i++) STORE(t->gradient + (j * p + i) * LANES, gradient[i * k + j]);
}

#define SHAPE(P, K)                    \
  case P * 8 + K: {                    \
    real w[P * K], g[P * K];           \
    FN(moments)(t, P, K, w, g);        \
    FN(store_gradient)(t, P, K, g);    \
    return;                            \
  }
#define SHAPES(P) SHAPE(P, 1) SHAPE(P, 2) SHAPE(P, 3)

static void FN(moment_gradient)(const lanes_moments *t) {
  if (t->inputs <= 8 && t->outputs <= 3) switch (t->inputs * 8 + t->outputs) {
      SHAPES(1) SHAPES(2) SHAPES(3) SHAPES(4) SHAPES(5) SHAPES(6) SHAPES(7) SHAPES(8)
    }
  real w[t->inputs * t->outputs], g[t->inputs * t->outputs];
  FN(moments)(t, t->inputs, t->outputs, w, g);
  FN(store_gradient)(t, t->inputs, t->outputs, g);
}
#undef SHAPE
#undef SHAPES
