// Arithmetic on lanes: the hot loops of rankfall, compiled once for every instruction set.
//
// An element is `lanes` consecutive doubles, one for each trajectory of a block; lanes is 1 or 8. Every loop performs
// the same operations in the same order for any number of lanes, and multiplies and adds with one rounding
// (fused), so that the bits of a trajectory depend neither on its lane nor on the machine.
//
// Swift cannot compile one function for several instruction sets and choose at run time. C can: the loops are in the
// headers beside this one's implementation, and portable.c, avx2.c and avx512.c include them, one instruction set each.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "Secular.h"

/// The instruction set in use: "avx512", "avx2" or "portable".
const char *lanes_instruction_set(void);

/// Takes an instruction set by its name, for tests and comparisons; 0 if this machine has not got it. Not to be called
/// while anything computes.
int lanes_use(const char *name);

/// A matrix of elements in memory. Strides count elements. A shared matrix has one double an element, the same for all
/// lanes.
typedef struct {
  double *base;
  ptrdiff_t rows, columns, row_stride, column_stride;
  int shared;
} lanes_matrix;

/// c = keep c + scale a b. c overlaps neither a nor b. With keep = 0 what was in c is not read.
void lanes_product(
    const lanes_matrix *c, double keep, double scale, const lanes_matrix *a, const lanes_matrix *b, int lanes);

/// theta <- keep theta + scale A(R) theta, both blocks of a column from the old column. theta has `columns` columns of
/// p + k elements one after another; R is p x k with k <= 8.
void lanes_couple(double *theta, ptrdiff_t columns, const lanes_matrix *r, double scale, double keep, int lanes);

/// y = a x + b z, entry by entry; y may be x or z.
void lanes_combine(double *y, double a, const double *x, double b, const double *z, ptrdiff_t count);

/// y = a y
void lanes_scale(double *y, double a, ptrdiff_t count);

/// The samples of a step. A row of `samples` is [x, y], p + k numbers padded to a multiple of eight, `stride` apart.
/// `indices` has `size` rows of a number a lane; without it the first `size` samples are used by all lanes. `noise` has
/// an element for each sample and output, outputs of a sample side by side; it may be missing.
typedef struct {
  const double *samples;
  ptrdiff_t stride, inputs, outputs, size;
  const int64_t *indices;
  const double *noise;
  double scale;
} lanes_batch;

/// g = scale sum_b x_b (y_b + noise_b - W^T x_b)^T. W and g are inputs x outputs, one column after another.
void lanes_batch_gradient(const lanes_batch *batch, const double *w, double *g, int lanes);

/// theta <- keep theta + scale A(g) theta with that g at W = W1 W2. theta has `columns` columns of p + k elements, of which
/// the first `width` count in W; w and g are scratch, p x k elements each; k <= 8. The bits are those of
/// lanes_product, lanes_batch_gradient and lanes_couple.
void lanes_batch_step(const lanes_batch *batch, double *theta, ptrdiff_t width, ptrdiff_t columns, double scale,
                      double keep, double *w, double *g, int lanes);

/// The gradient in function space from moments: gradient = drift (b - H W1 W2) + diffusion noise, p x k. theta has `width`
/// columns of p + k elements; h (p x p) and b (p x k) have one double an entry; noise may be missing.
typedef struct {
  double *gradient;
  const double *theta, *h, *b, *noise;
  ptrdiff_t width, inputs, outputs;
  double drift, diffusion;
} lanes_moments;

void lanes_moment_gradient(const lanes_moments *moments, int lanes);

/// theta <- keep theta + A(gradient) theta with that gradient, which is scratch: the bits are those of
/// lanes_moment_gradient and lanes_couple. theta is moments->theta, `columns` >= width columns of it; outputs <= 8.
void lanes_moment_step(const lanes_moments *moments, double *theta, ptrdiff_t columns, double keep, int lanes);

/// The longest short side of a matrix whose spectrum is computed here.
#define LANES_LARGEST_SIDE 32

