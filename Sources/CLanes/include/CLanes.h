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
void lanes_product(lanes_matrix c, double keep, double scale, lanes_matrix a, lanes_matrix b, int lanes);

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
  void (*log)(const double *, double *, ptrdiff_t);
  void (*exp)(const double *, double *, ptrdiff_t);
  void (*sinh_cosh)(const double *, double *, double *, ptrdiff_t);
} lanes_functions;

/// Those of a named instruction set; null if this machine has not got it.
const lanes_functions *lanes_functions_of(const char *name);
