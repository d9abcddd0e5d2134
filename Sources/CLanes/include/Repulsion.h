#pragma once
#include <stddef.h>
#include <stdint.h>

// Points on a line that repel each other. Elements are `lanes` (1 or 8) consecutive doubles, one a trajectory.

/// The most points there may be.
#define LANES_MOST_POINTS 64

/// The implicit part of a step, every number times its length. Points repel each other with strength / g at a distance g, or
/// (hyperbolic) with (strength / 2) coth(g / 2); mirrored points also feel strength / (x_i + x_j); a wall at zero pushes
/// with wall / x_i, if it is positive. Strength is positive.
typedef struct {
  int32_t size, hyperbolic, mirrored;
  double strength, wall, weight;
} lanes_repulsion;

/// points = the ordered solution (x_0 < x_1 < ..., and 0 < x_0 if there is a wall) of weight x = target + what repels at x; NaN
/// where none was found. The first element of tally counts the steps whose target was not ordered itself, the second
/// Newton's iterations. points may be target.
void lanes_repel(const lanes_repulsion *repulsion, const double *target, double *points, double *tally, int lanes);

/// A step of Euler and Maruyama for eigenvalues under multiplicative noise:
/// l_i <- l_i (growth + z_i) + push sum_j (l_i - l_j) (4 l_i l_j - softening) / ((l_i - l_j)^2 + softening), the z_i normal
/// with a deviation. One division serves four pairs: products of four denominators must be within the range of doubles.
typedef struct {
  int32_t size;
  double growth, push, softening, deviation;
} lanes_multiplicative;

void lanes_multiplicative_step(
    const lanes_multiplicative *model, double *points, const double *normals, int lanes);

/// `count` steps, the first with the normal numbers of the stream's step, from its first pair on.
void lanes_multiplicative_steps(
    const lanes_multiplicative *model, const lanes_stream *stream, ptrdiff_t count, double *points);
