// Elementary functions of an element. No branches: every argument takes the same path.

#define CHOOSE(condition, a, b) ((condition) ? (real)(a) : (real)(b))

/// x = 2^e m with 3/4 <= m < 3/2, for x positive and normal.
INLINE void FN(split)(real x, real *e, real *m) {
#if defined(WIDE_PERMUTATIONS) && LANES == 8
  *m = (real8)__builtin_ia32_getmantpd512_mask((plain8)x, 3, (plain8)x, 0xff, 4);
  *e = (real8)__builtin_ia32_getexppd512_mask((plain8)(x * 0x1.5555555555555p0), (plain8)x, 0xff, 4);
#else
  // 3/4 has the bits 0x3fe8...: above it 2^e comes out of the exponent as e + 1024.
  bitsOf shifted = BITS(x) + 0x0018000000000000u;
  *e = REAL(shifted >> 52 | 0x4330000000000000u) - (0x1p52 + 1024);
  *m = REAL(BITS(x) - ((shifted & 0xfff0000000000000u) - 0x4000000000000000u));
#endif
}

/// log x, within 0.6 units of the last place.
INLINE real FN(log)(real x) {
  real e, m;
  real normal = CHOOSE(x < 0x1p-1022, x * 0x1p54, x);
  FN(split)(normal, &e, &m);
  e = CHOOSE(x < 0x1p-1022, e - 54, e);
  bitsOf cell = BITS(m) >> 48;
  real c = LOOKUP(log_reciprocal, cell);
  // m/c = p + p_rest exactly, and 1 + r = p.
  real p = m * c;
  real p_rest = FMA(m, c, -p);
  real r = p - 1;
  real series = (real)log_series[9];
#pragma clang loop unroll(full)
  for (int i = 8; i >= 0; i--) series = FMA(series, r, (real)log_series[i]);
  // The large part of e log 2 + log c has no rounding error, being a multiple of 2^-42.
  real large = FMA(e, (real)0x1.62e42fefa3800p-1, LOOKUP(log_high, cell));
  real small = FMA(e, (real)0x1.ef35793c76730p-45, LOOKUP(log_low, cell));
  real sum = large + r;
  real rest = (large - sum) + r;
  rest = rest + (small + FMA(-p_rest, r, p_rest));
  real answer = sum + FMA(r * r, series, rest);
  answer = CHOOSE(x > 0, answer, CHOOSE(x == 0, -__builtin_inf(), __builtin_nan("")));
  return CHOOSE(x == __builtin_inf(), x, answer);
}

/// The parts of e^x = 2^(n/16) e^r with |r| <= log 2 / 32 (and a hair), for |x| <= 2000: n + 1.5 * 2^52, whose lower
/// bits are n, and r.
INLINE real FN(reduce)(real x, real *r) {
  real shifted = FMA(x, (real)0x1.71547652b82fep+4, (real)0x1.8p52);
  real n = shifted - 0x1.8p52;
  // The first difference is exact, since the larger part of log 2 / 16 has 34 bits.
  *r = FMA(-n, (real)0x1.1cf79abc9e3b4p-40, FMA(-n, (real)0x1.62e42fef80000p-5, x));
  return shifted;
}

/// 2^k from k + 1.5 * 2^52, for a normal answer.
INLINE real FN(power)(real shifted_k) { return REAL((BITS(shifted_k) + 1023) << 52); }

/// cosh r - 1 and sinh r.
INLINE void FN(small_hyperbolic)(real r, real *even, real *odd) {
  real y = r * r;
  real c = (real)cosh_series[3], s = (real)sinh_series[2];
#pragma clang loop unroll(full)
  for (int i = 2; i >= 0; i--) c = FMA(c, y, (real)cosh_series[i]);
#pragma clang loop unroll(full)
  for (int i = 1; i >= 0; i--) s = FMA(s, y, (real)sinh_series[i]);
  *even = y * c;
  *odd = FMA(y * s, r, r);
}

/// e^x, within 0.6 units of the last place, one unit where the answer is subnormal.
INLINE real FN(exp)(real x) {
  real r, even, odd;
  real within = CHOOSE(x > 720, 720, CHOOSE(x < -760, -760, x));
  real n = FN(reduce)(within, &r);
  FN(small_hyperbolic)(r, &even, &odd);
  bitsOf k = BITS(n);
  real t = LOOKUP(power_high, k);
  real answer = t + FMA(t, odd + even, LOOKUP(power_low, k));
  // 2^(n / 16) in two factors, so that overflow and subnormal answers come of themselves.
  real whole = FLOOR((n - 0x1.8p52) * 0x1p-4), half = FLOOR(whole * 0.5);
  answer = answer * FN(power)(half + 0x1.8p52) * FN(power)(whole - half + 0x1.8p52);
  return CHOOSE(x == x, answer, x);
}

/// sinh x within 1.6 units of the last place, cosh x within 0.6.
INLINE void FN(sinh_cosh)(real x, real *sinh, real *cosh) {
  real r, even, odd;
  real size = REAL(BITS(x) & 0x7fffffffffffffffu);
  real within = CHOOSE(size > 720, 720, size);
  real n = FN(reduce)(within, &r);
  FN(small_hyperbolic)(r, &even, &odd);
  // P = 2^(n/16) / 2 and Q = 2^(-n/16) / 2, both 2^-64 times that where they would overflow.
  n = n - 0x1.8p52;
  real guard = CHOOSE(within > 700, 64, 0), whole = FLOOR(n * 0x1p-4), opposite = FLOOR(n * -0x1p-4);
  real up = FN(power)(whole - 1 - guard + 0x1.8p52);
  // Beyond e^-700 Q is lost beside P in any case.
  real down = FN(power)(CHOOSE(opposite < -1000, -1000, opposite) - 1 + 0x1.8p52);
  bitsOf k = BITS(n + 0x1.8p52), l = BITS(0x1.8p52 - n);
  real p = LOOKUP(power_high, k) * up, p_rest = LOOKUP(power_low, k) * up;
  real q = LOOKUP(power_high, l) * down, q_rest = LOOKUP(power_low, l) * down;
  // P - Q and P + Q with their rounding errors; P >= Q.
  real difference = p - q, difference_rest = ((p - difference) - q) + (p_rest - q_rest);
  real sum = p + q, sum_rest = ((p - sum) + q) + (p_rest + q_rest);
  // The addition theorem: sinh(n log 2 / 16 + r), and cosh.
  real s = difference + FMA(sum, odd, FMA(difference, even, difference_rest));
  real c = sum + FMA(difference, odd, FMA(sum, even, sum_rest));
  real last = CHOOSE(within > 700, 0x1p64, 1);
  s = REAL(BITS(s * last) | (BITS(x) & 0x8000000000000000u));
  *sinh = CHOOSE(x == x, s, x);
  *cosh = CHOOSE(x == x, c * last, x);
}
#undef CHOOSE
