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

const lanes_spectra *lanes_spectra_of(const char *name) {
  if (!name) return &lanes_chosen->spectra;
  if (!available(name)) return NULL;
#if defined(__x86_64__)
  if (!strcmp(name, "avx2")) return &lanes_avx2.spectra;
  if (!strcmp(name, "avx512")) return &lanes_avx512.spectra;
#endif
  return &lanes_portable.spectra;
}

void lanes_layers_couple(const lanes_layers *theta, const double *r, double keep, double scale, double *product) {
  lanes_chosen->layers_couple(theta, r, keep, scale, product);
}

void lanes_layers_product(const lanes_layers *theta, double *product) { lanes_chosen->layers_product(theta, product); }

double lanes_samples_gradient(const lanes_samples *samples, ptrdiff_t from, ptrdiff_t to, const double *w, double *gradient) {
  return lanes_chosen->samples_gradient(samples, from, to, w, gradient);
}

void lanes_add_parts(double *sum, double scale, const double *parts, ptrdiff_t count, ptrdiff_t part_stride,
                     ptrdiff_t size) {
  lanes_chosen->add_parts(sum, scale, parts, count, part_stride, size);
}
