"""The small network with numba: theta is held as its transpose, (10, 7), so that a column is seven numbers in a row.

Everything of one step lives in local numbers, which LLVM keeps in registers: arrays of five by two would go through memory.
"""

import numba


@numba.njit(fastmath=True)
def product(theta):
    """The two columns of W1 W2."""
    a0 = a1 = a2 = a3 = a4 = b0 = b1 = b2 = b3 = b4 = 0.0
    for m in range(10):
        a, b = theta[m, 5], theta[m, 6]
        a0 += theta[m, 0] * a
        a1 += theta[m, 1] * a
        a2 += theta[m, 2] * a
        a3 += theta[m, 3] * a
        a4 += theta[m, 4] * a
        b0 += theta[m, 0] * b
        b1 += theta[m, 1] * b
        b2 += theta[m, 2] * b
        b3 += theta[m, 3] * b
        b4 += theta[m, 4] * b
    return (a0, a1, a2, a3, a4), (b0, b1, b2, b3, b4)


@numba.njit(fastmath=True)
def move(theta, a, b):
    """theta <- (I + A(J)) theta for J with the columns a and b."""
    a0, a1, a2, a3, a4 = a
    b0, b1, b2, b3, b4 = b
    for m in range(10):
        x0, x1, x2, x3, x4 = theta[m, 0], theta[m, 1], theta[m, 2], theta[m, 3], theta[m, 4]
        y, z = theta[m, 5], theta[m, 6]
        theta[m, 0] = x0 + a0 * y + b0 * z
        theta[m, 1] = x1 + a1 * y + b1 * z
        theta[m, 2] = x2 + a2 * y + b2 * z
        theta[m, 3] = x3 + a3 * y + b3 * z
        theta[m, 4] = x4 + a4 * y + b4 * z
        theta[m, 5] = y + a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3 + a4 * x4
        theta[m, 6] = z + b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3 + b4 * x4
