// Chooses the instruction set once, when the program is loaded; RANKFALL_INSTRUCTIONS=portable|avx2|avx512 asks for one.
#include "variants.h"
#include <stdlib.h>
#include <string.h>

const lanes_variant *lanes_chosen = &lanes_portable;

static int available(const char *name) {
  if (!strcmp(name, "portable")) return 1;
#if defined(__x86_64__)
  __builtin_cpu_init();
  int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
  if (!strcmp(name, "avx2")) return avx2;
  if (!strcmp(name, "avx512"))
    return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
#endif
  return 0;
}

int lanes_use(const char *name) {
  if (!available(name)) return 0;
#if defined(__x86_64__)
  if (!strcmp(name, "avx2")) lanes_chosen = &lanes_avx2;
  if (!strcmp(name, "avx512")) lanes_chosen = &lanes_avx512;
#endif
  if (!strcmp(name, "portable")) lanes_chosen = &lanes_portable;
  return 1;
}

__attribute__((constructor)) static void choose(void) {
  const char *asked = getenv("RANKFALL_INSTRUCTIONS");
  if (asked && lanes_use(asked)) return;
  if (!lanes_use("avx512")) lanes_use("avx2");
}

const char *lanes_instruction_set(void) { return lanes_chosen->name; }

void lanes_product(
    const lanes_matrix *c, double keep, double scale, const lanes_matrix *a, const lanes_matrix *b, int lanes) {
  (lanes == 8 ? lanes_chosen->product8 : lanes_chosen->product1)(c, keep, scale, a, b);
}

void lanes_couple(double *theta, ptrdiff_t columns, const lanes_matrix *r, double scale, double keep, int lanes) {
  (lanes == 8 ? lanes_chosen->couple8 : lanes_chosen->couple1)(theta, columns, r, scale, keep);
}

void lanes_combine(double *y, double a, const double *x, double b, const double *z, ptrdiff_t count) {
  lanes_chosen->combine(y, a, x, b, z, count);
}

void lanes_scale(double *y, double a, ptrdiff_t count) { lanes_chosen->scale(y, a, count); }

void lanes_batch_gradient(const lanes_batch *batch, const double *w, double *g, int lanes) {
  (lanes == 8 ? lanes_chosen->batch8 : lanes_chosen->batch1)(batch, w, g);
}

void lanes_batch_step(const lanes_batch *batch, double *theta, ptrdiff_t width, ptrdiff_t columns, double scale,
                      double keep, double *w, double *g, int lanes) {
  (lanes == 8 ? lanes_chosen->batch_step8 : lanes_chosen->batch_step1)(
      batch, theta, width, columns, scale, keep, w, g);
}

static const lanes_variant *variant_of(const char *name) {
  if (!available(name)) return NULL;
#if defined(__x86_64__)
  if (!strcmp(name, "avx2")) return &lanes_avx2;
  if (!strcmp(name, "avx512")) return &lanes_avx512;
#endif
  return &lanes_portable;
}

const lanes_spectra *lanes_spectra_of(const char *name) {
  const lanes_variant *found = name ? variant_of(name) : lanes_chosen;
  return found ? &found->spectra : NULL;
}

const lanes_network32 *lanes_networks32(void) { return lanes_chosen->network32; }
const lanes_network64 *lanes_networks64(void) { return lanes_chosen->network64; }

const lanes_network32 *lanes_networks32_of(const char *name) {
  const lanes_variant *found = variant_of(name);
  return found ? found->network32 : NULL;
}

const lanes_network64 *lanes_networks64_of(const char *name) {
  const lanes_variant *found = variant_of(name);
  return found ? found->network64 : NULL;
}

const lanes_functions *lanes_functions_of(const char *name) {
  const lanes_variant *found = variant_of(name);
  return found ? &found->functions : NULL;
}

void lanes_fill_raw(const lanes_stream *s, uint64_t first, ptrdiff_t count, uint64_t *out) {
  lanes_chosen->functions.fill_raw(s, first, count, 0, out);
}

