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