/// Spectra of small matrices, one a lane: entry i, j is the element j * rows + i. What a lane gets depends on nothing but
/// its own matrix, to the bit. A matrix with an entry that is not finite gives NaN throughout, and so would one whose
/// iteration does not end. Scratch is on the stack (at most 160 kilobytes).
typedef struct {
  /// All min(rows, columns) <= LANES_LARGEST_SIDE singular values, largest first. Absolute error: a few roundings of the
  /// largest.
  void (*singular_values)(const double *a, int rows, int columns, int lanes, double *values);
  /// The eigenvalues of a symmetric matrix of size <= LANES_LARGEST_SIDE (its lower triangle is read), ascending. Absolute
  /// error: a few roundings of the norm.
  void (*symmetric_eigenvalues)(const double *a, int size, int lanes, double *values);
  /// A symmetric matrix of any size in place, by Jacobi's rotations: its diagonal becomes the eigenvalues, in no order, the
  /// columns of vectors the orthonormal eigenvectors.
  void (*diagonalize)(double *a, double *vectors, int size, int lanes);
  /// R of a = Q R, its diagonal not negative, columns x columns with zeros below; rows >= columns, columns <=
  /// LANES_LARGEST_SIDE.
  void (*triangular_factor)(const double *a, int rows, int columns, int lanes, double *r);
} lanes_spectra;

/// The spectra of the instruction set in use, or of a named one; NULL if this machine has not got it.
const lanes_spectra *lanes_spectra_of(const char *instruction_set);

/// Where a stream of random numbers stands: Philox4x32-10 under the key (key's lower and upper half), with the counter
/// (block number, step's lower half, trajectory, purpose | step's upper half << 8). lanes is 1 or 8; lane l belongs to
/// trajectory + l. A pair is two words of a block: pair q is words 0 and 1 of block q/2 or, q being odd, words 2 and 3.
typedef struct {
  uint64_t key, step;
  uint32_t trajectory, purpose;
  int32_t lanes;
} lanes_stream;

/// What is made of the pairs first, first + 1, ... of a stream: element i of `out` is entry i of every lane.
///
/// raw: 64 bits of every pair, the second word above the first. uniform: (m + 1/2) / 2^52 with m the upper 52 of them.
/// index: an integer below `bound` <= 2^32 - 1, the upper half of the product of bound and the 64 bits. sign: deviation
/// or -deviation, by the uppermost bit. normal: two numbers of every pair, times deviation.
void lanes_fill_raw(const lanes_stream *, uint64_t first, ptrdiff_t count, uint64_t *out);
void lanes_fill_uniform(const lanes_stream *, uint64_t first, ptrdiff_t count, double *out);
void lanes_fill_index(const lanes_stream *, uint64_t first, ptrdiff_t count, uint32_t bound, int64_t *out);
void lanes_fill_sign(const lanes_stream *, uint64_t first, ptrdiff_t count, double deviation, double *out);
void lanes_fill_normal(const lanes_stream *, uint64_t first, ptrdiff_t count, double deviation, double *out);

/// The numbers of the steps step, ..., step + 3, one after another: as four calls give them. For eight lanes only.
void lanes_fill_index_steps(const lanes_stream *, uint64_t first, ptrdiff_t count, uint32_t bound, int64_t *out);
void lanes_fill_normal_steps(const lanes_stream *, uint64_t first, ptrdiff_t count, double deviation, double *out);

/// Elementary functions of `count` doubles; an array may be its own answer. log, exp and cosh are within 0.6 units
/// of the last place (one for a subnormal e^x), sinh within 1.6.
void lanes_log(const double *x, double *out, ptrdiff_t count);
void lanes_exp(const double *x, double *out, ptrdiff_t count);
void lanes_sinh_cosh(const double *x, double *sinh, double *cosh, ptrdiff_t count);

/// The functions above in one instruction set, for tests that compare them.
typedef struct {
  void (*fill_raw)(const lanes_stream *, uint64_t, ptrdiff_t, uint64_t, void *);
  void (*fill_uniform)(const lanes_stream *, uint64_t, ptrdiff_t, uint64_t, void *);
  void (*fill_index)(const lanes_stream *, uint64_t, ptrdiff_t, uint64_t, void *);
  void (*fill_sign)(const lanes_stream *, uint64_t, ptrdiff_t, uint64_t deviation_bits, void *);
  void (*fill_normal)(const lanes_stream *, uint64_t, ptrdiff_t, double, double *);
  void (*fill_index_steps)(const lanes_stream *, uint64_t, ptrdiff_t, uint64_t, void *);
  void (*fill_normal_steps)(const lanes_stream *, uint64_t, ptrdiff_t, double, double *);
  void (*log)(const double *, double *, ptrdiff_t);
  void (*exp)(const double *, double *, ptrdiff_t);
  void (*sinh_cosh)(const double *, double *, double *, ptrdiff_t);
  int (*add_square)(const lanes_update *, double *);
} lanes_functions;

/// Those of a named instruction set; null if this machine has not got it.
const lanes_functions *lanes_functions_of(const char *name);

#include "Repulsion.h"
#include "Crew.h"
#include "Sweeps.h"
#include "Networks.h"
