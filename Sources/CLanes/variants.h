// The functions of one instruction set.
#pragma once
#include "CLanes.h"

/// The keys of Philox's ten rounds.
typedef struct {
  uint64_t k0[10], k1[10];
} round_keys;

typedef struct {
  const char *name;
  void (*product1)(lanes_matrix, double, double, lanes_matrix, lanes_matrix);
  void (*product8)(lanes_matrix, double, double, lanes_matrix, lanes_matrix);
  lanes_functions functions;
} lanes_variant;

extern const lanes_variant lanes_portable;
#if defined(__x86_64__)
extern const lanes_variant lanes_avx2;
extern const lanes_variant lanes_avx512;
#endif
extern const lanes_variant *lanes_chosen;
