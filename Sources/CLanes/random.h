// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011), and what is made of a pair of its words.
//
// A word stands in the low half of 64 bits. The high half holds what a product left there, until somebody needs the
// word alone: the multiplier looks at low halves only.

typedef struct {
  bitsOf w0, w1, w2, w3;
} FN(words);

#define LOW(x) ((x) & 0xffffffffu)

INLINE FN(words) FN(round)(FN(words) c, uint64_t key0, uint64_t key1) {
  bitsOf even = LOW(c.w0) * 0xD2511F53u, odd = LOW(c.w2) * 0xCD9E8D57u;
  return (FN(words)){(odd >> 32) ^ c.w1 ^ key0, odd, (even >> 32) ^ c.w3 ^ key1, even};
}

/// Rounds `from`...9. The keys of all rounds are given.
INLINE FN(words) FN(rounds)(FN(words) c, int from, const round_keys *keys) {
#pragma clang loop unroll(full)
  for (int i = from; i < 10; i++) c = FN(round)(c, keys->k0[i], keys->k1[i]);
  return c;
}

/// A pair as 64 bits.
INLINE bitsOf FN(raw)(bitsOf first, bitsOf second, uint64_t unused) { return JOIN(first, second); }

/// (m + 1/2) / 2^52 with the pair's upper 52 bits m.
INLINE bitsOf FN(uniform)(bitsOf first, bitsOf second, uint64_t unused) {
  bitsOf one = 0x3ff0000000000000u | JOIN(first, second) >> 12;
  return BITS(REAL(one) - 0x1.fffffffffffffp-1);
}

/// The upper 64 bits of the pair's product with a bound below 2^32.
INLINE bitsOf FN(index)(bitsOf first, bitsOf second, uint64_t bound) {
  return (LOW(second) * bound + (LOW(first) * bound >> 32)) >> 32;
}

/// The deviation, negative if the pair's uppermost bit is set.
INLINE bitsOf FN(sign)(bitsOf first, bitsOf second, uint64_t deviation) {
  return deviation ^ (JOIN(first, second) & 0x8000000000000000u);
}

/// The square of the radius of two normal numbers, -2 log((first + 1/2) / 2^32), with a relative error of 2e-14.
INLINE real FN(square)(bitsOf first) {
  // u = 2^e (1 + r) / c, with 1/c from the table. Where u comes close to one, e = 0 and c = 1, so that nothing cancels.
  real u = REAL(LOW(first) | 0x4130000000000000u) - 0x1.fffffffffffffp19;
  real e, m;
  FN(split)(u, &e, &m);
  bitsOf cell = BITS(m) >> 48;
  real r = FMA(m, LOOKUP(log_reciprocal, cell), (real)-1.0);
  real s = (real)radius_series[7];
#pragma clang loop unroll(full)
  for (int i = 6; i >= 0; i--) s = FMA(s, r, (real)radius_series[i]);
  return FMA(s, r, FMA(e, (real)-0x1.62e42fefa39efp+0, LOOKUP(radius_table, cell)));
}

/// Two independent normal numbers, radius * cos and radius * sin of 2 pi second / 2^32. Each is right to 2e-14 of the
/// radius.
INLINE void FN(normals)(real square, bitsOf second, double deviation, real *cosine, real *sine) {
  real radius = SQRT(square);
  // The angle is (direction + 1/2) pi/8 + x pi/16 with -1 <= x < 1, exactly.
  real x = REAL((second & 0x0fffffffu) | 0x4180000000000000u) - (0x1p25 + 1);
  bitsOf direction = second >> 28;
  real y = x * x;
  real sin_x = (real)sine_series[3], cos_x = (real)cosine_series[4];
#pragma clang loop unroll(full)
  for (int i = 2; i >= 0; i--) sin_x = FMA(sin_x, y, (real)sine_series[i]);
#pragma clang loop unroll(full)
  for (int i = 3; i >= 0; i--) cos_x = FMA(cos_x, y, (real)cosine_series[i]);
  sin_x = sin_x * x;
  real c = LOOKUP(direction_cosine, direction), d = LOOKUP(direction_sine, direction);
  *cosine = radius * FMA(c, cos_x, -(d * sin_x));
  *sine = radius * FMA(d, cos_x, c * sin_x);
  *cosine = *cosine * deviation;
  *sine = *sine * deviation;
}
#undef LOW
