// The functions of one instruction set.
#pragma once
#include "CLanes.h"

/// The keys of Philox's ten rounds.
typedef struct {
  uint64_t k0[10], k1[10];
} round_keys;

typedef struct {
  const char *name;
  void (*product1)(const lanes_matrix *, double, double, const lanes_matrix *, const lanes_matrix *);
  void (*product8)(const lanes_matrix *, double, double, const lanes_matrix *, const lanes_matrix *);
  void (*couple1)(double *, ptrdiff_t, const lanes_matrix *, double, double);
  void (*couple8)(double *, ptrdiff_t, const lanes_matrix *, double, double);
  void (*batch1)(const lanes_batch *, const double *, double *);
  void (*batch8)(const lanes_batch *, const double *, double *);
  void (*batch_step1)(const lanes_batch *, double *, ptrdiff_t, ptrdiff_t, double, double, double *, double *);
  void (*batch_step8)(const lanes_batch *, double *, ptrdiff_t, ptrdiff_t, double, double, double *, double *);
  void (*moments1)(const lanes_moments *);
  void (*moments8)(const lanes_moments *);
  void (*moment_step1)(const lanes_moments *, double *, ptrdiff_t, double);
  void (*moment_step8)(const lanes_moments *, double *, ptrdiff_t, double);
  void (*combine)(double *, double, const double *, double, const double *, ptrdiff_t);
  void (*scale)(double *, double, ptrdiff_t);
  lanes_spectra spectra;
  lanes_functions functions;
  void (*repel1)(const lanes_repulsion *, const double *, double *, double *);
  void (*repel8)(const lanes_repulsion *, const double *, double *, double *);
  void (*push1)(const lanes_multiplicative *, double *, const double *);
  void (*push8)(const lanes_multiplicative *, double *, const double *);
  void (*multiplicative_steps)(const lanes_multiplicative *, const lanes_stream *, ptrdiff_t, double *);
  void (*layers_couple)(const lanes_layers *, const double *, double, double, double *);
  void (*layers_product)(const lanes_layers *, double *);
  double (*samples_gradient)(const lanes_samples *, ptrdiff_t, ptrdiff_t, const double *, double *);
  void (*add_parts)(double *, double, const double *, ptrdiff_t, ptrdiff_t, ptrdiff_t);
  double (*reduce)(const double *, ptrdiff_t, ptrdiff_t, ptrdiff_t, double *, double *, double *);
  void (*reduced_values1)(double *, double *, ptrdiff_t, const double *, double *);
  void (*reduced_values8)(double *, double *, ptrdiff_t, const double *, double *);
  const lanes_network32 *network32;
  const lanes_network64 *network64;
} lanes_variant;

extern const lanes_variant lanes_portable;
#if defined(__x86_64__)
extern const lanes_variant lanes_avx2;
extern const lanes_variant lanes_avx512;
#endif
extern const lanes_variant *lanes_chosen;
