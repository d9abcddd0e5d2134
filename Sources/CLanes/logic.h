// Decisions lane by lane: a mask is a whole number a lane, all bits set for yes. One name serves one double
// and eight.
#pragma once
#include "vector.h"

// Only the fused multiply-adds that are written are fused: the compiler adds none, on no machine.
#pragma clang fp contract(off)


#define OVERLOADED INLINE __attribute__((overloadable))

OVERLOADED int64_t less(double a, double b) { return -(int64_t)(a < b); }
OVERLOADED whole8 less(real8 a, real8 b) { return (whole8)(a < b); }

OVERLOADED double select(int64_t yes, double a, double b) { return yes ? a : b; }
OVERLOADED real8 select(whole8 yes, real8 a, real8 b) { return (real8)((yes & (whole8)a) | (~yes & (whole8)b)); }

OVERLOADED int any(int64_t yes) { return yes != 0; }
OVERLOADED int any(whole8 yes) { return __builtin_reduce_or(yes) != 0; }

OVERLOADED uint64_t bits(double a) {
  uint64_t b;
  __builtin_memcpy(&b, &a, sizeof b);
  return b;
}
OVERLOADED bits8 bits(real8 a) { return (bits8)a; }

OVERLOADED double number(uint64_t b) {
  double a;
  __builtin_memcpy(&a, &b, sizeof a);
  return a;
}
OVERLOADED real8 number(bits8 b) { return (real8)b; }

OVERLOADED int64_t asMask(uint64_t b) { return (int64_t)b; }
OVERLOADED whole8 asMask(bits8 b) { return (whole8)b; }

/// The larger; b if they cannot be compared.
#define LARGER(a, b) select(less(b, a), a, b)
#define SMALLER(a, b) select(less(a, b), a, b)
#define SQRT(a) __builtin_elementwise_sqrt(a)
#define SIZE(a) __builtin_elementwise_abs(a)
#define WITH_SIGN(a, b) __builtin_elementwise_copysign(a, b)

OVERLOADED int64_t same(double a, double b) { return -(int64_t)(a == b); }
OVERLOADED whole8 same(real8 a, real8 b) { return (whole8)(a == b); }

/// The longest short side of a matrix whose spectrum is asked for, and the rows of it that are worked on at a time.
#define SIDE LANES_LARGEST_SIDE
#define ROWS 64
