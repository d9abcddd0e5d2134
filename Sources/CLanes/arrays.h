// Elementary functions of arrays. What is left after the eights is computed as eight too, beside ones.

#define ARRAY(name, call)                                                              \
  static void NAMED(name, array, VARIANT)(const double *x, double *out, ptrdiff_t n) { \
    ptrdiff_t i = 0;                                                                   \
    for (; i + 8 <= n; i += 8) store8(out + i, call(load8(x + i)));                    \
    if (i == n) return;                                                                \
    double rest[8] = {1, 1, 1, 1, 1, 1, 1, 1};                                         \
    for (ptrdiff_t j = i; j < n; j++) rest[j - i] = x[j];                              \
    store8(rest, call(load8(rest)));                                                   \
    for (ptrdiff_t j = i; j < n; j++) out[j] = rest[j - i];                            \
  }
ARRAY(log, NAMED(log, 8, VARIANT))
ARRAY(exp, NAMED(exp, 8, VARIANT))
#undef ARRAY

static void NAMED(sinh_cosh, array, VARIANT)(const double *x, double *sinh, double *cosh, ptrdiff_t n) {
  real8 s, c;
  ptrdiff_t i = 0;
  for (; i + 8 <= n; i += 8) {
    NAMED(sinh_cosh, 8, VARIANT)(load8(x + i), &s, &c);
    store8(sinh + i, s);
    store8(cosh + i, c);
  }
  if (i == n) return;
  double rest[8] = {1, 1, 1, 1, 1, 1, 1, 1};
  for (ptrdiff_t j = i; j < n; j++) rest[j - i] = x[j];
  NAMED(sinh_cosh, 8, VARIANT)(load8(rest), &s, &c);
  for (ptrdiff_t j = i; j < n; j++) {
    sinh[j] = s[j - i];
    cosh[j] = c[j - i];
  }
}
