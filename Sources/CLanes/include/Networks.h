#pragma once
#include <stddef.h>
#include <stdint.h>

// Loops of networks of any depth on one batch, in float and in double. A matrix lies row after row without gaps. Elementwise
// loops and sums have one order whatever the instruction set: a sum along a row has sixteen (float) or eight (double) partial
// sums, entry i in partial sum i modulo that number, put together by halves; a sum over rows goes from the first to the last.
// a number of a product of matrices is one chain of fused multiply-adds. So the bits are those of every machine.

/// The patches of a convolution: `samples` images of height x width positions with `channels` numbers each, position after
/// position; kernel, stride and padding are those of both directions.
typedef struct {
  ptrdiff_t samples, height, width, channels, kernel, stride, padding;
} lanes_patches;

/// c <- keep c + scale a b, where c has rows x columns numbers, rows of them `stride` apart, and number (i, k) of a is at
/// i a_row + k a_column, one of which is 1; b likewise. Each number is keep c + a(0) (scale b(0)) + a(1) (scale b(1)) + ...,
/// from left to right, a fused multiply-add each; with keep = 0 what was in c is not read. inner > 0.
#define RANKFALL_PRODUCT(NUMBER, NAME)                                                                                   \
  typedef struct {                                                                                                       \
    NUMBER *c;                                                                                                           \
    ptrdiff_t stride, rows, columns, inner;                                                                              \
    const NUMBER *a;                                                                                                     \
    ptrdiff_t a_row, a_column;                                                                                           \
    const NUMBER *b;                                                                                                     \
    ptrdiff_t b_row, b_column;                                                                                           \
    NUMBER keep, scale;                                                                                                  \
  } NAME;

RANKFALL_PRODUCT(float, lanes_product32)
RANKFALL_PRODUCT(double, lanes_product64)

