// Sweeps cut into parts for a crew. How many parts there are, and where they end, follows from the sizes; every part has
// a sum of its own, and the sums are added in their order: whoever did them, the bits are the same.
#include "variants.h"

// Parts of fewer numbers than this are not worth a message between two cores; partial sums beyond this do not stay near.
enum { PARTS_MOST = 8, PART_LEAST = 4096, SUM_MOST = 2048, UNITS = 8 };

static int parts_of(ptrdiff_t count, ptrdiff_t numbers, ptrdiff_t sum) {
  if (sum > SUM_MOST) return 1;
  ptrdiff_t parts = count * numbers / PART_LEAST, most = (count + UNITS - 1) / UNITS;
  if (parts > most) parts = most;
  return parts < 1 ? 1 : parts > PARTS_MOST ? PARTS_MOST : (int)parts;
}

/// Where part `part` of `parts` begins, in whole tiles of what is counted.
static ptrdiff_t begin_of(ptrdiff_t count, int part, int parts) {
  ptrdiff_t tiles = (count + UNITS - 1) / UNITS, from = tiles * part / parts * UNITS;
  return from < count ? from : count;
}

static ptrdiff_t whole_lines(ptrdiff_t size) { return (size + 7) & ~(ptrdiff_t)7; }

typedef struct {
  const lanes_layers *theta;
  const double *matrix;
  double keep, scale, *sums;
  ptrdiff_t stride;
  int parts;
} layers_share;

static lanes_layers units_of(const layers_share *share, int part) {
  lanes_layers own = *share->theta;
  ptrdiff_t from = begin_of(own.units, part, share->parts), to = begin_of(own.units, part + 1, share->parts);
  own.first += from * own.stride;
  own.second += from * own.stride;
  own.units = to - from;
  return own;
}

static void couple_part(void *context, int part) {
  const layers_share *share = context;
  lanes_layers own = units_of(share, part);
  double *sum = share->sums ? share->sums + part * share->stride : 0;
  lanes_chosen->layers_couple(&own, share->matrix, share->keep, share->scale, sum);
}

static void product_part(void *context, int part) {
  const layers_share *share = context;
  lanes_layers own = units_of(share, part);
  lanes_chosen->layers_product(&own, share->sums + part * share->stride);
}

void lanes_layers_couple(const lanes_layers *theta, const double *r, double keep, double scale, double *product) {
  ptrdiff_t size = theta->inputs * theta->outputs;
  int parts = parts_of(theta->units, theta->inputs + theta->outputs, size);
  if (parts == 1) return lanes_chosen->layers_couple(theta, r, keep, scale, product);
  double sums[product ? parts * whole_lines(size) : 1] __attribute__((aligned(64)));
  layers_share share = {theta, r, keep, scale, product ? sums : 0, whole_lines(size), parts};
  lanes_crew_run(parts, 0, couple_part, &share);
  if (product) lanes_chosen->add_parts(product, 1, sums, parts, share.stride, size);
}

void lanes_layers_product(const lanes_layers *theta, double *product) {
  ptrdiff_t size = theta->inputs * theta->outputs;
  int parts = parts_of(theta->units, theta->inputs + theta->outputs, size);
  if (parts == 1) return lanes_chosen->layers_product(theta, product);
  double sums[parts * whole_lines(size)] __attribute__((aligned(64)));
  layers_share share = {theta, 0, 1, 1, sums, whole_lines(size), parts};
  lanes_crew_run(parts, 0, product_part, &share);
  lanes_chosen->add_parts(product, 1, sums, parts, share.stride, size);
}

typedef struct {
  const lanes_samples *samples;
  const double *w;
  double *sums, *squares;
  ptrdiff_t from, count, stride;
  int parts;
} samples_share;

static void gradient_part(void *context, int part) {
  const samples_share *share = context;
  ptrdiff_t from = begin_of(share->count, part, share->parts), to = begin_of(share->count, part + 1, share->parts);
  const lanes_samples *all = share->samples;
  share->squares[part] = lanes_chosen->samples_gradient(
      all, share->from + from, share->from + to, share->w, share->sums + part * share->stride);
}

double lanes_samples_gradient(
    const lanes_samples *samples, ptrdiff_t from, ptrdiff_t to, const double *w, double *gradient) {
  ptrdiff_t size = samples->input_count * samples->output_count, count = to - from;
  int parts = parts_of(count, samples->input_count + samples->output_count, size);
  if (parts == 1) return lanes_chosen->samples_gradient(samples, from, to, w, gradient);
  // Every other time from the last part to the first: what was read last is still near.
  static _Thread_local int backwards;
  backwards = !backwards;
  double sums[parts * whole_lines(size)] __attribute__((aligned(64))), squares[PARTS_MOST], total = 0;
  samples_share share = {samples, w, sums, squares, from, count, whole_lines(size), parts};
  lanes_crew_run(parts, backwards, gradient_part, &share);
  lanes_chosen->add_parts(gradient, 1, sums, parts, share.stride, size);
  for (int part = 0; part < parts; part++) total += squares[part];
  return total;
}
