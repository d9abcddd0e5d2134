#pragma once
#include <stddef.h>
#include <stdint.h>

/// How many vectors an update turns at most.
#define LANES_MOST_TURNED 4

/// A symmetric matrix in the basis of its eigenvectors, to which z z^T is added. `values`, ascending and distinct, are replaced
/// by the new ones, which lie between them; `vectors`, `count` columns of `size` numbers, by their components along the new
/// eigenvectors, each of which keeps the sign of its component along the old one.
typedef struct {
  ptrdiff_t size;
  int32_t count;
  double *values;
  const double *z;
  double *vectors;
} lanes_update;

/// Returns the most evaluations that a root needed; 0 where one was not found: then the values are not to be used. `work` has
/// room for lanes_update_work(size, count) doubles. Four divisions are made as one: products of four differences of values
/// must be within the range of doubles.
int lanes_add_square(const lanes_update *update, double *work);
ptrdiff_t lanes_update_work(ptrdiff_t size, ptrdiff_t count);