void lanes_fill_uniform(const lanes_stream *s, uint64_t first, ptrdiff_t count, double *out) {
  lanes_chosen->functions.fill_uniform(s, first, count, 0, out);
}

void lanes_fill_index(const lanes_stream *s, uint64_t first, ptrdiff_t count, uint32_t bound, int64_t *out) {
  lanes_chosen->functions.fill_index(s, first, count, bound, out);
}

void lanes_fill_sign(const lanes_stream *s, uint64_t first, ptrdiff_t count, double deviation, double *out) {
  uint64_t bits;
  memcpy(&bits, &deviation, sizeof bits);
  lanes_chosen->functions.fill_sign(s, first, count, bits, out);
}

void lanes_fill_normal(const lanes_stream *s, uint64_t first, ptrdiff_t count, double deviation, double *out) {
  lanes_chosen->functions.fill_normal(s, first, count, deviation, out);
}

void lanes_fill_index_steps(const lanes_stream *s, uint64_t first, ptrdiff_t count, uint32_t bound, int64_t *out) {
  lanes_chosen->functions.fill_index_steps(s, first, count, bound, out);
}

void lanes_fill_normal_steps(const lanes_stream *s, uint64_t first, ptrdiff_t count, double deviation, double *out) {
  lanes_chosen->functions.fill_normal_steps(s, first, count, deviation, out);
}

void lanes_log(const double *x, double *out, ptrdiff_t count) { lanes_chosen->functions.log(x, out, count); }
void lanes_exp(const double *x, double *out, ptrdiff_t count) { lanes_chosen->functions.exp(x, out, count); }

void lanes_sinh_cosh(const double *x, double *sinh, double *cosh, ptrdiff_t count) {
  lanes_chosen->functions.sinh_cosh(x, sinh, cosh, count);
}

void lanes_moment_gradient(const lanes_moments *moments, int lanes) {
  (lanes == 8 ? lanes_chosen->moments8 : lanes_chosen->moments1)(moments);
}

void lanes_moment_step(const lanes_moments *moments, double *theta, ptrdiff_t columns, double keep, int lanes) {
  (lanes == 8 ? lanes_chosen->moment_step8 : lanes_chosen->moment_step1)(moments, theta, columns, keep);
}

void lanes_add_parts(double *sum, double scale, const double *parts, ptrdiff_t count, ptrdiff_t part_stride,
                     ptrdiff_t size) {
  lanes_chosen->add_parts(sum, scale, parts, count, part_stride, size);
}

double lanes_reduce(const double *a, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, double *q, double *e,
                    double *scratch) {
  return lanes_chosen->reduce(a, stride, rows, columns, q, e, scratch);
}

ptrdiff_t lanes_reduction_scratch(ptrdiff_t rows, ptrdiff_t columns) {
  return (columns + 4) * (rows + 16) + 4 * (columns + 8);
}

void lanes_reduced_values(double *q, double *e, ptrdiff_t size, const double *scale, int lanes, double *values) {
  (lanes == 8 ? lanes_chosen->reduced_values8 : lanes_chosen->reduced_values1)(q, e, size, scale, values);
}

int lanes_add_square(const lanes_update *update, double *work) { return lanes_chosen->functions.add_square(update, work); }

ptrdiff_t lanes_update_work(ptrdiff_t size, ptrdiff_t count) { return 3 * (size + 17) + count * size; }

void lanes_repel(const lanes_repulsion *repulsion, const double *target, double *points, double *tally, int lanes) {
  (lanes == 8 ? lanes_chosen->repel8 : lanes_chosen->repel1)(repulsion, target, points, tally);
}

void lanes_multiplicative_step(
    const lanes_multiplicative *model, double *points, const double *normals, int lanes) {
  (lanes == 8 ? lanes_chosen->push8 : lanes_chosen->push1)(model, points, normals);
}

void lanes_multiplicative_steps(
    const lanes_multiplicative *model, const lanes_stream *stream, ptrdiff_t count, double *points) {
  lanes_chosen->multiplicative_steps(model, stream, count, points);
}
