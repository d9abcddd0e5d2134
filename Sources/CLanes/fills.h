// Arrays of random numbers, from the blocks of blocks.h.

/// One number of 64 bits from every pair.
INLINE void HERE(fill)(const lanes_stream *s, uint64_t first, ptrdiff_t count, uint64_t parameter, uint64_t *out,
                       bits8 (*eight)(bits8, bits8, uint64_t), uint64_t (*one)(uint64_t, uint64_t, uint64_t)) {
  if (count <= 0) return;
  round_keys keys = HERE(keys)(s);
  uint64_t block = first >> 1;
  // The pairs of the first block that come before: they are left out.
  ptrdiff_t skipped = first & 1;
  EIGHT(words) w[4];
  if (s->lanes == 8) {
    HERE(common) c = HERE(trajectories)(s, &keys);
    uint64_t last = HERE(last_word)(s);
    for (ptrdiff_t i = -skipped; i < count; i += 8, block += 4) {
      ptrdiff_t wanted = (count - i + 1) / 2;
      HERE(blocks_of_eight)(&c, last, block, wanted, &keys, w);
      for (ptrdiff_t j = 0; j < 4 && j < wanted; j++) {
        ptrdiff_t k = i + 2 * j;
        if (k >= 0) store8_bits(out + 8 * k, eight(w[j].w0, w[j].w1, parameter));
        if (k + 1 < count) store8_bits(out + 8 * k + 8, eight(w[j].w2, w[j].w3, parameter));
      }
    }
    return;
  }
  ptrdiff_t i = 0;
  if (skipped) {
    ONE(words) v = HERE(single)(s, block++, &keys);
    out[i++] = one(v.w2, v.w3, parameter);
  }
  while (count - i > 8) {
    ptrdiff_t wanted = (count - i + 15) / 16;
    HERE(blocks_of_one)(s, block, wanted, &keys, w);
    block += 32;
    for (ptrdiff_t j = 0; j < 4 && i < count; j++, i += 16) {
      bits8 a = eight(w[j].w0, w[j].w1, parameter), b = eight(w[j].w2, w[j].w3, parameter);
      uint64_t last[16], *at = count - i >= 16 ? out + i : last;
      store8_bits(at, __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11));
      store8_bits(at + 8, __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15));
      if (at == last) __builtin_memcpy(out + i, last, (count - i) * sizeof *out);
    }
  }
  for (; i < count; i += 2, block++) {
    ONE(words) v = HERE(single)(s, block, &keys);
    out[i] = one(v.w0, v.w1, parameter);
    if (i + 1 < count) out[i + 1] = one(v.w2, v.w3, parameter);
  }
}

#define FILL(kind)                                                                                         \
  static void NAMED(fill, kind, VARIANT)(const lanes_stream *s, uint64_t first, ptrdiff_t count,           \
                                         uint64_t parameter, void *out) {                                  \
    HERE(fill)(s, first, count, parameter, out, EIGHT(kind), ONE(kind));                                   \
  }
FILL(raw)
FILL(uniform)
FILL(index)
FILL(sign)
#undef FILL

/// Entries 4 k + j of the array from entry k of the j-th of a, b, c, d.
INLINE void HERE(store_four)(real8 a, real8 b, real8 c, real8 d, double *out) {
  real8 ab = __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  real8 cd = __builtin_shufflevector(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
  store8(out, __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 2, 3, 10, 11));
  store8(out + 8, __builtin_shufflevector(ab, cd, 4, 5, 12, 13, 6, 7, 14, 15));
  ab = __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  cd = __builtin_shufflevector(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
  store8(out + 16, __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 2, 3, 10, 11));
  store8(out + 24, __builtin_shufflevector(ab, cd, 4, 5, 12, 13, 6, 7, 14, 15));
}

