// Sums of arrays, entry by entry: y = a y + b x and y = a x + b z. The same two roundings for every entry, so that neither
// the number of lanes nor the place in the array matters. Bound by memory.

static void NAMED(combine, flat, VARIANT)(
    double *y, double a, const double *x, double b, const double *z, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + 8 <= count; i += 8) store8(y + i, fma8((real8)a, load8(x + i), (real8)b * load8(z + i)));
  for (; i < count; i++) y[i] = __builtin_fma(a, x[i], b * z[i]);
}

static void NAMED(scale, flat, VARIANT)(double *y, double a, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + 8 <= count; i += 8) store8(y + i, (real8)a * load8(y + i));
  for (; i < count; i++) y[i] *= a;
}
