// x86-64 since 2013: four doubles a register.
#if defined(__x86_64__)
#include <immintrin.h>
#define VARIANT avx2
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2"))), apply_to = function)
#include "vector.h"
// The first `count` of eight entries.
INLINE __m256i head_mask(ptrdiff_t count) {
  return _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_set_epi64x(3, 2, 1, 0));
}
INLINE real8 load_head(const double *p, ptrdiff_t count) {
  return __builtin_shufflevector(_mm256_maskload_pd(p, head_mask(count)), _mm256_maskload_pd(p + 4, head_mask(count - 4)),
                                 0, 1, 2, 3, 4, 5, 6, 7);
}
INLINE void store_head(double *p, real8 x, ptrdiff_t count) {
  _mm256_maskstore_pd(p, head_mask(count), x.lo);
  _mm256_maskstore_pd(p + 4, head_mask(count - 4), x.hi);
}
#define LOAD_HEAD load_head
#define STORE_HEAD store_head
#include "kernels.h"
#pragma clang attribute pop
#endif
