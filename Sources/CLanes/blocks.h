// Blocks of random words: of eight trajectories, of one, and of four steps.
//
// Eight trajectories share everything in the counter but the trajectory: what depends on the block number alone is
// computed once for all eight, and what depends on the trajectory alone once for the whole array. That is rounds 0 and
// 1. A single trajectory takes eight blocks at once, and a few numbers one block at a time.

#define HERE(name) NAMED(name, here, VARIANT)
#define EIGHT(name) NAMED(name, 8, VARIANT)
#define ONE(name) NAMED(name, 1, VARIANT)

INLINE round_keys HERE(keys)(const lanes_stream *s) {
  round_keys keys;
  for (int i = 0; i < 10; i++) {
    keys.k0[i] = (uint32_t)(s->key + i * 0x9E3779B9u);
    keys.k1[i] = (uint32_t)((s->key >> 32) + i * 0xBB67AE85u);
  }
  return keys;
}

INLINE uint64_t HERE(last_word)(const lanes_stream *s) {
  // Steps beyond 2^32 go into the purpose's word, above its eight bits.
  return (uint32_t)(s->purpose | s->step >> 32 << 8);
}

static const bits8 HERE(ascending) = {0, 1, 2, 3, 4, 5, 6, 7};

/// Rounds 2...9 of the first `wanted` <= 4. Together, since a round waits for the multiplier longer than it works.
INLINE void HERE(interleaved)(EIGHT(words) *w, ptrdiff_t wanted, const round_keys *keys) {
  if (wanted == 1) {
    w[0] = EIGHT(rounds)(w[0], 2, keys);
  } else if (wanted == 2) {
#pragma clang loop unroll(full)
    for (int i = 2; i < 10; i++) {
#pragma clang loop unroll(full)
      for (int j = 0; j < 2; j++) w[j] = EIGHT(round)(w[j], keys->k0[i], keys->k1[i]);
    }
  } else {
#pragma clang loop unroll(full)
    for (int i = 2; i < 10; i++) {
#pragma clang loop unroll(full)
      for (int j = 0; j < 4; j++) w[j] = EIGHT(round)(w[j], keys->k0[i], keys->k1[i]);
    }
  }
}

/// Rounds 0 and 1 of a block of eight trajectories, as far as no block number is needed.
typedef struct {
  bits8 w0, w1, product;
} HERE(common);

INLINE HERE(common) HERE(trajectories)(const lanes_stream *s, const round_keys *keys) {
  HERE(common) c;
  bits8 odd = ((s->trajectory + HERE(ascending)) & 0xffffffffu) * 0xCD9E8D57u;
  c.w0 = odd >> 32 ^ (uint32_t)s->step ^ keys->k0[0];
  c.w1 = odd;
  c.product = (c.w0 & 0xffffffffu) * 0xD2511F53u;
  return c;
}

/// A block of eight trajectories after rounds 0 and 1.
INLINE EIGHT(words) HERE(block_of_eight)(const HERE(common) *c, uint64_t last, uint64_t block,
                                         const round_keys *keys) {
  uint64_t even = (uint32_t)block * (uint64_t)0xD2511F53u;
  uint64_t odd = (uint32_t)(even >> 32 ^ last ^ keys->k1[0]) * (uint64_t)0xCD9E8D57u;
  return (EIGHT(words)){c->w1 ^ (odd >> 32 ^ keys->k0[1]), (bits8)odd,
                        c->product >> 32 ^ ((uint32_t)even ^ keys->k1[1]), c->product};
}

/// The first `wanted` <= 4 of four blocks of eight trajectories.
INLINE void HERE(blocks_of_eight)(const HERE(common) *c, uint64_t last, uint64_t block, ptrdiff_t wanted,
                                  const round_keys *keys, EIGHT(words) *w) {
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; j++) w[j] = HERE(block_of_eight)(c, last, block + j, keys);
  HERE(interleaved)(w, wanted, keys);
}

/// The first 8 * wanted blocks from a block on of one trajectory, wanted <= 4.
INLINE void HERE(blocks_of_one)(const lanes_stream *s, uint64_t block, ptrdiff_t wanted, const round_keys *keys,
                                EIGHT(words) *w) {
  uint64_t odd = s->trajectory * (uint64_t)0xCD9E8D57u;
  uint64_t w0 = (uint32_t)(odd >> 32 ^ (uint32_t)s->step ^ keys->k0[0]);
  uint64_t even = w0 * 0xD2511F53u;
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; j++) {
    bits8 low = ((block + 8 * j + HERE(ascending)) & 0xffffffffu) * 0xD2511F53u;
    bits8 high = ((low >> 32 ^ (HERE(last_word)(s) ^ keys->k1[0])) & 0xffffffffu) * 0xCD9E8D57u;
    w[j] = (EIGHT(words)){high >> 32 ^ ((uint32_t)odd ^ keys->k0[1]), high, low ^ (even >> 32 ^ keys->k1[1]),
                          (bits8)even};
  }
  HERE(interleaved)(w, wanted, keys);
}

INLINE ONE(words) HERE(single)(const lanes_stream *s, uint64_t block, const round_keys *keys) {
  ONE(words) words = {(uint32_t)block, (uint32_t)s->step, s->trajectory, HERE(last_word)(s)};
  return ONE(rounds)(words, 0, keys);
}

// Four steps in a row of eight trajectories, `count` numbers each: with few numbers a step, blocks of different steps take
// their rounds together.

typedef struct {
  round_keys keys;
  HERE(common) steps[4];
  uint64_t last[4];
} HERE(four);

INLINE HERE(four) HERE(four_steps)(const lanes_stream *s) {
  HERE(four) f;
  f.keys = HERE(keys)(s);
  lanes_stream at = *s;
  for (int j = 0; j < 4; j++, at.step++) {
    f.steps[j] = HERE(trajectories)(&at, &f.keys);
    f.last[j] = HERE(last_word)(&at);
  }
  return f;
}

/// One block of each step.
INLINE void HERE(blocks_of_four_steps)(const HERE(four) *f, uint64_t block, EIGHT(words) *w) {
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; j++) w[j] = HERE(block_of_eight)(&f->steps[j], f->last[j], block, &f->keys);
  HERE(interleaved)(w, 4, &f->keys);
}
