// Several steps in a row of the multiplicative model, noise and all: the numbers of step k are those that
// lanes_fill_normal gives for it. They are drawn for many steps ahead, since they wait for nothing.

/// The normal numbers of `count` steps of eight trajectories, `size` a step: four blocks at a time, of whatever steps.
INLINE void HERE(normals_ahead)(const lanes_stream *stream, ptrdiff_t count, int size, double deviation, double *out) {
  round_keys keys = HERE(keys)(stream);
  lanes_stream at = *stream;
  const int blocks = (size + 3) / 4;
  const ptrdiff_t all = blocks * count;
  EIGHT(words) w[4];
  double *to[4];
  int left[4], block = 0;
  for (ptrdiff_t begin = 0; begin < all; begin += 4) {
#pragma clang loop unroll(full)
    for (int j = 0; j < 4; j++) {
      HERE(common) c = HERE(trajectories)(&at, &keys);
      w[j] = HERE(block_of_eight)(&c, HERE(last_word)(&at), block, &keys);
      to[j] = out + 32 * block;
      left[j] = begin + j < all ? size - 4 * block : 0;
      if (++block == blocks) {
        block = 0;
        at.step++;
        out += 8 * size;
      }
    }
    HERE(interleaved)(w, 4, &keys);
    const bits8 *word = &w[0].w0;
    real8 squares[8], x, y;
#pragma clang loop unroll(full)
    for (int j = 0; j < 8; j++) squares[j] = EIGHT(square)(word[2 * j]);
#pragma clang loop unroll(full)
    for (int j = 0; j < 8; j++) {
      EIGHT(normals)(squares[j], word[2 * j + 1], deviation, &x, &y);
      double *here = to[j / 2] + j % 2 * 16;
      if (left[j / 2] > j % 2 * 2) store8(here, x);
      if (left[j / 2] > j % 2 * 2 + 1) store8(here + 8, y);
    }
  }
}

static void NAMED(multiplicative, steps, VARIANT)(const lanes_multiplicative *m, const lanes_stream *stream,
                                                  ptrdiff_t count, double *points) {
  double normals[8 * 128] __attribute__((aligned(64)));
  lanes_stream at = *stream;
  const ptrdiff_t ahead = 128 / m->size, size = (ptrdiff_t)m->size * at.lanes;
  for (ptrdiff_t done = 0; done < count; done += ahead) {
    const ptrdiff_t now = count - done < ahead ? count - done : ahead;
    if (at.lanes == 8) {
      HERE(normals_ahead)(&at, now, m->size, m->deviation, normals);
      for (ptrdiff_t k = 0; k < now; k++) EIGHT(push)(m, points, normals + k * size);
      at.step += now;
    } else {
      for (ptrdiff_t k = 0; k < now; k++, at.step++) {
        NAMED(fill, normal, VARIANT)(&at, 0, m->size, m->deviation, normals);
        ONE(push)(m, points, normals);
      }
    }
  }
}
