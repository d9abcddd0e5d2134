// The vector type of a variant. `real` is one element: a double, or eight of them.
#pragma once
#include "CLanes.h"
#include <stdint.h>

// One expression, one rounding an operation: only what is written as a fused multiply-add is one, on every machine.
#pragma STDC FP_CONTRACT OFF

// Vectors are passed between inlined functions only: no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

typedef double real8 __attribute__((ext_vector_type(8)));
typedef int64_t whole8 __attribute__((ext_vector_type(8)));
typedef uint64_t bits8 __attribute__((ext_vector_type(8)));
/// The same in memory, where nothing but the alignment of a double is promised.
typedef double loose8 __attribute__((ext_vector_type(8), aligned(8)));

typedef uint64_t loose8_bits __attribute__((ext_vector_type(8), aligned(8)));

#define INLINE static inline __attribute__((always_inline))

INLINE real8 load8(const double *p) { return *(const loose8 *)p; }
INLINE void store8(double *p, real8 x) { *(loose8 *)p = x; }
INLINE bits8 load8_bits(const uint64_t *p) { return *(const loose8_bits *)p; }
INLINE void store8_bits(uint64_t *p, bits8 x) { *(loose8_bits *)p = x; }
INLINE bits8 bits_of8(real8 x) { return (bits8)x; }
INLINE real8 real_of8(bits8 x) { return (real8)x; }
INLINE uint64_t bits_of1(double x) {
  uint64_t bits;
  __builtin_memcpy(&bits, &x, 8);
  return bits;
}
INLINE double real_of1(uint64_t x) {
  double real;
  __builtin_memcpy(&real, &x, 8);
  return real;
}

// The lower halves of two, the first below the second. (As a shuffle: a shift would be merged with the product that made
// the second, into a multiplication of 64 bits.)
typedef uint32_t halves16 __attribute__((ext_vector_type(16)));
INLINE uint64_t join1(uint64_t a, uint64_t b) { return (uint32_t)a | b << 32; }
INLINE bits8 join8(bits8 a, bits8 b) {
  return (bits8)__builtin_shufflevector((halves16)a, (halves16)b, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30);
}

// Entry i mod 16 of a table.
INLINE double lookup1(const double *table, uint64_t i) { return table[i & 15]; }
#ifdef WIDE_PERMUTATIONS
typedef double plain8 __attribute__((vector_size(64)));
typedef long long plain8_whole __attribute__((vector_size(64)));
INLINE real8 lookup8(const double *table, bits8 i) {
  return (real8)__builtin_ia32_vpermi2varpd512((plain8)load8(table), (plain8_whole)i, (plain8)load8(table + 8));
}
#else
INLINE real8 lookup8(const double *table, bits8 i) {
  i &= 15;
  return (real8){table[i[0]], table[i[1]], table[i[2]], table[i[3]],
                 table[i[4]], table[i[5]], table[i[6]], table[i[7]]};
}
#endif

INLINE real8 fma8(real8 a, real8 b, real8 c) { return __builtin_elementwise_fma(a, b, c); }
INLINE real8 sqrt8(real8 a) { return __builtin_elementwise_sqrt(a); }

#define PASTE3(a, b, c) a##_##b##_##c
#define NAMED(a, b, c) PASTE3(a, b, c)
