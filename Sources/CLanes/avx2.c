// x86-64 since 2013: four doubles a register.
#if defined(__x86_64__)
#define VARIANT avx2
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2"))), apply_to = function)
#include "kernels.h"
#pragma clang attribute pop
#endif
