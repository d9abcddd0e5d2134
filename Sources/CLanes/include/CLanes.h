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

// Sweeps over one large trajectory: loops along contiguous memory instead of across lanes. A sum has eight partial sums,
// entry i in partial sum i mod 8, put together by halves; a sum over units or samples runs from the first to the last. So
// the bits depend on the sizes and on where the caller cuts units and samples, and on nothing else: not on the
// instruction set, not on the stride, not on who computes which part. Strides that are multiples of eight and bases on
// multiples of 64 bytes are faster.

/// The weights of `units` hidden units: unit j has `inputs` weights from first + j stride on and `outputs` (1 to 64)
/// weights from second + j stride on. Part of the units: move both pointers.
typedef struct {
  double *first, *second;
  ptrdiff_t stride, units, inputs, outputs;
} lanes_layers;

/// theta <- keep theta + scale A(R) theta, both layers from the old theta; R is inputs x outputs, column after column.
/// If `product` is given, it becomes the product of the new theta as by lanes_layers_product. One pass over theta.
void lanes_layers_couple(lanes_layers theta, const double *r, double keep, double scale, double *product);

/// product = the sum over units of first second^T: inputs x outputs, column after column.
void lanes_layers_product(lanes_layers theta, double *product);

/// Samples in memory: row i of the inputs starts at inputs + i input_stride; targets and noise are column after column,
/// with one row a sample. With indices, sample i has the inputs and the target of row indices[i], but noise i. Noise and
/// indices may be absent.
typedef struct {
  const double *inputs, *targets, *noise;
  const int64_t *indices;
  ptrdiff_t input_stride, target_stride, noise_stride, input_count, output_count;
} lanes_samples;

/// gradient = the sum over the samples i in [from, to) of x_i r_i^T with r_i = y_i + noise_i - w^T x_i; w and the gradient
/// are input_count x output_count, column after column. Returns the sum of squares of r. One pass over the inputs.
double lanes_samples_gradient(lanes_samples samples, ptrdiff_t from, ptrdiff_t to, const double *w, double *gradient);

/// sum = scale (part 0 + part 1 + ...), parts of `size` entries one after the other, `part_stride` apart.
void lanes_add_parts(double *sum, double scale, const double *parts, ptrdiff_t count, ptrdiff_t part_stride,
                     ptrdiff_t size);