/// Two numbers from every pair.
static void NAMED(fill, normal, VARIANT)(const lanes_stream *s, uint64_t first, ptrdiff_t count, double deviation,
                                         double *out) {
  if (count <= 0) return;
  round_keys keys = HERE(keys)(s);
  uint64_t block = first >> 1;
  ptrdiff_t skipped = first & 1;
  EIGHT(words) w[4];
  if (s->lanes == 8) {
    HERE(common) c = HERE(trajectories)(s, &keys);
    uint64_t last = HERE(last_word)(s);
    for (ptrdiff_t i = -2 * skipped; i < count; i += 16, block += 4) {
      HERE(blocks_of_eight)(&c, last, block, (count - i + 3) / 4, &keys, w);
      // Pair after pair, each two words of the four blocks. In two loops: a square root takes long, and wants to start
      // before its turn.
      const bits8 *word = &w[0].w0;
      real8 squares[8], x, y;
      ptrdiff_t pairs = (count - i + 1) / 2;
      for (int j = 0; j < 8 && j < pairs; j++) squares[j] = EIGHT(square)(word[2 * j]);
      for (int j = i < 0; j < 8 && j < pairs; j++) {
        EIGHT(normals)(squares[j], word[2 * j + 1], deviation, &x, &y);
        double *at = out + 8 * (i + 2 * j);
        store8(at, x);
        if (i + 2 * j + 1 < count) store8(at + 8, y);
      }
    }
    return;
  }
  ptrdiff_t i = 0;
  double x, y;
  if (skipped) {
    ONE(words) v = HERE(single)(s, block++, &keys);
    ONE(normals)(ONE(square)(v.w2), v.w3, deviation, &x, &y);
    out[i++] = x;
    if (i < count) out[i++] = y;
  }
  while (count - i > 8) {
    HERE(blocks_of_one)(s, block, (count - i + 31) / 32, &keys, w);
    block += 32;
    real8 squares[8];
    ptrdiff_t pairs = (count - i + 31) / 32 * 2;
    const bits8 *word = &w[0].w0;
    for (int j = 0; j < 8 && j < pairs; j++) squares[j] = EIGHT(square)(word[2 * j]);
    for (ptrdiff_t j = 0; j < 4 && i < count; j++, i += 32) {
      real8 a, b, c, d;
      EIGHT(normals)(squares[2 * j], w[j].w1, deviation, &a, &b);
      EIGHT(normals)(squares[2 * j + 1], w[j].w3, deviation, &c, &d);
      double last[32], *at = count - i >= 32 ? out + i : last;
      HERE(store_four)(a, b, c, d, at);
      if (at == last) __builtin_memcpy(out + i, last, (count - i) * sizeof *out);
    }
  }
  for (; i < count; i += 4, block++) {
    ONE(words) v = HERE(single)(s, block, &keys);
    ONE(normals)(ONE(square)(v.w0), v.w1, deviation, &x, &y);
    out[i] = x;
    if (i + 1 < count) out[i + 1] = y;
    if (i + 2 >= count) return;
    ONE(normals)(ONE(square)(v.w2), v.w3, deviation, &x, &y);
    out[i + 2] = x;
    if (i + 3 < count) out[i + 3] = y;
  }
}

static void NAMED(fill, index_steps, VARIANT)(const lanes_stream *s, uint64_t first, ptrdiff_t count,
                                              uint64_t bound, void *out) {
  HERE(four) f = HERE(four_steps)(s);
  EIGHT(words) w[4];
  uint64_t *to = out, block = first >> 1;
  for (ptrdiff_t i = -(ptrdiff_t)(first & 1); i < count; i += 2, block++) {
    HERE(blocks_of_four_steps)(&f, block, w);
    for (int j = 0; j < 4; j++) {
      uint64_t *at = to + 8 * (j * count + i);
      if (i >= 0) store8_bits(at, EIGHT(index)(w[j].w0, w[j].w1, bound));
      if (i + 1 < count) store8_bits(at + 8, EIGHT(index)(w[j].w2, w[j].w3, bound));
    }
  }
}

static void NAMED(fill, normal_steps, VARIANT)(const lanes_stream *s, uint64_t first, ptrdiff_t count,
                                               double deviation, double *out) {
  HERE(four) f = HERE(four_steps)(s);
  EIGHT(words) w[4];
  uint64_t block = first >> 1;
  for (ptrdiff_t i = -2 * (ptrdiff_t)(first & 1); i < count; i += 4, block++) {
    HERE(blocks_of_four_steps)(&f, block, w);
    const bits8 *word = &w[0].w0;
    real8 squares[8], x, y;
    int from = i < 0, pairs = i + 2 < count ? 2 : 1;
    for (int pair = from; pair < pairs; pair++)
#pragma clang loop unroll(full)
      for (int j = 0; j < 4; j++) squares[pair * 4 + j] = EIGHT(square)(word[4 * j + 2 * pair]);
    for (int pair = from; pair < pairs; pair++)
#pragma clang loop unroll(full)
      for (int j = 0; j < 4; j++) {
        EIGHT(normals)(squares[pair * 4 + j], word[4 * j + 2 * pair + 1], deviation, &x, &y);
        double *place = out + 8 * (j * count + i + 2 * pair);
        store8(place, x);
        if (i + 2 * pair + 1 < count) store8(place + 8, y);
      }
  }
}
