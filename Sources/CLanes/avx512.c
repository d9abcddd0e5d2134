// x86-64 with AVX-512: eight doubles a register, so that an element is one register.
#if defined(__x86_64__)
#include <immintrin.h>
#define VARIANT avx512
#define WIDE_PERMUTATIONS
#define WIDE_REGISTERS
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma,bmi,bmi2"))), apply_to = function)
#include "vector.h"
// The first `count` of eight entries.
INLINE real8 load_head(const double *p, ptrdiff_t count) { return _mm512_maskz_loadu_pd((1 << count) - 1, p); }
INLINE void store_head(double *p, real8 x, ptrdiff_t count) { _mm512_mask_storeu_pd(p, (1 << count) - 1, x); }
INLINE __m512 load_head_f32(const float *p, ptrdiff_t count) {
  return _mm512_maskz_loadu_ps((__mmask16)((1 << count) - 1), p);
}
#define LOAD_HEAD load_head
#define LOAD_HEAD_F32 load_head_f32
#define STORE_HEAD store_head
#include "kernels.h"
#pragma clang attribute pop
#endif
