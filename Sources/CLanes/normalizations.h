// Normalisation over a batch, softmax and patches, for one type of number: NUMBER and NET(name) are given.

static void NET(moments)(const NUMBER *x, ptrdiff_t rows, ptrdiff_t columns, NUMBER *restrict mean,
                         NUMBER *restrict variance) {
  NET(sum)(x, rows, columns, mean);
  for (ptrdiff_t c = 0; c < columns; c++) {
    mean[c] /= (NUMBER)rows;
    variance[c] = 0;
  }
  for (ptrdiff_t r = 0; r < rows; r++, x += columns)
    for (ptrdiff_t c = 0; c < columns; c++) variance[c] += (x[c] - mean[c]) * (x[c] - mean[c]);
  for (ptrdiff_t c = 0; c < columns; c++) variance[c] /= (NUMBER)rows;
}

static void NET(normalize)(const NUMBER *x, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *mean,
                           const NUMBER *variance, NUMBER epsilon, const NUMBER *gain, const NUMBER *shift,
                           NUMBER *inverse, NUMBER *deviate, NUMBER *y) {
  for (ptrdiff_t c = 0; c < columns; c++) {
    NUMBER square = variance[c] + epsilon;
    inverse[c] = square == 0 ? 0 : 1 / __builtin_elementwise_sqrt(square);
  }
  for (ptrdiff_t r = 0; r < rows; r++, x += columns, deviate += columns, y += columns) {
    for (ptrdiff_t c = 0; c < columns; c++) deviate[c] = (x[c] - mean[c]) * inverse[c];
    if (gain)
      for (ptrdiff_t c = 0; c < columns; c++) y[c] = gain[c] * deviate[c] + shift[c];
    else
      for (ptrdiff_t c = 0; c < columns; c++) y[c] = deviate[c];
  }
}

static void NET(unnormalize)(NUMBER *d, const NUMBER *e, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *deviate,
                             const NUMBER *inverse, const NUMBER *gain, const NUMBER *sums, const NUMBER *products,
                             int adds) {
  NUMBER share = 1 / (NUMBER)rows;
  for (ptrdiff_t r = 0; r < rows; r++, d += columns, e += columns, deviate += columns)
    for (ptrdiff_t c = 0; c < columns; c++) {
      NUMBER factor = gain ? inverse[c] * gain[c] : inverse[c];
      NUMBER change = factor * ((e[c] - share * sums[c]) - deviate[c] * (share * products[c]));
      d[c] = adds ? d[c] + change : change;
    }
}

/// t = exp(scale (row - max row)); returns the sum.
INLINE double NET(exponentials)(const NUMBER *row, ptrdiff_t columns, double scale, double *t) {
  double most = (double)row[0], sum = 0;
  for (ptrdiff_t c = 1; c < columns; c++) most = (double)row[c] > most ? (double)row[c] : most;
  for (ptrdiff_t c = 0; c < columns; c++) t[c] = scale * ((double)row[c] - most);
  NAMED(exp, array, VARIANT)(t, t, columns);
  for (ptrdiff_t c = 0; c < columns; c++) sum += t[c];
  return sum;
}

static void NET(softmax)(NUMBER *x, ptrdiff_t rows, ptrdiff_t columns, double scale, double *scratch) {
  for (ptrdiff_t r = 0; r < rows; r++, x += columns) {
    double sum = NET(exponentials)(x, columns, scale, scratch);
    for (ptrdiff_t c = 0; c < columns; c++) x[c] = (NUMBER)(scratch[c] / sum);
  }
}

static void NET(unsoftmax)(NUMBER *e, const NUMBER *p, ptrdiff_t rows, ptrdiff_t columns, double scale) {
  for (ptrdiff_t r = 0; r < rows; r++, e += columns, p += columns) {
    NUMBER mean = 0;
    for (ptrdiff_t c = 0; c < columns; c++) mean += p[c] * e[c];
    for (ptrdiff_t c = 0; c < columns; c++) e[c] = (NUMBER)scale * (p[c] * (e[c] - mean));
  }
}

static double NET(entropy)(const NUMBER *scores, const int64_t *labels, ptrdiff_t rows, ptrdiff_t columns,
                           double smoothing, NUMBER *d, double *scratch) {
  double total = 0, rest = smoothing / (double)columns;
  for (ptrdiff_t r = 0; r < rows; r++, scores += columns) {
    double sum = NET(exponentials)(scores, columns, 1, scratch), log_sum = sum;
    NAMED(log, array, VARIANT)(&sum, &log_sum, 1);
    double most = (double)scores[0];
    for (ptrdiff_t c = 1; c < columns; c++) most = (double)scores[c] > most ? (double)scores[c] : most;
    for (ptrdiff_t c = 0; c < columns; c++) {
      double target = rest + (c == labels[r] ? 1 - smoothing : 0);
      if (target != 0) total += target * (log_sum - ((double)scores[c] - most));
      if (d) d[c] = (NUMBER)(scratch[c] / sum - target);
    }
    if (d) d += columns;
  }
  return total;
}

/// Calls `body` with a patch's row, its column and the position that it sees.
#define PATCH_ENTRIES(body)                                                                                             \
  ptrdiff_t down = (p->height + 2 * p->padding - p->kernel) / p->stride + 1;                                           \
  ptrdiff_t across = (p->width + 2 * p->padding - p->kernel) / p->stride + 1;                                          \
  ptrdiff_t area = p->kernel * p->kernel;                                                                              \
  for (ptrdiff_t b = 0; b < p->samples; b++, images += p->height * p->width * p->channels)                             \
    for (ptrdiff_t i = 0; i < down; i++)                                                                               \
      for (ptrdiff_t j = 0; j < across; j++, rows += p->channels * area)                                               \
        for (ptrdiff_t u = 0; u < p->kernel; u++)                                                                      \
          for (ptrdiff_t v = 0; v < p->kernel; v++) {                                                                  \
            ptrdiff_t y = i * p->stride + u - p->padding, x = j * p->stride + v - p->padding;                          \
            int inside = y >= 0 && y < p->height && x >= 0 && x < p->width;                                            \
            ptrdiff_t place = (y * p->width + x) * p->channels;                                                        \
            for (ptrdiff_t c = 0; c < p->channels; c++) body;                                                          \
          }

static void NET(unfold)(const lanes_patches *p, const NUMBER *images, NUMBER *rows) {
  PATCH_ENTRIES(rows[c * area + u * p->kernel + v] = inside ? images[place + c] : 0)
}

static void NET(fold)(const lanes_patches *p, const NUMBER *rows, NUMBER *images) {
  PATCH_ENTRIES(if (inside) images[place + c] += rows[c * area + u * p->kernel + v])
}
#undef PATCH_ENTRIES

static const NET_TABLE NET(table) = {
    .multiply = NET(multiply),
    .apply = NET(apply),
    .descend = NET(descend),
    .apply_batch = NET(apply_batch),
    .descend_batch = NET(descend_batch),
    .rectify = NET(rectify),
    .mask = NET(mask),
    .combine = NET(combine),
    .fill = NET(fill),
    .sum = NET(sum),
    .moments = NET(moments),
    .normalize = NET(normalize),
    .unnormalize = NET(unnormalize),
    .pair = NET(pair),
    .unfold = NET(unfold),
    .fold = NET(fold),
    .softmax = NET(softmax),
    .unsoftmax = NET(unsoftmax),
    .entropy = NET(entropy),
    .adapt = NET(adapt),
    .squares = NET(squares),
};
