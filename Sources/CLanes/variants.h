// The functions of one instruction set.
#pragma once
#include "CLanes.h"

typedef struct {
  const char *name;
  void (*product1)(lanes_matrix, double, double, lanes_matrix, lanes_matrix);
  void (*product8)(lanes_matrix, double, double, lanes_matrix, lanes_matrix);
  void (*layers_couple)(lanes_layers, const double *, double, double, double *);
  void (*layers_product)(lanes_layers, double *);
  double (*samples_gradient)(lanes_samples, ptrdiff_t, ptrdiff_t, const double *, double *);
  void (*add_parts)(double *, double, const double *, ptrdiff_t, ptrdiff_t, ptrdiff_t);
} lanes_variant;

extern const lanes_variant lanes_portable;
#if defined(__x86_64__)
extern const lanes_variant lanes_avx2;
extern const lanes_variant lanes_avx512;
#endif
extern const lanes_variant *lanes_chosen;