#define RANKFALL_NETWORK_TABLE(NUMBER, NAME, PRODUCT)                                                                    \
  typedef struct {                                                                                                       \
    void (*multiply)(const PRODUCT *);                                                                                   \
    /* y[r] = b[r] + <w[r], x> for each of `rows` rows, rectified if asked; b may be missing. */                          \
    void (*apply)(const NUMBER *w, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *x, const NUMBER *b, int rectified,   \
                  NUMBER *y);                                                                                            \
    /* back += w^T d with the old w (if there is a back), and w <- keep w + (scale d) x^T: one sweep. */                  \
    void (*descend)(NUMBER *w, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *d, const NUMBER *x, NUMBER keep,         \
                    NUMBER scale, NUMBER *back);                                                                         \
    /* y[n][r] = <w[r], x[n]> + b[r] for `count` samples, a row of x each; rows of y are `stride` apart; b may be missing. */\
    void (*apply_batch)(const NUMBER *w, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *x, ptrdiff_t count,            \
                        const NUMBER *b, NUMBER *y, ptrdiff_t stride);                                                   \
    /* back[n] (+)= w^T d[n] with the old w (if there is a back), and w <- keep w + scale sum_n d[n] x[n]^T: one sweep.  \
       Rows of d are `stride` apart; `turned` has room for rows x count numbers where there is a back. */                \
    void (*descend_batch)(NUMBER *w, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *d, ptrdiff_t stride,               \
                          const NUMBER *x, ptrdiff_t count, NUMBER keep, NUMBER scale, NUMBER *back, int adds,           \
                          NUMBER *turned);                                                                               \
    /* y = max(x, 0), NaN staying NaN; y may be x. */                                                                     \
    void (*rectify)(const NUMBER *x, NUMBER *y, ptrdiff_t count);                                                        \
    /* d = e where y > 0, else 0; d may be e. With `adds`, d += that. */                                                  \
    void (*mask)(NUMBER *d, const NUMBER *e, const NUMBER *y, ptrdiff_t count, int adds);                                \
    /* y = a x + b z: two products, one sum (rounded each); y may be x or z. */                                           \
    void (*combine)(NUMBER *y, NUMBER a, const NUMBER *x, NUMBER b, const NUMBER *z, ptrdiff_t count);                   \
    /* Every row of y becomes b, or zero without b. */                                                                    \
    void (*fill)(NUMBER *y, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *b);                                         \
    /* sum[c] = the sum over rows of x[r][c]. */                                                                          \
    void (*sum)(const NUMBER *x, ptrdiff_t rows, ptrdiff_t columns, NUMBER *sum);                                        \
    /* The mean and the mean square deviation of each column. */                                                          \
    void (*moments)(const NUMBER *x, ptrdiff_t rows, ptrdiff_t columns, NUMBER *mean, NUMBER *variance);                 \
    /* deviate = (x - mean) / sqrt(variance + epsilon), zero where that divides by zero; inverse = the factor;            \
       y = gain deviate + shift, or deviate without gain and shift. */                                                    \
    void (*normalize)(const NUMBER *x, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *mean, const NUMBER *variance,    \
                      NUMBER epsilon, const NUMBER *gain, const NUMBER *shift, NUMBER *inverse, NUMBER *deviate,         \
                      NUMBER *y);                                                                                        \
    /* d[r][c] (+)= factor inverse[c] gain[c] (e[r][c] - sums[c] / rows - deviate[r][c] products[c] / rows). */           \
    void (*unnormalize)(NUMBER *d, const NUMBER *e, ptrdiff_t rows, ptrdiff_t columns, const NUMBER *deviate,            \
                        const NUMBER *inverse, const NUMBER *gain, const NUMBER *sums, const NUMBER *products,           \
                        int adds);                                                                                       \
    /* sum[c] = the sum over rows of x[r][c] z[r][c]. */                                                                  \
    void (*pair)(const NUMBER *x, const NUMBER *z, ptrdiff_t rows, ptrdiff_t columns, NUMBER *sum);                      \
    /* rows = the patches of images: one row a patch, its entries channel after channel, in each row after row. */        \
    void (*unfold)(const lanes_patches *, const NUMBER *images, NUMBER *rows);                                           \
    /* images += the transpose of that. */                                                                                \
    void (*fold)(const lanes_patches *, const NUMBER *rows, NUMBER *images);                                             \
    /* Each row becomes softmax(scale row). scratch: `columns` doubles. */                                                \
    void (*softmax)(NUMBER *x, ptrdiff_t rows, ptrdiff_t columns, double scale, double *scratch);                        \
    /* e <- scale p (e - <p, e>) row by row: back through softmax(scale row) = p. */                                      \
    void (*unsoftmax)(NUMBER *e, const NUMBER *p, ptrdiff_t rows, ptrdiff_t columns, double scale);                      \
    /* Cross-entropy of rows of scores against (1 - smoothing) e_label + smoothing / columns: returns the sum of the      \
       losses; d, where given, becomes softmax - target. */                                                               \
    double (*entropy)(const NUMBER *scores, const int64_t *labels, ptrdiff_t rows, ptrdiff_t columns, double smoothing,  \
                      NUMBER *d, double *scratch);                                                                       \
    /* Adam: first = a first + (1 - a) g, second = b second + (1 - b) g^2, w -= rate first / (sqrt(second / bias) + eps). */ \
    void (*adapt)(NUMBER *w, NUMBER *first, NUMBER *second, const NUMBER *g, ptrdiff_t count, NUMBER a, NUMBER b,        \
                  NUMBER rate, NUMBER bias, NUMBER epsilon);                                                             \
    /* The sum of squares, in double. */                                                                                  \
    double (*squares)(const NUMBER *x, ptrdiff_t count);                                                                 \
  } NAME;

RANKFALL_NETWORK_TABLE(float, lanes_network32, lanes_product32)
RANKFALL_NETWORK_TABLE(double, lanes_network64, lanes_product64)

/// The loops in the instruction set in use, and in a named one: null if this machine has not got it.
const lanes_network32 *lanes_networks32(void);
const lanes_network64 *lanes_networks64(void);
const lanes_network32 *lanes_networks32_of(const char *name);
const lanes_network64 *lanes_networks64_of(const char *name);
