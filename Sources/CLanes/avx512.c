// x86-64 with AVX-512: eight doubles a register, so that an element is one register.
#if defined(__x86_64__)
#define VARIANT avx512
#define WIDE_PERMUTATIONS
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma,bmi,bmi2"))), apply_to = function)
#include "kernels.h"
#pragma clang attribute pop
#endif
