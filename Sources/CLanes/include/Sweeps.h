#pragma once
#include <stddef.h>
#include <stdint.h>

// Sweeps over one large trajectory: loops along contiguous memory instead of across lanes. A sum has eight partial sums,
// entry i in partial sum i mod 8, put together by halves; a sum over units or samples is cut into at most eight parts of
// consecutive ones, each summed from its first to its last, the parts then added in their order. Where the cuts are
// follows from the sizes; the parts are shared out in the calling thread's crew. So the bits depend on the sizes and on
// nothing else: not on the instruction set, not on the stride, not on who computes which part. Strides that are
// multiples of eight and bases on multiples of 64 bytes are faster.

/// The weights of `units` hidden units: unit j has `inputs` weights from first + j stride on and `outputs` (1 to 64)
/// weights from second + j stride on. Part of the units: move both pointers.
typedef struct {
  double *first, *second;
  ptrdiff_t stride, units, inputs, outputs;
} lanes_layers;

/// theta <- keep theta + scale A(R) theta, both layers from the old theta; R is inputs x outputs, column after column.
/// If `product` is given, it becomes the product of the new theta as by lanes_layers_product. One pass over theta.
void lanes_layers_couple(const lanes_layers *theta, const double *r, double keep, double scale, double *product);

/// product = the sum over units of first second^T: inputs x outputs, column after column.
void lanes_layers_product(const lanes_layers *theta, double *product);

/// Samples in memory: the inputs of sample i start at inputs + i input_stride, its targets at targets + i target_stride, so
/// that they may share rows. Noise i is `output_count` numbers at noise + i output_count. With indices, sample i is the one
/// at indices[i], but its noise is noise i. Noise and indices may be absent.
typedef struct {
  const double *inputs, *targets, *noise;
  const int64_t *indices;
  ptrdiff_t input_stride, target_stride, input_count, output_count;
} lanes_samples;

/// gradient = the sum over the samples i in [from, to) of x_i r_i^T with r_i = y_i + noise_i - w^T x_i; w and the gradient
/// are input_count x output_count, column after column. Returns the sum of squares of r. One pass over the inputs.
double lanes_samples_gradient(
    const lanes_samples *samples, ptrdiff_t from, ptrdiff_t to, const double *w, double *gradient);

/// sum = scale (part 0 + part 1 + ...), parts of `size` entries one after the other, `part_stride` apart.
void lanes_add_parts(double *sum, double scale, const double *parts, ptrdiff_t count, ptrdiff_t part_stride,
                     ptrdiff_t size);

/// A large matrix, column after column with `stride` doubles from one to the next, to two diagonals: q and e become the
/// squares of the main and of the other diagonal of a bidiagonal matrix with the singular values of a, divided by the
/// number that is returned (a power of two; NaN if an entry is not finite). q and e have room for min(rows, columns)
/// numbers each, scratch for lanes_reduction_scratch(rows, columns), on a multiple of 64 bytes if it is to be fast. Absolute
/// error: some roundings of the largest singular value.
double lanes_reduce(const double *a, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, double *q, double *e,
                    double *scratch);
ptrdiff_t lanes_reduction_scratch(ptrdiff_t rows, ptrdiff_t columns);

/// The singular values, largest first, of bidiagonal matrices of `size` rows, one a lane; q, e and values have elements of
/// `lanes` doubles (1 or 8), `scale` one for each lane: what lanes_reduce returned. q and e are overwritten. Eight matrices
/// take less than twice as long as one. Scratch is on the stack: six times as large as q.
void lanes_reduced_values(double *q, double *e, ptrdiff_t size, const double *scale, int lanes, double *values);
