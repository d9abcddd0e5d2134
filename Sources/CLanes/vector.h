// The vector type of a variant. `real` is one element: a double, or eight of them.
#pragma once
#include "CLanes.h"
#include <stdint.h>

// Vectors are passed between inlined functions only: no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

typedef double real8 __attribute__((ext_vector_type(8)));
typedef int64_t whole8 __attribute__((ext_vector_type(8)));
typedef uint64_t bits8 __attribute__((ext_vector_type(8)));
/// The same in memory, where nothing but the alignment of a double is promised.
typedef double loose8 __attribute__((ext_vector_type(8), aligned(8)));

#define INLINE static inline __attribute__((always_inline))

INLINE real8 load8(const double *p) { return *(const loose8 *)p; }
INLINE void store8(double *p, real8 x) { *(loose8 *)p = x; }
INLINE real8 fma8(real8 a, real8 b, real8 c) { return __builtin_elementwise_fma(a, b, c); }
INLINE real8 sqrt8(real8 a) { return __builtin_elementwise_sqrt(a); }

#define PASTE3(a, b, c) a##_##b##_##c
#define NAMED(a, b, c) PASTE3(a, b, c)
